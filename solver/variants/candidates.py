"""The acceptable draws of students, in the order in which each would take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.backends.base import EvaluationError
from solver.errors import SpecError
from solver.problem import Problem
from solver.variants.design import Design, batch_of_one, values_of
from solver.variants.draws import Drawn, draw
from solver.variants.effort import Meter
from solver.variants.fairness import Fairness, fairness_of
from solver.variants.judging import LONG, REFUSED, UNEVEN, Judge, Judged, Reason
from solver.variants.samples import floats
from solver.variants.sources import Lets, Source
from solver.variants.stream import key_of
from solver.variants.tally import Tally

BATCH = 2**15  # candidates that are judged at a time
MOST = 2**12  # attempts before a student is given up


@dataclass(frozen=True)
class Candidate:
    """One draw: its attempt, and the answers as a key; `place` is where it stands in `batch`.

    `plain` answers are short decimals.
    """

    attempt: int
    key: bytes
    batch: Mapping[str, Drawn]
    place: tuple[int, int]
    plain: bool = False

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """The exact values, by what they are drawn as."""
        return values_of(self.batch, *self.place)


@dataclass(frozen=True)
class Pool:
    """Draws candidates of one structure of a problem, and judges them.

    `key` is the salt and the problem's id. The effort of variants may differ from the median by
    `share`, if there is one.
    """

    design: Design
    key: tuple[str, str]
    share: float | None = None
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, problem: Problem, salt: str) -> Pool | None:
        """Make the pool that a problem's variants are drawn from; None if nothing varies."""
        design = Design.of(problem)
        return cls(design, (salt, problem.spec.id)) if design else None

    @property
    def problem(self) -> Problem:
        return self.design.problem

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.design.sources

    @property
    def lets(self) -> tuple[Lets, ...]:
        return self.design.lets

    @property
    def targets(self) -> tuple[str, ...]:
        return self.design.targets

    @property
    def judge(self) -> Judge:
        return self.design.judge

    @property
    def is_fixed(self) -> bool:
        return self.design.is_fixed

    @property
    def fairness(self) -> Fairness | None:
        """Say which efforts are fair; None if all are."""
        if self.share is None:
            return None
        known = self.design.fair
        if self.share not in known:
            known[self.share] = fairness_of(self)
        return known[self.share]

    # --- drawing ---------------------------------------------------------------------------------
    def acceptable(
        self, students: Sequence[str], attempts: range, rounds: Mapping[str, int] | None = None
    ) -> list[list[Candidate]]:
        """List the acceptable candidates of each student among some attempts.

        `rounds` say which draw a student has of what is shared with other problems.
        """
        drawn = self._all(students, attempts, rounds or {})
        count = len(students) * len(attempts)
        batch = self.judged(self.design.rows(drawn, count)) if self.is_fixed else _unjudged(count)
        self.tally.note(batch)
        found: list[list[Candidate]] = [[] for _ in students]
        for k in np.flatnonzero(batch.accepted).tolist():
            student, attempt = divmod(k, len(attempts))
            plain, place = bool(batch.plain[k]), (student, attempt)
            one = Candidate(attempts[attempt], batch.keys[k], drawn, place, plain)
            found[student].append(one)
        return found

    def judged(self, rows: Mapping[str, Any]) -> Judged:
        """Judge a batch of draws, and whether their effort is fair."""
        found = self.judge.judged(rows)
        if self.fairness is None:
            return found
        uneven = self.fairness.uneven(rows, len(found.keys))
        return replace(found, reasons=(*found.reasons, (UNEVEN, uneven)))

    def rows(self, students: Sequence[str], attempts: range) -> dict[str, Any]:
        """Give the draws of students as one batch of doubles, by the plan's names."""
        drawn = self._all(students, attempts, {})
        return self.design.rows(drawn, len(students) * len(attempts))

    def _all(
        self, students: Sequence[str], attempts: range, rounds: Mapping[str, int]
    ) -> dict[str, Drawn]:
        return {s.name: self._drawn(s, students, attempts, rounds) for s in self.sources}

    def _drawn(
        self, source: Source, students: Sequence[str], attempts: range, rounds: Mapping[str, int]
    ) -> Drawn:
        salt, problem = self.key
        owner = source.shared or problem
        keys = [key_of(salt, owner, student, source.name) for student in students]
        if not source.shared:
            return draw(source.law, source.given, keys, attempts)
        chosen = np.array([rounds.get(student, 0) for student in students])
        drawn = draw(source.law, source.given, keys, range(int(chosen.max()) + 1))
        own = drawn.numerators[np.arange(len(students)), chosen][:, None]
        return Drawn(np.repeat(own, len(attempts), axis=1), drawn.denominator)

    # --- looking at one --------------------------------------------------------------------------
    def values(self, candidate: Candidate) -> dict[str, Any]:
        """Give the values of a draw by the names of the plan's givens."""
        return self.spread(candidate.drawn)

    def spread(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Give what is drawn to all givens that take it over, and compute the others from it."""
        return self.design.spread(drawn)

    def bound(self, values: Mapping[str, Any]) -> Problem:
        """Give the problem with a variant's values, planned anew if its steps depend on them."""
        return self.design.bound(values)

    def key_of(self, values: Mapping[str, Any]) -> bytes:
        """Give the key of the answers that values lead to."""
        judge = self.design.judge_of(self.bound(values))
        return judge.judged(batch_of_one(values)).keys[0]

    def keys_of(self, variants: Sequence[Mapping[str, Any]]) -> list[bytes]:
        """Give the keys of many variants; at once, if all have the steps of the example."""
        names = [name for name in self.targets if all(name in values for values in variants)]
        if not self.is_fixed or not names or not variants:
            return [self.key_of(values) for values in variants]
        batch = {name: np.array([floats(each[name]) for each in variants]) for name in names}
        return list(self.judge.judged(batch).keys)

    def confirmed(self, candidate: Candidate) -> Candidate | None:
        """Look at a candidate exactly, and give it with its key; None if it cannot be printed."""
        if candidate.plain:
            return candidate
        fates, numbers = self.design.fates, tuple(candidate.drawn.items())
        if numbers not in fates:  # ranges that are narrow bring the same numbers again and again
            fates[numbers] = self._looked_at(candidate)
        reason, key = fates[numbers]
        if reason is not None:
            self.tally.withdraw(reason)
            return None
        return replace(candidate, key=key)

    def _looked_at(self, candidate: Candidate) -> tuple[Reason | None, bytes]:
        """Say why a candidate is refused, if it is, and give its key."""
        try:
            values = self.values(candidate)
            problem = self.bound(values)
            reason, key = (None, candidate.key) if self.is_fixed else self._alone(problem, values)
            if reason is None:
                reason = self.design.judge_of(problem).unmet(values)
            if reason is None and not self.design.prints(problem):
                reason = LONG
        except (EvaluationError, SpecError, ArithmeticError):
            reason, key = REFUSED, b""
        return reason, key

    def _alone(self, problem: Problem, values: Mapping[str, Any]) -> tuple[Reason | None, bytes]:
        """Judge a variant with steps of its own."""
        row = batch_of_one(values)
        judged = self.design.judge_of(problem).judged(row)
        reasons = [reason for reason, mask in judged.reasons if mask[0]]
        if not reasons and self.fairness is not None:
            meter = Meter(problem.planned, frozenset(self.targets))
            reasons += [UNEVEN] if self.fairness.uneven(row, 1, meter)[0] else []
        return next(iter(reasons), None), judged.keys[0]


def _unjudged(count: int) -> Judged:
    nobody: npt.NDArray[np.bool_] = np.zeros(count, dtype=bool)
    return Judged(((REFUSED, nobody),), (b"",) * count, nobody)
