"""What is shown below the verdict and the case that settles it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

from solver.algebra.expr import Expr, bound_names, name, rebuild, walk
from solver.digits import entries, is_short
from solver.document.blocks import Block, Chain, Formula, Inlines, Link, Paragraph, Text, Value
from solver.document.filled import filled
from solver.document.words import DIGITS, is_rounded, joined, say
from solver.kinds._claim.evidence import COUNTEREXAMPLE, EXAMPLE, is_stated
from solver.modelling.curves import figure
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

MOST = {"normal": 5, "full": 40}  # rows of a value that is printed below the verdict


def exhibited(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show what is computed and the plots below the verdict, and the numbers below a case."""
    if detail == "brief":
        return {}
    plots = (figure(planned, plot, solution) for plot in planned.own.get("plots", ()))
    first: tuple[Block, ...] = (
        *_constants(planned, solution),
        *(plot for plot in plots if plot),
        *_steps(planned, solution, MOST[detail]),
    )
    sides = (step for step in planned.plan.steps if step.role == "side" and step.name in solution)
    numbers = tuple(Chain(Formula(s.formula), tuple(_values(s, solution))) for s in sides)
    below = {"verdict": first, COUNTEREXAMPLE: numbers, EXAMPLE: numbers}
    return {planned.key(label): blocks for label, blocks in below.items() if blocks}


def _told(planned: Planned, role: str) -> list[Step]:
    """List the steps of a role on which the verdict depends."""
    needed = planned.plan.needed([planned.key("verdict")])
    return [step for step in needed if step.role == role]


def _constants(planned: Planned, solution: Solution) -> Iterator[Paragraph]:
    """State the numbers that steps start from, and the author's functions, in one line."""
    told: list[Inlines] = [(Formula(left, body),) for left, body in _functions(planned)]
    found = _told(planned, "constant")
    told += [(Value(solution.rounded(step.name, 6), 6, step.ref),) for step in found]
    if told:
        yield Paragraph((Text("Here "), *joined(told, ", "), Text(".")))


def _functions(planned: Planned) -> Iterator[tuple[Expr, Expr]]:
    """List the author's functions that the steps use, with what they stand for."""
    nodes = dict.fromkeys(node for step in planned.plan.steps for node in walk(step.formula))
    seen: set[str] = set()
    for node in nodes:
        if node.op == "fn" and node.attr("name") not in seen:
            seen.add(node.attr("name"))
            yield rebuild(node, (name(node.attr("parameter")), node.args[1])), node.args[1]


def _steps(planned: Planned, solution: Solution, most: int) -> Iterator[Chain]:
    """Write every step on a line, with a value that is not too large and the reason behind it."""
    for step in _told(planned, "witness"):
        links = [Link(Formula(step.formula))]
        if step.name in solution and not is_stated(step) and _is_small(step, solution, most):
            links += _values(step, solution)
        links[-1] = replace(links[-1], why=say(step.why))
        yield Chain(Formula(step.ref), tuple(links))


def _is_small(step: Step, solution: Solution, most: int) -> bool:
    """Tell whether a value is quickly read: few rows and columns, and of matrices few or simple."""
    sizes = [int(str(dim)) for dim in step.shape]
    if prod(sizes) > 6 * most or prod(sizes[-2:-1]) > most:
        return False
    numbers = entries(solution.rounded(step.name, DIGITS))
    return len(sizes) < 3 or sizes[0] <= 2 or all(map(_is_simple, numbers))


def _is_simple(number: Any) -> bool:
    return isinstance(number, Fraction) and is_short(number)


def _values(step: Step, solution: Solution) -> Iterator[Link]:
    """Put the numbers in, then give the result."""
    value = solution.rounded(step.name, DIGITS)
    shown = filled(step.formula, solution) if _reads_well(step) else None
    if shown and shown.expr.op != "name":  # a name is one entry, which is the value
        inside = "≈" if any(is_rounded(v) for _, v in shown.values) else "="
        yield Link(shown, (), inside, optional=True)
    yield Link(Value(value), (), "≈" if is_rounded(value) else "=")


def _reads_well(step: Step) -> bool:
    """Tell whether a formula is still read with numbers in it: no array, no sum over an index."""
    inside = (node for node in walk(step.formula) if node.op != "fn")
    return not step.shape and not any(any(bound_names(node)) for node in inside)
