"""Formulas with their numbers put in: whole, or one entry written out."""

from __future__ import annotations

from typing import Any

from solver.algebra.entries import at, summed
from solver.algebra.expr import Expr, make, name, names_in, number, transform, walk
from solver.algebra.shapes import Shape, is_vector
from solver.document.blocks import Chain, Filled, Formula, Link, Value
from solver.document.words import DIGITS, is_rounded
from solver.errors import FormulaError
from solver.plan import Step
from solver.solution import Solution

MOST_TERMS = 6


def filled(formula: Expr, solution: Solution, digits: int = DIGITS) -> Filled | None:
    """Put values in place of names; None where a name has no value, or there is none.

    A sum over few entries is written out term by term.
    """
    names = names_in(formula)
    if not names or any(used not in solution for used in names):
        return None
    opened = _entries_named(transform(formula, _opened))
    return Filled(opened, _values(opened, formula, solution), digits)


def _opened(node: Expr) -> Expr:
    if node.op != "sum" or node.attr("axis") is not None or not _is_short(node.args[0].shape):
        return node
    try:
        return summed(node, ())
    except FormulaError:
        return node


def _is_short(shape: Shape) -> bool:
    counts = [dim for dim in shape if isinstance(dim, int)]
    whole = len(counts) == len(shape) == 2
    return whole and counts[0] * counts[1] <= MOST_TERMS


def _is_entry(node: Expr) -> bool:
    return node.op == "index" and node.args[0].op == "name"


def _entries_named(expr: Expr) -> Expr:
    """Give every entry of a name a name of its own, so that its value can be put in."""
    return transform(expr, lambda node: name(str(node)) if _is_entry(node) else node)


def _values(opened: Expr, formula: Expr, solution: Solution) -> tuple[tuple[str, Any], ...]:
    entries = {str(n): n for n in walk(transform(formula, _opened)) if _is_entry(n)}
    return tuple((used, _value(used, entries, solution)) for used in names_in(opened))


def _value(used: str, entries: dict[str, Expr], solution: Solution) -> Any:
    if used not in entries:
        return solution.rounded(used, DIGITS)
    array, *places = entries[used].args
    return entry_value(solution.rounded(array.attr("name"), DIGITS), array.shape, places)


def entry_value(value: Any, shape: Shape, places: list[Expr]) -> Any:
    """Pick the entry of a nested value at 1-based places."""
    numbers = [int(place.attr("value")) - 1 for place in places]
    if len(numbers) == 1 and len(shape) == 2:
        numbers = [numbers[0], 0] if shape[1] == 1 else [0, numbers[0]]
    for k in numbers:
        value = value[k]
    return value


# --- one entry written out -----------------------------------------------------------------------
def is_worth_writing_out(step: Step) -> bool:
    """Tell whether an entry of a step is a sum of products that a reader may want to see."""
    whole = len(step.shape) == 2 and all(isinstance(dim, int) for dim in step.shape)
    inner = [node.args[0].shape[1] for node in walk(step.formula) if node.op == "matmul"]
    return whole and any(dim != 1 for dim in inner)


def sample(step: Step, place: tuple[int, int], solution: Solution) -> Chain | None:
    """Write out the arithmetic of one entry; None where an op has no entrywise form."""
    try:
        scalar = at(step.formula, *place)
    except FormulaError:
        return None
    shown = filled(scalar, solution)
    if shown is None:
        return None
    marks = [max(place)] if is_vector(step.shape) else list(place)
    places = [number(mark) for mark in marks]
    value = entry_value(solution.rounded(step.name, DIGITS), step.shape, places)
    relation = "≈" if is_rounded(value) else "="
    left = Formula(make("index", step.ref, *places))
    inexact = any(is_rounded(v) for _, v in shown.values)
    links = (Link(shown, (), "≈" if inexact else "="), Link(Value(value), (), relation))
    return Chain(left, links)
