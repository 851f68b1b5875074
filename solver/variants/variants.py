"""Variants of a problem for many students: drawn, judged, and dealt so that no two are alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from solver.modelling.planned import Planned
from solver.spec.model import Spec
from solver.variants.candidates import BATCH, MOST, Candidate, Pool
from solver.variants.dealing import dealt
from solver.variants.judging import Judge
from solver.variants.sources import sources_of

FIRST = 8  # attempts that are judged at first; then twice as many each time


def pool_of(spec: Spec, planned: Planned, salt: str) -> Pool | None:
    """Make the pool that a problem's variants are drawn from; None if nothing in it varies."""
    sources = sources_of(spec, planned)
    if not sources:
        return None
    varied = frozenset(target for source in sources for target in source.targets)
    return Pool(Judge(planned, varied), sources, (salt, spec.id))


def deal(
    pool: Pool, students: Iterable[str], settled: Mapping[Hashable, str] | None = None
) -> tuple[dict[str, Candidate], list[str]]:
    """Give every student a variant of their own; list those for whom there is none."""
    roster = tuple(dict.fromkeys(students))
    drawer = Drawer(pool, roster)
    return dealt(roster, drawer.choice, lambda candidate: candidate.key, settled)


@dataclass
class Drawer:
    """Finds the acceptable draws of students, more and more of them as they are asked for."""

    pool: Pool
    students: tuple[str, ...]
    found: dict[str, list[Candidate]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def choice(self, student: str, place: int) -> Candidate | None:
        """Give a student's n-th acceptable draw; None after the last attempt."""
        while len(self.found.get(student, ())) <= place:
            start = self.seen.get(student, 0)
            if start >= MOST:
                return None
            self._draw([student] if start else self._fresh(), start)
        return self.found[student][place]

    def _fresh(self) -> list[str]:
        """List those whom nothing has been drawn for yet: they all need something."""
        return [student for student in self.students if student not in self.seen]

    def _draw(self, students: Sequence[str], start: int) -> None:
        count = max(FIRST, start)
        for some in _parts(students, max(1, BATCH // count)):
            lists = self.pool.acceptable(some, range(start, start + count))
            for each, candidates in zip(some, lists, strict=True):
                self.found.setdefault(each, []).extend(candidates)
                self.seen[each] = start + count


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[k : k + size] for k in range(0, len(items), size))
