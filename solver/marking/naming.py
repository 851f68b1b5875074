"""What answers are called, in forms and headers, and what each of them is worth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Final

from solver.errors import MarkschemeError
from solver.marking.worth import shares
from solver.problem import Problem
from solver.spec.model import Ask, Asked, Discuss, Part
from solver.spec.reading import short

LONGEST: Final = 200  # characters of a header that can name an answer
_POINTS: Final = re.compile(r"\s*[(\[][^()\[\]]{0,40}[)\]]$")  # `(2 points)`, `(12345)`
_BEFORE: Final = re.compile(
    r"(question|problem|exercise|task|answer|aufgabe|frage|q)(?![^\W\d_])[\s.:#]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: its name without the set's label, and what it is worth.

    `step` is the plan's; empty for what a person marks.
    """

    name: str
    part: Part | None
    ask: Asked
    step: str
    points: Fraction

    @property
    def manual(self) -> bool:
        """Tell whether a person marks it."""
        return isinstance(self.ask, Discuss)


class UnknownAnswer(MarkschemeError):
    """A name that stands for no answer, or for several; `hint` takes time, and is made if asked."""

    exit_code = 2

    def __init__(self, message: str, hint: Callable[[], str]) -> None:
        super().__init__(message)
        self.message, self._hint = message, hint

    @property
    def hint(self) -> str:
        """What helps to find the right name."""
        return self._hint()


# --- names ---------------------------------------------------------------------------------------
def answer_name(label: str, part: Part | None, ask: Asked, number: int = 1) -> str:
    """Name an answer: `3.2:dL/dW1`, or `3.2b:yhat` in part b; see `numbered`."""
    bare = ask.name if isinstance(ask, Ask) else "discuss"
    own = bare if number == 1 else f"{bare} {number}"
    return labelled(label, f"{part.label}:{own}" if part else own)


def labelled(label: str | None, name: str) -> str:
    """Put the label of a set before a name: `b:yhat` in problem 3.2 is `3.2b:yhat`.

    A numbered part is set off by a point: `2:yhat` in problem 1 is `1.2:yhat`, not `12:yhat`.
    """
    if not label:
        return name
    if ":" not in name:
        return f"{label}:{name}"
    return f"{label}{'.' if label[-1].isdigit() and name[0].isdigit() else ''}{name}"


def numbered(problem: Problem) -> Iterator[tuple[str, Part | None, Asked]]:
    """Visit what is asked, with its name; of several discussions, `discuss 2` is the second."""
    taken: set[str] = set()
    for part, ask in problem.questions():
        number = 1
        while (found := answer_name("", part, ask, number)) in taken:
            number += 1
        taken.add(found)
        yield found, part, ask


# --- points --------------------------------------------------------------------------------------
def questions(problem: Problem) -> tuple[Question, ...]:
    """List what is asked, in order, with points that add up to the problem's if they can.

    What a part or problem is worth beyond the points said is shared equally among its questions
    without points; each is worth one where nothing is said.
    """
    found = list(numbered(problem))
    worth = shares([(part, ask) for _, part, ask in found], problem.points)
    steps = (problem.answering(p, a).name if isinstance(a, Ask) else "" for _, p, a in found)
    return tuple(
        Question(name, part, ask, step, points)
        for (name, part, ask), step, points in zip(found, steps, worth, strict=True)
    )


# --- headers -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Place:
    """The answer that a header means: the set's label of a problem, and a name in it."""

    label: str
    name: str

    def __str__(self) -> str:
        return labelled(self.label, self.name)


@dataclass(frozen=True)
class Names:
    """Every way to write the name of an answer: as forms do, in other ways, and loosely."""

    proper: dict[str, tuple[Place, ...]]
    spelt: dict[str, tuple[Place, ...]]
    alike: dict[str, tuple[Place, ...]]

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Names:
        """Gather the names of all problems; a problem may come in several structures."""
        known: tuple[dict[str, dict[Place, None]], ...] = ({}, {}, {})
        for problem in problems:
            for place, spelling in _spellings(problem):
                keys = (_close(str(place)), _close(spelling), _bare(spelling))
                for places, key in zip(known, keys, strict=True):
                    places.setdefault(key, {})[place] = None
        return cls(*({key: tuple(found) for key, found in each.items()} for each in known))

    def has(self, name: str) -> bool:
        """Tell whether a name is spelt as forms print it."""
        return _close(name) in self.proper

    def find(self, header: str) -> Place:
        """Find the answer that a header means; UnknownAnswer if it means none, or several."""
        several: tuple[Place, ...] = ()
        for text in _readings(header):
            for known, key in zip(
                (self.proper, self.spelt, self.alike), (_close, _close, _bare), strict=True
            ):
                found = known.get(key(text), ()) if key(text) else ()
                if len(found) == 1:
                    return found[0]
                several = several or found
        raise self._unknown(header, several)

    def _unknown(self, header: str, several: Sequence[Place]) -> UnknownAnswer:
        if several:
            listed = ", ".join(f"`{place}`" for place in several[:6])
            message = f"{short(header)} may mean {listed}"
            return UnknownAnswer(message, lambda: f"write `{several[0]}`")
        return UnknownAnswer(f"{short(header)} is not asked for", lambda: self._nearest(header))

    def _nearest(self, header: str) -> str:
        places = dict.fromkeys(place for found in self.spelt.values() for place in found)
        names = {_bare(str(place)): str(place) for place in places}
        close = get_close_matches(_bare(header[:LONGEST])[:60], names, n=1, cutoff=0.6)
        some = ", ".join(f"`{name}`" for name in list(names.values())[:6])
        more = " …" if len(names) > 6 else ""
        return f"did you mean `{names[close[0]]}`?" if close else f"answers are called {some}{more}"


def named(name: str, *problems: Problem) -> Place:
    """Find the answer that a header such as `Question 3.2b: yhat (2 points)` means.

    UnknownAnswer, with the nearest name, if it means none.
    """
    return Names.of(problems).find(name)


def _spellings(problem: Problem) -> Iterator[tuple[Place, str]]:
    """List how an answer may be called: with the label or without, as a form or a plan does."""
    label = problem.label or ""
    for question in questions(problem):
        place = Place(label, question.name)
        own = {question.name, question.name.replace(":", "."), question.step} - {""}
        for bare in sorted(own):
            yield from ((place, spelling) for spelling in (bare, labelled(label, bare)))
            yield from ((place, f"{label}{joint}{bare}") for joint in (":", ".", "") if label)


def _readings(header: str) -> Iterator[str]:
    """Give a header as it stands, without its points, and without what a platform puts before."""
    if len(header) > LONGEST:
        return
    text = header.strip()
    short_of_points = _POINTS.sub("", text)
    yield from dict.fromkeys((text, short_of_points))
    found = _BEFORE.match(short_of_points)
    if found:
        yield short_of_points[found.end() :]


@lru_cache(maxsize=2**12)
def _close(text: str) -> str:
    """Take out the space, and what looks the same but is not."""
    return "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())


@lru_cache(maxsize=2**12)
def _bare(text: str) -> str:
    """Reduce a name to letters, digits and primes, without case."""
    kept = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    return "".join(c for c in kept if c.isalnum() or c in "'′").replace("′", "'")
