"""Whether what is computed bears the verdict out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from solver.algebra.expr import Expr
from solver.algebra.ops.ranges import over, ranges_of
from solver.errors import Complaint
from solver.evaluate import extended
from solver.forms import whole
from solver.kinds._claim.negation import negated
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

_WORDS = {True: "true", False: "false"}


def doubts(planned: Planned, solution: Solution) -> Iterator[Complaint]:
    """Complain of a verdict that the witness contradicts, and of one that it does not decide."""
    key, (verdict, mark) = planned.key("verdict"), planned.own["verdict"]
    written = planned.own["holds"].mark
    if key not in solution:
        yield Complaint(written, "this cannot be decided: it has no value", "give numbers")
        return
    found = solution.floats(key)
    if found not in (0, 1):
        message = f"this comes out as {found:g}: neither true nor false"
        yield Complaint(written, message, "compare it, as in `x > 0`")
    elif found != verdict:
        said, computed = _WORDS[verdict], _WORDS[not verdict]
        message = f"the verdict is {said}, but what is computed says {computed}"
        yield Complaint(mark, message, _hint(planned, solution, verdict))


def _hint(planned: Planned, solution: Solution, verdict: bool) -> str:
    """Name the case that contradicts the verdict, if there is one."""
    holds = planned.plan[planned.key("verdict")].formula
    if holds.op != ("forall" if verdict else "exists"):
        return "change the verdict, or what is computed"
    ranges = ranges_of(holds)
    body = negated(holds.args[0]) if verdict else holds.args[0]
    places = _first(over("first", body, ranges), solution)
    pairs = zip(ranges, places, strict=True)
    told = ", ".join(f"{index} = {whole(at)}" for (index, _, _), at in pairs)
    return f"the condition {'fails' if verdict else 'holds'} for {told}"


def _first(search: Expr, solution: Solution) -> list[float]:
    label = str(search)
    plan = replace(solution.plan, steps=(*solution.plan.steps, Step(label, search, ())))
    found: list[float] = extended(solution, plan).floats(label)
    return found
