"""Which problem of a set, and which of its parts, the sections of a transcript belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from solver.marking.transcripts.model import Section

if TYPE_CHECKING:
    from solver.problem import Problem

Parts = tuple[str, ...]

_STEP: Final = re.compile(r"\d+|[a-z]+")
_EMPTY: Final = frozenset("problem question exercise task part q p ex".split())
_WHOLE: Final = re.compile(r"problem|exercise|task|homework|assignment|\bp\d", re.IGNORECASE)
_DULL: Final = frozenset(
    "a an and by for from how in is of on or the to what with pts points".split()
)
_ALIKE: Final = 0.6  # the share of a title's words that a heading must have


def assigned(
    sections: Sequence[Section], problems: Sequence[Problem]
) -> Mapping[str, tuple[Section, ...]]:
    """Give each problem its sections, with the parts they are about, by the problems' labels.

    A problem without a label has the label ''. Numbers count first: the longest label that a
    section's path begins with. Else a heading that reads like a problem's title does. What has
    neither goes where the section before went. A problem that is alone gets everything.
    """
    found: dict[str, list[Section]] = {problem.label or "": [] for problem in problems}
    for section, problem in _placed(sections, problems):
        if problem:
            found[problem.label or ""].append(section)
    return {label: tuple(own) for label, own in found.items()}


def unassigned(sections: Sequence[Section], problems: Sequence[Problem]) -> tuple[Section, ...]:
    """List the sections that belong to none of the problems."""
    return tuple(section for section, problem in _placed(sections, problems) if problem is None)


def _placed(
    sections: Sequence[Section], problems: Sequence[Problem]
) -> Iterator[tuple[Section, Problem | None]]:
    """Go through the sections in order, each with its problem."""
    if len(problems) == 1:
        for section in sections:
            yield replace(section, part=_part_alone(section, problems[0])), problems[0]
        return
    labels = [(parts_of((problem.label or "",)), problem) for problem in problems]
    here: Problem | None = None
    part = ""
    for section in sections:
        path = parts_of(section.labels)
        own = _by_number(path, labels) or _by_title(section.heading, problems)
        if own:
            start = parts_of((own.label or "",))
            rest = path[len(start) :] if path[: len(start)] == start else ()
            part = _part(rest, own)
        elif _is_numbered(path):
            part = ""
        elif here:
            own, part = here, _part(path, here) or (part if not path else "")
        here = own
        yield (replace(section, part=part) if own else section), own


def parts_of(path: Sequence[str]) -> Parts:
    """Split labels into numbers and words: `('Lab2', 'b')` and `Lab2b` are both `lab 2 b`."""
    short = [
        label
        for label, following in zip(path, (*path[1:], ""), strict=False)
        if not following.startswith(f"{label}.")
    ]
    steps = [step for label in short for step in _STEP.findall(label.lower())]
    return tuple(step for step in steps if step not in _EMPTY)


def _by_number(path: Parts, labels: Sequence[tuple[Parts, Problem]]) -> Problem | None:
    """Find the problem with the longest label that a path begins with."""
    fits = [(len(own), problem) for own, problem in labels if own and path[: len(own)] == own]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _by_title(heading: str, problems: Sequence[Problem]) -> Problem | None:
    """Find the problem whose title a heading has most words of, if that is clear."""
    words = _words(heading)
    shares = sorted(
        ((_share(words, _words(problem.spec.title)), k) for k, problem in enumerate(problems)),
        reverse=True,
    )
    best = shares[0] if shares else (0.0, 0)
    clear = len(shares) < 2 or best[0] > shares[1][0]
    return problems[best[1]] if best[0] >= _ALIKE and clear else None


def _share(words: frozenset[str], title: frozenset[str]) -> float:
    common = len(words & title)
    return common / len(title) if common > 1 else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{2,}", text[:300].lower())) - _DULL


def _is_numbered(path: Parts) -> bool:
    """Tell whether a path names a problem, be it one that is not in the set."""
    return bool(path) and (path[0].isdigit() or len(path[0]) > 2)


def _part(rest: Parts, problem: Problem) -> str:
    """Find the part with the longest label that the rest of a path begins with.

    Letters may stand for numbered parts, (b) for the second.
    """
    labels = {"".join(parts_of((part.label,))): part.label for part in problem.spec.parts}
    for length in range(len(rest), 0, -1):
        if (own := "".join(rest[:length])) in labels:
            return labels[own]
    number = str(ord(rest[0]) - ord("a") + 1) if rest and len(rest[0]) == 1 else ""
    return labels.get(number, "")


def _part_alone(section: Section, problem: Problem) -> str:
    """Find the part of the one problem there is: below its own number, or without any."""
    path, own = parts_of(section.labels), parts_of((problem.label or "",))
    if own and path[: len(own)] == own:
        return _part(path[len(own) :], problem)
    inner = _part(path[1:], problem) if len(path) > 1 else ""
    return inner or ("" if path[:1] and _is_whole(section, path) else _part(path, problem))


def _is_whole(section: Section, path: Parts) -> bool:
    """Tell whether a heading is that of a problem and not of a part."""
    return len(path) > 1 or bool(_WHOLE.search(section.heading))
