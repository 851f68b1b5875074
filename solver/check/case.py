"""One set of numbers on which the routes are compared, and the derivatives there are to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from solver.algebra.expr import Expr
from solver.algebra.gradient_names import as_derivative
from solver.backends.base import Functions
from solver.evaluate import evaluate, extended
from solver.plan import Plan, Step
from solver.solution import Solution

Kinks = dict[str, Any]  # for each derivative, which of its entries sit on a kink
ON_KINK = "on a kink, and so not compared"
BEYOND_DOUBLES = "beyond the digits of doubles, and so settled in exact numbers"
IN_PART = "compared in some of their many entries only"
_PART = re.compile(r"(?P<prefix>(?:.*\.)?)d(?P<top>\w+)/d\(.*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """What one route found on one case: how many steps it compared, and what it left out and why.

    `left_out` holds pairs of a reason, one of those below, and a step.
    """

    compared: int = 0
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Derivative:
    """A step that holds `d top / d bottom`; `part` is the unnamed expression behind `bottom`."""

    step: Step
    top: str
    bottom: str
    part: Expr | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A plan with the numbers that go into it.

    `plan` has its unknown functions pinned where a local derivative is given; `functions`
    interprets the others. `base` is the evaluation by NumPy, `exact` one in exact numbers, if there
    is one already: as far as it came without sampled numbers, if there are any. `symbolic` tells
    that there are. `losses` see `check`.
    """

    plan: Plan
    givens: Mapping[str, Any]
    functions: Functions
    base: Solution
    exact: Solution | None = None
    symbolic: bool = False
    losses: Mapping[str, Expr] = field(default_factory=dict)

    def evaluate(
        self, plan: Plan | None = None, backend: str = "numpy", **options: Any
    ) -> Solution:
        """Evaluate the plan, or another one, on these numbers."""
        return evaluate(
            plan or self.plan, self.givens, backend, functions=self.functions,
            lenient=self.lenient, **options,
        )  # fmt: skip

    @property
    def lenient(self) -> bool:
        """Tell whether exact numbers are known to have every result."""
        return self.exact is not None and not self.symbolic

    def exactly(self) -> Solution:
        """Evaluate the plan in exact numbers, or go on with an evaluation that was begun."""
        if self.exact is None:
            return self.evaluate(backend="exact")
        if not self.symbolic:
            return self.exact
        return extended(self.exact, self.plan, self.givens, self.functions)

    def derivatives(self) -> Iterator[Derivative]:
        """List the steps that are derivatives and have a value here."""
        known = {given.name for given in self.plan.givens} | {s.name for s in self.plan.steps}
        for step in self.plan.steps:
            found = _derivative(step)
            if found is None or step.name not in self.base:
                continue
            named = found.part is not None or found.bottom in known
            if named and (found.top in self.losses or found.top in self.base):
                yield found


def ends_of(step: Step) -> tuple[str, ...]:
    """Name what a derivative is one of, and by."""
    found = _derivative(step)
    return () if found is None else (found.top, found.bottom)


def _derivative(step: Step) -> Derivative | None:
    if step.role not in {"gradient", "jacobian"}:
        return None
    if step.minor and step.wrt is not None:
        matched = _PART.fullmatch(step.name)
        top = matched["prefix"] + matched["top"] if matched else ""
        return Derivative(step, top, f"({step.wrt})", step.wrt) if matched else None
    pair = as_derivative(step.name)
    return Derivative(step, pair.top, pair.bottom) if pair else None
