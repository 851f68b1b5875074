"""Which drawn values make a good problem: what the author requires, and what nobody need write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.backends.base import EvaluationError
from solver.errors import Mark
from solver.kinks import differentiated, kinks_of
from solver.modelling.planned import Planned
from solver.plan import Plan, Step
from solver.variants.margins import NEAR, margins

Mask = npt.NDArray[np.bool_]
Rows = Mapping[str, Any]  # of each given that varies, a batch of values
_DIGITS = 4  # by which two answers must differ to count as different, since so many are printed


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is refused; a requirement of the author's has a place in the file."""

    words: str
    mark: Mark | None = None


KINK = Reason("a value on a kink, or a tie in a maximum")
INFINITE = Reason("a division by zero, or a value that is not finite")
EXAMPLE = Reason("an answer like the example's")
REFUSED = Reason("values that cannot be computed with")
UNEVEN = Reason("more or less effort than is fair")
LONG = Reason("an answer too long to print")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a batch: whom each reason refuses, and the answers of each as one key."""

    reasons: tuple[tuple[Reason, Mask], ...]
    keys: tuple[bytes, ...]
    plain: Mask  # whose answers are short decimals, and who meet all requirements by far

    @property
    def accepted(self) -> Mask:
        """Tell which candidates have no reason against them."""
        refused: Mask = np.logical_or.reduce([mask for _, mask in self.reasons])
        return ~refused


@dataclass(frozen=True)
class Judge:
    """Judges candidates of one plan, many at a time.

    `varied` are the givens that differ. What does not depend on them is not judged: it is what the
    author wrote. `telling` are the answers that must differ from the example's.
    """

    planned: Planned
    varied: frozenset[str]
    telling: frozenset[str] | None = None

    @cached_property
    def plan(self) -> Plan:
        """The steps of the solution, the requirements, and the places where kinks are."""
        plan = self.planned.plan
        required = (step for _, step in self.planned.required)
        extra = (*required, *self._kinks, *(self._margins or ()))
        return replace(plan, steps=(*plan.steps, *extra))

    @cached_property
    def _margins(self) -> tuple[Step, ...] | None:
        plan = self.planned.plan
        known = (*(given.name for given in plan.givens), *(step.name for step in plan.steps))
        return margins((step for _, step in self.planned.required), known)

    @cached_property
    def _kinks(self) -> tuple[Step, ...]:
        plan = self.planned.plan
        found = kinks_of(plan, differentiated(plan, self.planned.losses))
        return tuple(step for step in found if not self.moving.isdisjoint(step.uses))

    @cached_property
    def moving(self) -> frozenset[str]:
        """List what depends on the givens that differ, and those themselves.

        What also depends on a symbol is no number in any variant.
        """
        plan = self.planned.plan
        found = set(self.varied)
        symbols = {given.name for given in plan.givens if given.value is None} - found
        for step in plan.steps:
            for names in (symbols, found):
                if not names.isdisjoint(step.uses):
                    names.add(step.name)
                    break
        return frozenset(found)

    @cached_property
    def answers(self) -> tuple[Step, ...]:
        """List the asked steps with numbers that differ from variant to variant."""
        plan = self.planned.plan
        asked = (plan[key] for key in sorted(self.planned.asked))
        return tuple(step for step in asked if step.name in self.moving)

    @cached_property
    def _watched(self) -> tuple[str, ...]:
        """List the steps that the answers need, and that differ: all must be finite."""
        needed = self.planned.plan.needed(step.name for step in self.answers)
        return tuple(step.name for step in needed if step.name in self.moving)

    def judged(self, rows: Rows) -> Judged:
        """Judge a batch of candidates; one that cannot be evaluated spoils no other."""
        count = len(next(iter(rows.values())))
        try:
            found = self.evaluated(rows)
        except (EvaluationError, ArithmeticError):
            return self._halved(rows, count)
        answers = [flat(found[step.name], count) for step in self.answers]
        reasons = tuple(self._reasons(found, count))
        plain = _plain(answers, count) & ~self._near(found, count)
        return Judged(reasons, _keys(answers, count), plain)

    def evaluated(self, rows: Rows) -> Any:
        """Evaluate all that is judged, with doubles."""
        required = (step for _, step in self.planned.required)
        judging = [*self.answers, *self._kinks, *required, *(self._margins or ())]
        targets = [step.name for step in judging]
        with np.errstate(all="ignore"):
            return self.plan.evaluate(dict(rows), backend="numpy", targets=targets)

    def _near(self, found: Any, count: int) -> Mask:
        """Tell who is so near the boundary of a requirement that doubles may be wrong."""
        if self._margins is None:
            return np.ones(count, dtype=bool)
        sizes = (np.abs(flat(found[step.name], count)) < NEAR for step in self._margins)
        return _any(sizes, count)

    def unmet(self, values: Mapping[str, Any]) -> Reason | None:
        """Give the first requirement that one draw does not meet, in exact numbers."""
        targets = [step.name for _, step in self.planned.required]
        solution = self.plan.evaluate(dict(values), targets=targets) if targets else None
        for mark, step in self.planned.required:
            if solution and not all(np.ravel(solution.floats(step.name))):
                return Reason(f"`{step.formula}` is not met", mark)
        return None

    def _halved(self, rows: Rows, count: int) -> Judged:
        if count == 1:
            return Judged(((REFUSED, np.ones(1, dtype=bool)),), (b"",), np.zeros(1, dtype=bool))
        half = count // 2
        cuts = (slice(0, half), slice(half, count))
        parts = [self.judged({key: row[cut] for key, row in rows.items()}) for cut in cuts]
        return _joined(parts, [half, count - half])

    def _reasons(self, found: Any, count: int) -> Iterator[tuple[Reason, Mask]]:
        """Give, for each reason to refuse a candidate, whom it refuses."""
        for mark, step in self.planned.required:
            unmet = ~(flat(found[step.name], count) == 1).all(axis=1)
            yield Reason(f"`{step.formula}` is not met", mark), unmet
        kinks = (np.abs(flat(found[step.name], count)) < NEAR for step in self._kinks)
        yield KINK, _any(kinks, count)
        yield (
            INFINITE,
            _any((~np.isfinite(flat(found[key], count)) for key in self._watched), count),
        )
        yield EXAMPLE, self._like_the_example(found, count)

    def _like_the_example(self, found: Any, count: int) -> Mask:
        refused = np.zeros(count, dtype=bool)
        for step in self.answers:
            if self.telling is None or step.name in self.telling:
                refused |= self._same(step, found, count)
        return refused

    def _same(self, step: Step, found: Any, count: int) -> Mask:
        """Tell for which candidates an answer is that of the example."""
        if step.form is not None or self._example is None:
            return np.zeros(count, dtype=bool)
        same = flat(found[step.name], count) == flat(self._example[step.name], 1)
        return np.asarray(same.all(axis=1), dtype=bool)

    def worth_telling(self, rows: Rows, share: float = 0.25) -> frozenset[str]:
        """List the answers that are seldom like the example's, in a sample: not a sign or a 0."""
        count = len(next(iter(rows.values())))
        try:
            found = self.evaluated(rows)
        except (EvaluationError, ArithmeticError):
            return frozenset()
        return frozenset(s.name for s in self.answers if self._same(s, found, count).mean() < share)

    @cached_property
    def _example(self) -> Any:
        targets = [step.name for step in self.answers]
        try:
            return self.planned.plan.evaluate(backend="numpy", targets=targets)
        except (EvaluationError, ArithmeticError):
            return None


