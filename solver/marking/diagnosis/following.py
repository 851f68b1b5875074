"""What follows from what: later answers judged with the student's own earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np

from solver.marking.diagnosis.class_values import Carried, Numbers, givens_of
from solver.marking.diagnosis.evaluating import Evaluation
from solver.marking.diagnosis.graph import behind
from solver.marking.diagnosis.written import Written, agrees
from solver.marking.handed import Pupil
from solver.marking.judging.comparing import Truth
from solver.marking.judging.desk import Desk, Judged
from solver.marking.judging.said import Said
from solver.marking.verdicts import Outcome
from solver.plan import Plan

__all__ = ["Cell", "Class", "agrees"]

Cell = tuple[int, str]  # a student and a step
SILENT = frozenset({Outcome.MISSING, Outcome.UNREADABLE, Outcome.MANUAL})


@dataclass(frozen=True, eq=False)
class Class:
    """The numeric answers of many students to one problem, and what follows from the wrong ones."""

    desk: Desk
    pupils: Sequence[Pupil]
    judged: Sequence[Mapping[str, Judged]]  # by step

    @property
    def plan(self) -> Plan:
        return self.desk.problem.plan

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """List the steps that have numbers as answers, in the order of the plan."""
        asked = {key for each in self.judged for key, one in each.items() if one.said is not None}
        return tuple(step.name for step in self.plan.steps if step.name in asked)

    @cached_property
    def givens(self) -> dict[str, Numbers]:
        return givens_of(self.pupils)

    # --- what was written -------------------------------------------------------------------------
    @cached_property
    def written(self) -> dict[str, Written]:
        """Gather what students wrote, by step."""
        return {key: self._written(key) for key in self.steps}

    def _written(self, key: str) -> Written:
        everybody = range(len(self.pupils))
        said = [self._said(k, key) for k in everybody]
        scales = [self.right(k, key).largest if self._is_off(k, key) else 0.0 for k in everybody]
        return Written.of(said, scales, prod(self._shape(key)))

    def _shape(self, key: str) -> tuple[int, ...]:
        return tuple(self.desk.solved.solution[key].shape)

    def _said(self, k: int, key: str) -> Said | None:
        """Give what a student wrote, if it has the shape of the step."""
        one = self.judged[k].get(key)
        if one is None or one.said is None or one.outcome in SILENT:
            return None
        return one.said if one.said.shape == self._shape(key) else None

    def right(self, k: int, key: str) -> Truth:
        """Give a student's right value."""
        return self.pupils[k].truth(self.plan[key])

    @cached_property
    def carried(self) -> Carried:
        """Gather the values that students go on with: right ones in full."""
        there, values = {}, {}
        for key in self.steps:
            found = self.written[key].values.copy()
            has = self.written[key].there.copy()
            for k in range(len(self.pupils)):
                if self._is_right(k, key):
                    found[k] = [float(entry) for entry in self.right(k, key).entries]
                    has[k] = True
            there[key], values[key] = has, found.reshape(-1, *self._shape(key))
        return Carried(there, values)

    def _is_right(self, k: int, key: str) -> bool:
        one = self.judged[k].get(key)
        return one is not None and one.outcome.accepted and not one.other

    def _is_off(self, k: int, key: str) -> bool:
        one = self.judged[k].get(key)
        return one is not None and one.outcome in {Outcome.WRONG, Outcome.IMPRECISE}

    def is_wrong(self, k: int, key: str) -> bool:
        """Tell whether a student's answer is not right, and has numbers to look at."""
        return self._is_off(k, key) and bool(self.written[key].there[k])

    def is_own(self, k: int, key: str) -> bool:
        """Tell whether a student goes on with a value that is not the key's."""
        one = self.judged[k].get(key)
        return self.is_wrong(k, key) or (one is not None and one.other)

    @cached_property
    def wrong(self) -> dict[str, list[int]]:
        """List by step whose answers are wrong."""
        everybody = range(len(self.pupils))
        return {key: [k for k in everybody if self.is_wrong(k, key)] for key in self.steps}

    # --- follow-through ---------------------------------------------------------------------------
    @cached_property
    def _expected(self) -> Evaluation:
        """Compute what follows from every student's own earlier values."""
        return self._evaluation(self.carried)

    def _evaluation(self, carried: Carried) -> Evaluation:
        count = len(self.pupils)
        return Evaluation(self.plan, self.givens, carried, count, self.steps, self.wrong)

    @cached_property
    def _spread(self) -> dict[str, Numbers]:
        """Tell how far what follows may be off, as the values before it were rounded."""
        found: dict[str, Numbers] = {}
        for signs in (1, -1):
            moved = self._evaluation(self._moved(signs)).values
            for key, value in moved.items():
                off = np.abs(value - self._expected.values[key])
                found[key] = np.maximum(found.get(key, off), off)
        return found

    def _moved(self, sign: int) -> Carried:
        """Move every value by half its last digit, up or down, or up and down in turns."""
        values = {}
        for key, value in self.carried.values.items():
            halves = self.written[key].halves.reshape(value.shape)
            turns = np.where(np.arange(value[0].size) % 2, sign, 1).reshape(value.shape[1:])
            values[key] = value + turns * halves
        return replace(self.carried, values=values)

    @cached_property
    def _follows(self) -> dict[str, np.ndarray]:
        found = {}
        for key, value in self._expected.values.items():
            found[key] = self.written[key].agrees(value)
            if any(not found[key][k] and self._goes_on(k, key) for k in self.wrong[key]):
                found[key] = self.written[key].agrees(value, self._spread.get(key))
        return found

    def _goes_on(self, k: int, key: str) -> bool:
        return any(self.is_own(k, step) for step in self.behind(k, key))

    def behind(self, k: int, key: str) -> list[str]:
        """List the answered steps that a student's next step was made from, as far as they know."""
        answered = {s for s in self.steps if self.carried.there[s][k] and s != key}
        return self._behind(key, frozenset(answered))

    @cached_property
    def _known(self) -> dict[tuple[str, frozenset[str]], list[str]]:
        return {}

    def _behind(self, key: str, answered: frozenset[str]) -> list[str]:
        if (key, answered) not in self._known:
            found = behind(self.plan, key, answered)
            self._known[key, answered] = [s for s in self.steps if s in found]
        return self._known[key, answered]

    def follows(self, k: int, key: str) -> tuple[str, ...]:
        """Name the student's own values that an answer follows from; none if it does not."""
        wrong = [step for step in self.behind(k, key) if self.is_own(k, step)]
        fits = wrong and key in self._follows and self._follows[key][k]
        return tuple(wrong) if fits else ()

    def flag(self, k: int, carried: Sequence[str]) -> str:
        """Say if carried values make the rest trivial."""
        for key in carried:
            values, name = self.carried.values[key][k].reshape(-1), key.rpartition(".")[2]
            if not values.any():
                return f"{name} is zero, so what follows is trivial"
            if values.size > 1 and np.ptp(values) == 0 and len(set(self.right(k, key).entries)) > 1:
                return f"all entries of {name} are equal, so what follows is easy"
        return ""
