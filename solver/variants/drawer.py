"""Variants of a problem for many students: drawn, judged, and dealt so that no two are alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from solver.variants.candidates import BATCH, MOST, Candidate, Pool
from solver.variants.dealing import dealt
from solver.variants.draws import capacity

FIRST = 8  # attempts that are judged at first; then twice as many each time
OFTEN = 16  # times that each possible draw comes up, of few, before a student is given up


def deal(
    pool: Pool,
    students: Iterable[str],
    settled: Mapping[Hashable, str] | None = None,
    rounds: Mapping[str, int] | None = None,
) -> tuple[dict[str, Candidate], list[str]]:
    """Give every student a variant of their own; list those for whom there is none."""
    roster = tuple(dict.fromkeys(students))
    drawer = Drawer(pool, roster, rounds or {})
    return dealt(roster, drawer.choice, lambda candidate: candidate.key, settled)


@dataclass
class Drawer:
    """Finds the acceptable draws of students, more and more of them as they are asked for.

    `first` holds what passed the batch, `found` what also passed a closer look.
    """

    pool: Pool
    students: tuple[str, ...]
    rounds: Mapping[str, int] = field(default_factory=dict)
    first: dict[str, list[Candidate]] = field(default_factory=dict)
    found: dict[str, list[Candidate]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def choice(self, student: str, place: int) -> Candidate | None:
        """Give a student's n-th acceptable draw; None after the last attempt."""
        found = self.found.setdefault(student, [])
        while len(found) <= place:
            waiting = self.first.get(student)
            if waiting:
                confirmed = self.pool.confirmed(waiting.pop(0))
                found += [confirmed] if confirmed else []
                continue
            start = self.seen.get(student, 0)
            if start >= self.most:
                return None
            self._draw(self._alike(student, start), start)
        return found[place]

    @cached_property
    def most(self) -> int:
        """Count the attempts after which a student is given up: of few draws, each came often."""
        draws = prod(capacity(source.law, source.given) for source in self.pool.sources)
        return min(MOST, OFTEN * max(draws, FIRST))

    def _alike(self, student: str, start: int) -> list[str]:
        """List those who have come as far and have nothing yet: they all need something."""
        hungry = (
            each
            for each in self.students
            if self.seen.get(each, 0) == start and not self.first.get(each)
            if not self.found.get(each)
        )
        return list(dict.fromkeys((student, *hungry)))

    def _draw(self, students: Sequence[str], start: int) -> None:
        count = max(FIRST, start)
        for some in _parts(students, max(1, BATCH // count)):
            lists = self.pool.acceptable(some, range(start, start + count), self.rounds)
            for each, candidates in zip(some, lists, strict=True):
                self.first.setdefault(each, []).extend(candidates)
                self.seen[each] = start + count


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[k : k + size] for k in range(0, len(items), size))
