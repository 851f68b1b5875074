"""Sums over an index that run over whole arrays, written without the index."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, name, names_in, rebuild, value_of
from solver.algebra.op import OPS
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Shape, is_vector, length
from solver.errors import FormulaError


def vectorised(node: Expr) -> Expr | None:
    """Write Σᵢ f(x[i], y[i], …) as `sum(f(x, y, …))`, or a double sum over a matrix likewise.

    None where the sum runs over a part only, or uses the index in another way.
    """
    body, indices = node, []
    while body.op == "bigsum":
        indices.append((body.attr("index"), body.args[1], body.args[2]))
        body = body.args[0]
    places = tuple(name(index) for index, _, _ in indices)
    shapes = {_array(part).shape for part in _entries(body, places)}
    if len(shapes) != 1 or not _covers(indices, next(iter(shapes))):
        return None
    try:
        whole = _without_index(body, places)
    except FormulaError:
        return None
    free = {place.attr("name") for place in places}.isdisjoint(names_in(whole))
    return make("sum", whole, axis=None) if free else None


def _entries(body: Expr, places: tuple[Expr, ...]) -> list[Expr]:
    found = [body] if body.op == "index" and body.args[1:] == places else []
    return found + [part for arg in body.args for part in _entries(arg, places)]


def _array(entry: Expr) -> Expr:
    return entry.args[0]


def _covers(indices: list[tuple[str, Expr, Expr]], shape: Shape) -> bool:
    """Tell whether the ranges run from 1 to the sizes of a shape."""
    sizes = (length(shape),) if is_vector(shape) else shape
    if len(shape) != 2 or len(sizes) != len(indices):
        return False
    pairs = zip(indices, sizes, strict=True)
    return all(value_of(first) == 1 and last == size(dim) for (_, first, last), dim in pairs)


def _without_index(body: Expr, places: tuple[Expr, ...]) -> Expr:
    if body.op == "index" and body.args[1:] == places:
        return _array(body)
    if not OPS[body.op].elementwise and body.args:
        raise FormulaError(f"{body} does not act entry by entry")
    return rebuild(body, tuple(_without_index(arg, places) for arg in body.args))
