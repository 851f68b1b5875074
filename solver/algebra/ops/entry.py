"""Entries of arrays. Matrices count from 1; sequences (rank 1 or 3) count from 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, value_of
from solver.algebra.notation import ATOM, JUX, P_ATOM, P_SUM, SUM, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.shapes import Dim, Shape, is_vector, length
from solver.errors import FormulaError


def is_sequence(shape: Shape) -> bool:
    """Tell whether a shape is a sequence of scalars or of matrices, indexed from 0."""
    return len(shape) in {1, 3}


def _index_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    array, *places = args
    if any(not place.is_scalar for place in places):
        raise FormulaError(f"an index into {array} is a number or a name of one")
    if is_sequence(array.shape):
        expected, left = 1, array.shape[1:]
    else:
        expected, left = (1 if is_vector(array.shape) else len(array.shape)), ()
    if len(places) != expected or not array.shape:
        raise FormulaError(
            f"{fit.described(array)} takes {expected} index{'es' * (expected > 1)}, "
            f"not {len(places)}"
            if array.shape
            else f"{array} is a scalar: it has no entries"
        )
    for place, dim in zip(places, _counts(array.shape), strict=False):
        _check_range(array, place, dim)
    return left


def _counts(shape: Shape) -> tuple[Dim, ...]:
    return (length(shape),) if is_vector(shape) else shape


def _check_range(array: Expr, place: Expr, dim: Dim) -> None:
    found, first = value_of(place), 0 if is_sequence(array.shape) else 1
    if found is None:
        return
    if found.denominator != 1:
        raise FormulaError(f"{found} is not an index: indices are whole numbers")
    last = dim + first - 1 if isinstance(dim, int) else None
    if found < first or (last is not None and found > last):
        raise FormulaError(
            f"{fit.described(array)} has no entry {found}", f"entries count from {first}"
        )


def as_int(value: Any) -> int:
    """Read an index off a backend's number."""
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if isinstance(plain, int | float) else int(plain.p)


def places_in(shape: Shape, values: Sequence[Any]) -> tuple[int, ...]:
    """Turn indices as people write them into positions on the leading axes of a shape."""
    numbers = [as_int(value) for value in values]
    if is_sequence(shape):
        return tuple(numbers)
    numbers = [number - 1 for number in numbers]
    if is_vector(shape):
        return (numbers[0], 0) if shape[1] == 1 else (0, numbers[0])
    return tuple(numbers)


def whole(shape: Shape) -> tuple[slice, ...]:
    """Index all of the trailing axes of a shape."""
    return (slice(None),) * len(shape)


def _index_kernel(ctx: Context, node: Expr, a: Any, *places: Any) -> Any:
    return a[(..., *places_in(node.args[0].shape, places), *whole(node.shape))]


def _index_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    array, *places = node.args
    _refuse_place(node, i)
    return make("place", g, *places, shape=array.shape), ("only that entry gets the gradient",)


def _refuse_place(node: Expr, i: int) -> None:
    if i > 0:
        raise FormulaError(f"{node.args[i]} is an index in {node}: nothing varies with it smoothly")


def _index_latex(p: Any, e: Expr) -> Written:
    array, *places = e.args
    return p.indexed(array, places), ATOM


def _index_plain(p: Any, e: Expr) -> Written:
    array, *places = e.args
    return f"{p.at(array, P_ATOM)}[{', '.join(p.at(place, P_SUM) for place in places)}]", P_ATOM


declare(
    Op(
        "index",
        _index_shape,
        _index_kernel,
        vjp=_index_vjp,
        latex=_index_latex,
        plain=_index_plain,
        says=("pick the entry",),
    )
)


# --- place: the transpose of index ---------------------------------------------------------------
def _place_kernel(ctx: Context, node: Expr, g: Any, *places: Any) -> Any:
    position = places_in(node.shape, places)
    mask = _unit(ctx.dims(node.shape)[: len(position)], position, hit=True)
    inner = whole(node.args[0].shape)
    lifted = g[(..., *(None,) * len(position), *inner)]
    return lifted * ctx.constant(mask)[(..., *(None,) * len(inner))]


def _unit(dims: tuple[int, ...], position: tuple[int, ...], hit: bool) -> Any:
    """Nest zeros with a single one at the position."""
    if not dims:
        return int(hit)
    return [_unit(dims[1:], position[1:], hit and k == position[0]) for k in range(dims[0])]


def _place_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    _refuse_place(node, i)
    return make("index", g, *node.args[1:]), ("only that entry counts",)


def _place_latex(p: Any, e: Expr) -> Written:
    g, *places = e.args
    marks = ",".join(p.at(place, SUM) for place in places)
    letter = "e" if len(places) == 1 else "E"
    return rf"{p.at(g, JUX)}\, {letter}_{{{marks}}}", JUX


def _place_plain(p: Any, e: Expr) -> Written:
    shown = ", ".join(p.at(arg, P_SUM) for arg in e.args)
    return f"place({shown}, shape={plain_attr(e.attr('shape'))})", P_ATOM


declare(
    Op(
        "place",
        lambda args, attrs: attrs["shape"],
        _place_kernel,
        vjp=_place_vjp,
        call=lambda g, *places, shape: make(
            "place", g, *places, shape=tuple(fit.as_dim(dim) for dim in shape)
        ),
        latex=_place_latex,
        plain=_place_plain,
    )
)
