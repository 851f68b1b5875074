"""Mistakes that reproduce wrong answers: every one is made for the whole class at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from solver.marking.diagnosis.following import Cell, Class
from solver.marking.diagnosis.mistakes import Mistake, mistakes
from solver.marking.diagnosis.trying import Tried, tried

PAIRED = 10  # mistakes that are made two at a time, where one explains nothing
MOST_PAIRS = 300
LOOKS = 2  # the tier of what only says how a value looks: its sign, twice as large


@dataclass(frozen=True, slots=True)
class Explained:
    """How a wrong answer came about: what it follows from, or the mistakes that give its value."""

    carried: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    flag: str = ""


def explained(room: Class) -> dict[Cell, Explained]:
    """Explain wrong answers, student by student, first by what they follow from."""
    found: dict[Cell, Explained] = {}
    cells: dict[int, list[str]] = {}
    for k in range(len(room.pupils)):
        for key in (key for key in room.steps if room.is_wrong(k, key)):
            carried = room.follows(k, key)
            if carried:
                found[k, key] = Explained(carried, flag=room.flag(k, carried))
            else:
                cells.setdefault(k, []).append(key)
    for k, hits in _searched(room, cells).items():
        found |= {(k, key): one for key, one in _told(hits).items()}
    return found


Hits = dict[str, tuple[Mistake, ...]]  # of one student, by step


def _told(hits: Hits) -> dict[str, Explained]:
    """Explain a student's wrong answers by as few mistakes as possible, in order.

    What the first mistake also gives further on follows from it.
    """
    found: dict[str, Explained] = {}
    chosen: tuple[Mistake, ...] = ()
    first = ""
    for key, own in hits.items():
        shared = tuple(mistake for mistake in chosen if mistake in own)
        if shared:
            chosen, found[key] = shared, Explained((first,))
            found[first] = Explained(mistakes=chosen)
            continue
        found[key] = Explained(mistakes=own)
        if own and not chosen:
            chosen, first = own, key
    return found


def likeliest(found: Sequence[Mistake], key: str) -> tuple[str, ...]:
    """Give the words of the mistakes that are named for an answer, if one is to be named.

    What only says how a value looks comes last, and that of the answer itself before others.
    """
    causes = [mistake for mistake in found if mistake.tier < LOOKS]
    own = [mistake for mistake in found if mistake.steps == (key,)]
    return tuple(dict.fromkeys(each.words for each in causes or own or found))


# --- the search -----------------------------------------------------------------------------------
def _searched(room: Class, cells: Mapping[int, Sequence[str]]) -> dict[int, Hits]:
    """Find the mistakes that give wrong answers: one, or two where one does not."""
    targets = _targets(room, cells)
    if all(_is_verdict(room, key) for key in targets):
        return {k: dict.fromkeys(keys, ()) for k, keys in cells.items()}
    made = tried(room, cells, mistakes(room.plan, targets))
    hits = {k: {key: _hits(room, made, k, key) for key in keys} for k, keys in cells.items()}
    rest = {
        k: [key for key in keys if not hits[k][key] and _tells(room, k, key)]
        for k, keys in cells.items()
    }
    rest = {k: keys for k, keys in rest.items() if keys}
    twice = tried(room, rest, _pairs(made, _targets(room, rest))) if rest else []
    for k, keys in rest.items():
        hits[k] |= {key: _hits(room, twice, k, key) for key in keys}
    return hits


def _targets(room: Class, cells: Mapping[int, Sequence[str]]) -> list[str]:
    wrong = {key for keys in cells.values() for key in keys}
    return [key for key in room.steps if key in wrong]


def _hits(room: Class, made: Sequence[Tried], k: int, key: str) -> tuple[Mistake, ...]:
    """List the mistakes that give an answer, those that fit the student's others best."""
    found = [one for one in made if one.gives(k, key)]
    if len({one.mistake.words for one in found}) > 1:
        fits = [one.fit(room, k) for one in found]
        found = [one for one, fit in zip(found, fits, strict=True) if fit == max(fits)]
    if _is_verdict(room, key):  # many mistakes turn a yes into a no: others must speak for it, too
        found = [one for one in found if one.fit(room, k) > 1]
    return tuple(one.mistake for one in found)


def _is_verdict(room: Class, key: str) -> bool:
    """Tell whether a step is answered with yes or no, or with one of a few words."""
    form = room.plan[key].form
    return form is not None and form.type in {"truth", "text"}


def _tells(room: Class, k: int, key: str) -> bool:
    """Tell whether a value is so particular that two mistakes hardly give it by chance."""
    said = room.judged[k][key].said
    assert said is not None
    if room.plan[key].form is not None:
        return False
    return len(set(said.values)) > 2 or max(entry.digits for entry in said.entries) > 3


def _pairs(made: Sequence[Tried], targets: Sequence[str]) -> list[Mistake]:
    """Make two mistakes at a time, in different steps, of the likeliest that reach a target."""
    found: dict[tuple[Mistake, Mistake], Mistake] = {}
    for key in targets:
        reaching = (one.mistake for one in made if key in one.hits)
        causes = [one for one in dict.fromkeys(reaching) if one.tier < LOOKS][:PAIRED]
        for a, b in combinations(causes, 2):
            if not set(a.steps) & set(b.steps):
                found.setdefault((a, b), _both(a, b))
    return list(found.values())[:MOST_PAIRS]


def _both(a: Mistake, b: Mistake) -> Mistake:
    words = a.words if a.words == b.words else f"{a.words}, and {b.words}"
    return Mistake(f"{a.op} {b.op}", words, a.tier, a.changes + b.changes)
