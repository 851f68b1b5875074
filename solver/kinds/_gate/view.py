"""The units of a plan, read off its steps: for the tables and figures, which see nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, names_in
from solver.algebra.gates.domain import Domain
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Seen:
    """A unit: its output step, the name of its sum, and its weights, the bias first.

    `feeds` are inputs, by their places from 0, and names of earlier outputs.
    """

    output: Step
    total: str
    weights: Expr
    feeds: tuple[int | str, ...]
    smooth: bool

    @property
    def label(self) -> str:
        """Name the weights of the unit as its single weights are called: `w` of `w_0`."""
        return names_in(self.weights)[-1].rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class View:
    """The table of inputs, the units in order, and the column of wanted outputs if there is one.

    `fewest` is the formula for the number of hidden units, where they are to be found.
    """

    rows: Step
    inputs: tuple[str, ...]
    units: tuple[Seen, ...]
    wanted: str
    fewest: Expr | None

    @property
    def low(self) -> Fraction:
        found: Fraction = self.rows.formula.attr("low")
        return found

    @property
    def output(self) -> Seen:
        return self.units[-1]

    @property
    def is_sought(self) -> bool:
        """Tell whether the units themselves are to be found."""
        return self.fewest is not None

    @property
    def skips(self) -> bool:
        """Tell whether the inputs may feed the output beside hidden units."""
        return self.fewest is not None and bool(self.fewest.attr("skip"))

    @property
    def threshold(self) -> Expr:
        """The formula that makes an output of the last sum."""
        return self.output.output.formula


def view(planned: Planned) -> View:
    """Read the units of a plan; there are none where the weights sought do not exist."""
    steps = {step.name: step for step in planned.plan.steps}
    rows = steps[planned.key("X")]
    given = {item.name for item in planned.plan.givens}
    wanted = planned.key("t")
    known = wanted if wanted in steps or wanted in given else ""
    counts = (step.formula for step in planned.plan.steps if step.formula.op == "fewest_hidden")
    inputs = tuple(planned.key(key) for key in rows.formula.attr("inputs"))
    return View(rows, inputs, tuple(_units(steps, rows)), known, next(counts, None))


def _units(steps: Mapping[str, Step], rows: Step) -> Iterator[Seen]:
    for step in steps.values():
        if step.role != "forward" or step.formula.op not in {"threshold", "sigmoid"}:
            continue
        total = step.formula.args[0].attr("name")
        squashed = total in steps and steps[total].formula.op == "sigmoid"
        if squashed:
            total = steps[total].formula.args[0].attr("name")
        elif step.formula.op == "sigmoid" and _is_output(step, steps):
            continue  # the last unit is read off its threshold
        seen = _fed(total, steps)
        if seen:
            smooth = squashed or step.formula.op == "sigmoid"
            yield Seen(step, total, seen[1], _feeds(seen[0], steps, rows), smooth)


def _is_output(step: Step, steps: Mapping[str, Step]) -> bool:
    return any(other.formula.op == "threshold" and other.formula.args[0] == step.ref
               for other in steps.values())  # fmt: skip


def _fed(total: str, steps: Mapping[str, Step]) -> tuple[Expr, Expr] | None:
    """Find what a unit sees, and its weights: from its sum, or from how they were found."""
    if total in steps:
        formula = steps[total].formula
        return (formula.args[0], formula.args[1]) if formula.op == "matmul" else None
    for step in steps.values():
        if step.formula.op == "solve" and step.formula.args[1].attr("name") == total:
            return step.formula.args[0], step.ref
    return None


def _feeds(seen: Expr, steps: Mapping[str, Step], rows: Step) -> tuple[int | str, ...]:
    every = tuple(range(len(rows.formula.attr("inputs"))))
    if seen == rows.ref:
        return every
    found: list[int | str] = []
    for part in steps[seen.attr("name")].formula.args:
        if part == rows.ref:
            found += every
        elif part.op == "block":
            found.append(part.attr("start") - 1)
        elif part.op == "name":
            found.append(part.attr("name"))
    return tuple(found)


# --- values --------------------------------------------------------------------------------------
def column(solution: Solution, wanted: str) -> tuple[Any, ...]:
    """Give the entries of a column, exact or rounded."""
    return tuple(entry for (entry,) in solution.rounded(wanted))


def weights(seen: Seen, solution: Solution) -> tuple[Any, ...]:
    """Give the weights of a unit, the bias first."""
    found: list[Any] = []
    for key in names_in(seen.weights):
        value = solution.rounded(key)
        found += [entry for (entry,) in value] if isinstance(value, tuple) else [value]
    return tuple(found)


def is_known(seen: Seen, solution: Solution) -> bool:
    """Tell whether a unit has been worked out."""
    return all(key in solution for key in (*names_in(seen.weights), seen.output.name))


def number_of(value: Any) -> float:
    """Give a value as a double, for a drawing."""
    return float(getattr(value, "value", value))


def domain_of(planned: Planned) -> Domain | None:
    """Find which weights a search looks at; None if nothing is searched for."""
    for step in planned.plan.steps:
        if step.formula.op in {"unit_weights", "solution_count"}:
            found: Domain = step.formula.attr("net").domain
            return found
    return None
