"""What the key shows below the simulation: derived and drawn moments side by side."""

from __future__ import annotations

from collections.abc import Mapping

from solver.document.blocks import Block, Inlines, Table, Text, Value
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

LAWS = {"signs": "two values", "uniform": "uniform", "normal": "normal"}
HEADER = ("entries drawn", "mean", "± standard error", "variance", "± standard error")


def shown(planned: Planned, solution: Solution) -> Mapping[str, tuple[Block, ...]]:
    """Give the table below every comparison."""
    lead = planned.key("confirmed_")
    steps = [step for step in planned.plan.steps if step.name.startswith(lead)]
    return {step.name: (_table(step, solution),) for step in steps if step.name in solution}


def _table(step: Step, solution: Solution) -> Table:
    """Give a row for what was derived, and one for every distribution."""
    mean, variance, *draws = (arg.attr("name") for arg in step.formula.args)
    derived = tuple(solution.rounded(key) for key in (mean, variance))
    none: Inlines = (Text(""),)
    first = ((Text("derived"),), (Value(derived[0]),), none, (Value(derived[1]),), none)
    rows = (first, *(_row(key, solution) for key in draws))
    return Table(tuple((Text(word),) for word in HEADER), rows, "lrrrr")


def _row(key: str, solution: Solution) -> tuple[Inlines, ...]:
    values = [entry for (entry,) in solution.rounded(key)]
    label = next(words for law, words in LAWS.items() if f"{law}_" in key)
    return ((Text(label),), *((Value(value),) for value in values))
