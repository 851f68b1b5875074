"""Where the steps of a gate problem are put together, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.algebra.ops.constants import fill
from solver.algebra.ops.solve import NONE, SEVERAL
from solver.algebra.ops.threshold import threshold
from solver.algebra.ops.truth import truth_rows
from solver.backends.base import EvaluationError, Incomputable
from solver.errors import Complaint, SpecError
from solver.kinds._gate import saying
from solver.kinds._gate.design import Design, Unit
from solver.modelling.start import Start, refuse_shadows
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked

_HINTS = {  # by what is wrong
    NONE: "one unit does not give these sums",
    SEVERAL: "what feeds the unit leaves a choice: let other units feed it",
    "too many": "allow fewer weights, such as `weights: [-1, 0, 1]`",
}
OUTPUTS: Words = ("the outputs",)


class Bench:
    """The steps made so far, and what they are made from."""

    def __init__(self, start: Start, design: Design, asks: tuple[Asked, ...]) -> None:
        self.start, self.design, self.asks = start, design, asks
        self.steps: dict[str, Step] = {}
        rows = truth_rows(design.inputs, design.low)
        self.rows = self.add(Step("X", rows, saying.LEADS))

    def add(self, step: Step, mark: str = "find") -> Expr:
        """Add a step, and give the reference to it; `mark` is the key that it is written under."""
        if step.name in self.steps:
            hint = "a unit `y1` has the weights `w1` and the sum `s1`; rename a unit"
            self.complain("units", f"two steps would be called `{step.name}`", hint)
        if step.name in self.design.inputs:
            message = f"an input cannot be called `{step.name}`: that is what is computed here"
            self.complain("inputs", message, "choose another name")
        self.steps[step.name] = step
        if mark in self.design.marks:
            self.start.marks[step.name] = self.design.marks[mark]
        return step.ref

    def known(self, wanted: str) -> Expr | None:
        """Find a step, a given, or a step of an earlier part."""
        if wanted in self.steps:
            return self.steps[wanted].ref
        return self.start.scope.names.get(wanted)

    def complain(self, key: str, message: str, hint: str = "") -> None:
        """Note what is wrong with a key, and stop."""
        mark = self.design.marks.get(key, self.start.spec.mark)
        self.start.complaints.append(Complaint(mark, message, hint))
        raise SpecError(*self.start.complaints)

    # --- weights ---------------------------------------------------------------------------------
    def given_weights(self, unit: Unit) -> Expr | None:
        """Find the weights of a unit among the givens: `w` with the bias first, or `b` and `w`."""
        weights, bias = self.known(unit.own("w")), self.known(unit.own("b"))
        if weights is None:
            self._refuse_alone(unit)
            return None
        full = weights if bias is None else make("concat", bias, weights, axis=0)
        if full.shape != (len(unit.feeds) + 1, 1):
            self._refuse(unit, weights, bias is None)
        return full

    def _refuse_alone(self, unit: Unit) -> None:
        """Complain about a bias that is given without the other weights."""
        label = unit.own("b")
        mark = next((g.mark for g in self.start.spec.given if g.name == label), None)
        if mark:
            hint = "to seek weights with a certain bias, allow no other: `bias: [0.5]`"
            message = f"`{label}` is given, but not `{unit.own('w')}`"
            self.start.complaints.append(Complaint(mark, message, hint))
            raise SpecError(*self.start.complaints)

    def _refuse(self, unit: Unit, weights: Expr, whole: bool) -> None:
        label, count = unit.own("w"), len(unit.feeds)
        found = weights.shape[0] if weights.shape else 1
        fed = f"{unit.name} is fed by {', '.join(unit.feeds)}"
        wanted = f"{count + 1} weights, the bias first" if whole else f"{count} weights"
        mark = next((g.mark for g in self.start.spec.given if g.name == label), unit.mark)
        message = f"`{label}` has {found} entr{'y' if found == 1 else 'ies'}, not {wanted[:1]}"
        self.start.complaints.append(Complaint(mark, message, f"{fed}: {wanted}"))
        raise SpecError(*self.start.complaints)

    def given_sum(self, unit: Unit) -> Expr | None:
        """Find the sum of a unit, where it settles the weights."""
        return self.known(unit.own("s")) if unit.own("s") in self.design.sums else None

    # --- units -----------------------------------------------------------------------------------
    def seen_by(self, unit: Unit) -> Expr:
        """Write the rows that a unit sees, as a step of their own if they are not the inputs."""
        if unit.feeds == self.design.inputs:
            return self.rows
        label = unit.own("Z")
        if label not in self.steps:
            parts = self._parts(unit)
            joined = make("concat", *parts, axis=1)
            self.add(Step(label, joined, saying.sees(unit)))
        return self.steps[label].ref

    def _parts(self, unit: Unit) -> list[Expr]:
        inputs = self.design.inputs
        if unit.feeds[: len(inputs)] == inputs:
            return [self.rows, *(self._column(feed) for feed in unit.feeds[len(inputs) :])]
        ones = fill(number(1), (self.rows.shape[0], 1))
        return [ones, *(self._column(feed) for feed in unit.feeds)]

    def _column(self, feed: str) -> Expr:
        if feed not in self.design.inputs:
            return self.steps[feed].ref
        place = self.design.inputs.index(feed) + 1
        return make("block", self.rows, axis=1, start=place, stop=place + 1)

    def run(self, unit: Unit, weights: Expr) -> None:
        """Add the steps in which a unit works: its sum, and what it makes of it."""
        total = self.given_sum(unit)
        if total is None:
            formula = self.seen_by(unit) @ weights
            total = self.add(Step(unit.own("s"), formula, saying.SUMS_UP, title=("the sums",)))
        design = self.design
        if not design.smooth:
            output = threshold(total, Fraction(0), design.low, design.zero)
            self.add(Step(unit.name, output, saying.gives(design, total), title=OUTPUTS))
        elif unit is not design.output:
            self.add(Step(unit.name, make("sigmoid", total), saying.PASSES, title=OUTPUTS))
        else:
            values = make("sigmoid", total)
            title = ("the values of the sigmoid",)
            squashed = self.add(Step(unit.own("o"), values, saying.PASSES, title=title))
            output = threshold(squashed, Fraction(1, 2), design.low, True)
            self.add(Step(unit.name, output, saying.gives(design, squashed), title=OUTPUTS))

    # --- what is known already -------------------------------------------------------------------
    def value(self, wanted: str, key: str) -> Any:
        """Compute a step from the givens, since it decides what comes next; None if it cannot be.

        What is wrong with it is a complaint about a key.
        """
        refuse_shadows(self.steps, self.start)
        if self.start.complaints:
            raise SpecError(*self.start.complaints)
        givens = {given.name for given in self.start.world.givens}
        outer = frozenset(self.start.scope.names) - givens
        plan = Plan(self.start.world.givens, tuple(self.steps.values()), outer)
        try:
            return plan.evaluate(targets=[wanted]).rounded(wanted)
        except Incomputable:
            return None
        except EvaluationError as error:
            hints = (hint for problem, hint in _HINTS.items() if problem in str(error))
            self.complain(key, str(error), error.hint or next(hints, ""))

    def refuse_asked(self, absent: Iterable[str], why: str, hint: str) -> None:
        """Complain about questions that have no answer."""
        names = set(absent)
        for ask in self.asks:
            if isinstance(ask, Ask) and names & set(re.findall(r"\w+", ask.formula.text)):
                self.start.complaints.append(Complaint(ask.formula.mark, why, hint))
        if self.start.complaints:
            raise SpecError(*self.start.complaints)
