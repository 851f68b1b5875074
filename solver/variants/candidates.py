"""The acceptable draws of students, in the order in which each would take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solver.plan import Given
from solver.spec.model import Law
from solver.variants.draws import Drawn, draw
from solver.variants.judging import Judge, Judged, Reason
from solver.variants.stream import key_of

BATCH = 2**15  # candidates that are judged at a time
MOST = 2**12  # attempts before a student is given up


@dataclass(frozen=True, slots=True)
class Candidate:
    """One draw: its attempt, the exact values by what they are drawn as, the answers as a key."""

    attempt: int
    drawn: Mapping[str, Any]
    key: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """What is drawn once: under which name, how, and which givens of the plan take it over."""

    name: str
    law: Law
    given: Given
    targets: tuple[str, ...]


@dataclass
class Tally:
    """How many candidates were judged, and which reason refused how many."""

    judged: int = 0
    accepted: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)

    def note(self, batch: Judged) -> None:
        """Add a batch."""
        self.judged += len(batch.keys)
        self.accepted += int(batch.accepted.sum())
        for reason, mask in batch.reasons:
            self.refused[reason] += int(mask.sum())

    @property
    def told(self) -> str:
        """Say what refuses the candidates, the worst reason first."""
        reasons = ", ".join(
            f"{reason.words} ({100 * count / self.judged:.0f} %)"
            for reason, count in self.refused.most_common()
            if count
        )
        return f"{self.accepted} of {self.judged} draws are acceptable; refused for {reasons}"


@dataclass(frozen=True)
class Pool:
    """Draws candidates of one problem, and judges them; `key` is the salt and the problem's id."""

    judge: Judge
    sources: tuple[Source, ...]
    key: tuple[str, str]
    tally: Tally = field(default_factory=Tally)

    def acceptable(self, students: Sequence[str], attempts: range) -> list[list[Candidate]]:
        """List the acceptable candidates of each student among some attempts."""
        drawn = {source: self._drawn(source, students, attempts) for source in self.sources}
        batch = self.judge.judged(_rows(drawn, len(students) * len(attempts)))
        self.tally.note(batch)
        found: list[list[Candidate]] = [[] for _ in students]
        for place in np.flatnonzero(batch.accepted).tolist():
            student, attempt = divmod(place, len(attempts))
            values = {source.name: each.value(student, attempt) for source, each in drawn.items()}
            found[student].append(Candidate(attempts[attempt], values, batch.keys[place]))
        return found

    def values(self, candidate: Candidate) -> dict[str, Any]:
        """Give the values of a draw by the names of the plan's givens."""
        return {
            target: candidate.drawn[source.name]
            for source in self.sources
            for target in source.targets
        }

    def _drawn(self, source: Source, students: Sequence[str], attempts: range) -> Drawn:
        keys = [key_of(*self.key, student, source.name) for student in students]
        return draw(source.law, source.given, keys, attempts)


def _rows(drawn: Mapping[Source, Drawn], count: int) -> dict[str, Any]:
    """Lay the draws out as one batch, for every given that takes them over."""
    found: dict[str, Any] = {}
    for source, each in drawn.items():
        rows = each.floats.reshape(count, *each.numerators.shape[2:])
        found |= dict.fromkeys(source.targets, rows)
    return found
