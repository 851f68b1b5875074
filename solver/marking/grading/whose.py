"""Whose a file or row is: told from what stands in it, or from what a platform called it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Final

from solver.marking.grading.classroom import Person
from solver.spec.reading import short

_LONGEST: Final = 300
_MOST_WORDS: Final = 24
_BREAK: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Register:
    """The students of a class by all that may stand for them; what stands for two is None."""

    ids: Mapping[str, str]
    names: Mapping[str, str | None]
    files: Mapping[str, str | None]
    known: tuple[str, ...]

    @classmethod
    def of(cls, people: Iterable[Person]) -> Register:
        """Note ids, file names and full names, as words without case and accents."""
        everybody = tuple(people)
        files = [(person.id, word) for person in everybody for word in (person.id, person.file)]
        names = [(person.id, word) for person in everybody for word in _orders(person.name)]
        ids = {person.id: person.id for person in everybody}
        return cls(ids, _single(names), _single(files), tuple(ids))

    def by_id(self, text: str) -> str | None:
        """Find a student by an id as somebody typed it."""
        bare = unicodedata.normalize("NFC", text.strip().removeprefix("'"))
        return self.ids.get(bare) or self.files.get(_words(bare))

    def by_name(self, text: str) -> str | None:
        """Find a student by a full name that nobody else has."""
        return self.names.get(_words(text))

    def by_file(self, path: str) -> str | None:
        """Find the student whose id, or else name, stands in a path, nearest to its end.

        Canvas writes `doejane_12345_678_S17-1.yaml`, Moodle `Jane Doe_123_file_/S17.yaml`.
        """
        places = PurePosixPath(path)
        for place in (places.stem, *reversed(places.parts[:-1])):
            for known in (self.files, self.names):
                if found := _within(place, known):
                    return found
        return None

    def nearest(self, text: str) -> str:
        """Hint at the most similar id."""
        close = get_close_matches(text[:60], self.known[:5000], n=1, cutoff=0.6)
        return f"did you mean {short(close[0])}?" if close else "the roster of the build is meant"


def _within(text: str, known: Mapping[str, str | None]) -> str | None:
    """Find the longest run of words that stands for a student; of two, the last."""
    words = _words(text).split("-")[-_MOST_WORDS:]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            if found := known.get("-".join(words[start : start + length])):
                return found
    return None


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _BREAK.sub("-", kept).strip("-")


def _orders(name: str) -> Iterator[str]:
    """Write a name as people and platforms do: `Jane Doe`, `Doe, Jane`, `doejane`."""
    words = _words(name).split("-")
    if len(words) < 2:
        return
    turned = [words[-1], *words[:-1]]
    yield from dict.fromkeys(("-".join(words), "-".join(turned), "".join(words), "".join(turned)))


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Let a word stand for a student if it stands for no other."""
    found: dict[str, str | None] = {}
    for student, text in pairs:
        word = _words(text)
        if word:
            found[word] = student if found.get(word, student) == student else None
    return found