def flat(value: Any, count: int) -> npt.NDArray[np.float64]:
    """Give the entries of each candidate as a row; what all share is repeated."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0 or array.shape[0] != count:
        array = np.broadcast_to(array, (count, *array.shape))
    return array.reshape(count, -1)


def _any(tables: Iterable[npt.NDArray[np.bool_]], count: int) -> Mask:
    """Tell for which rows an entry of any table is true."""
    refused = np.zeros(count, dtype=bool)
    for table in tables:
        refused |= table.any(axis=1)
    return refused


def _joined(parts: list[Judged], counts: list[int]) -> Judged:
    """Put batches together again; where a part has not met a reason, it refuses nobody."""
    reasons = dict.fromkeys(reason for part in parts for reason, _ in part.reasons)
    tables = [dict(part.reasons) for part in parts]
    masks = {
        reason: np.concatenate(
            [t.get(reason, np.zeros(n, dtype=bool)) for t, n in zip(tables, counts, strict=True)]
        )
        for reason in reasons
    }
    keys = tuple(key for part in parts for key in part.keys)
    return Judged(tuple(masks.items()), keys, np.concatenate([part.plain for part in parts]))


def _plain(answers: list[npt.NDArray[np.float64]], count: int) -> Mask:
    """Tell whose answers are numbers below 10 000 with at most four decimals."""
    fine = np.ones(count, dtype=bool)
    with np.errstate(all="ignore"):
        for rows in answers:
            near = np.abs(rows * 1e4 - np.round(rows * 1e4)) < 1e-6
            fine &= (near & (np.abs(rows) < 1e4)).all(axis=1)
    return fine


def _keys(answers: list[npt.NDArray[np.float64]], count: int) -> tuple[bytes, ...]:
    """Write the answers of each candidate as bytes; equal ones print alike."""
    rows = np.concatenate(answers, axis=1) if answers else np.zeros((count, 1))
    with np.errstate(all="ignore"):
        scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.abs(rows))))
        short = np.where(np.isfinite(scale) & (rows != 0), np.round(rows * scale) / scale, rows)
    table = np.ascontiguousarray(short + 0.0)  # there is no minus zero
    return tuple(row.tobytes() for row in table)
