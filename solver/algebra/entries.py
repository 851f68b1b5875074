"""One entry of an array expression, written out in scalars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import OPS
from solver.algebra.shapes import is_vector
from solver.errors import FormulaError


def entry(expr: Expr, index: Sequence[Expr]) -> Expr:
    """Write the entry at a 1-based index over the entries of the names, where the op knows how."""
    rule = OPS[expr.op].entry
    if expr.is_scalar:
        return expr
    if rule is None:
        raise FormulaError(f"{expr} has no entrywise form")
    return rule(expr, tuple(index))


def at(expr: Expr, *places: int) -> Expr:
    """Write the entry at a position, slice, row and column counted from 1."""
    return entry(expr, tuple(number(place) for place in places))


def picked(array: Expr, *places: Expr) -> Expr:
    """Write the entry of an array at its places, each counted from 1, as people index it.

    A vector has one index, a scalar none, and a list of matrices counts them from 0.
    """
    if not array.shape:
        return array
    if len(array.shape) == 3 and len(places) == 3:
        first = value_of(places[0])
        if first is None:
            raise FormulaError(f"{array} has no general entry")
        return picked(make("index", array, number(first - 1)), *places[1:])
    if is_vector(array.shape) and len(places) == 2:
        places = places[:1] if array.shape[1] == 1 else places[1:]
    return make("index", array, *places)


def numbered(node: Expr, index: Sequence[Expr]) -> tuple[int, ...]:
    """Read an index that is made of numbers; FormulaError for letters, and for unknown sizes."""
    places = [value_of(one) for one in index]
    known = [int(place) for place in places if place is not None]
    sizes = [dim for arg in (node, *node.args) for dim in arg.shape]
    if len(known) < len(places) or not all(isinstance(dim, int) for dim in sizes):
        raise FormulaError(f"{node} has no entrywise form")
    return tuple(known)


def dot(left: Expr, right: Expr, index: Sequence[Expr]) -> Expr:
    """Write one entry of a product of matrices as a sum of products."""
    inner = left.shape[1]
    if not isinstance(inner, int):
        raise FormulaError(f"{left} @ {right} has an unknown inner size")
    row, column = index if len(index) == 2 else (number(1), number(1))
    terms = [
        make("mul", entry(left, (row, number(k))), entry(right, (number(k), column)))
        for k in range(1, inner + 1)
    ]
    return reduce(lambda total, term: total + term, terms)


def summed(node: Expr, index: Sequence[Expr]) -> Expr:
    """Write a sum along one axis, or over everything, term by term."""
    arg, axis = node.args[0], node.attr("axis")
    rows, columns = (list(range(1, d + 1)) if isinstance(d, int) else None for d in arg.shape)
    if rows is None or columns is None:
        raise FormulaError(f"{node} has an unknown number of terms")
    ones = [number(1), number(1)] if len(index) != 2 else list(index)
    pairs = [
        (number(i) if axis != 1 else ones[0], number(j) if axis != 0 else ones[1])
        for i in (rows if axis != 1 else [1])
        for j in (columns if axis != 0 else [1])
    ]
    return reduce(lambda total, term: total + term, [entry(arg, pair) for pair in pairs])
