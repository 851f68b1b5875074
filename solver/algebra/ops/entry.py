"""Entries of arrays. Matrices count from 1; sequences (rank 1 or 3) count from 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain, integer
from solver.algebra.expr import Expr, make, value_of
from solver.algebra.notation import ATOM, JUX, P_ATOM, P_SUM, SUM, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops import place_slips
from solver.algebra.shapes import Dim, Shape, is_vector, length, show
from solver.errors import FormulaError


def is_sequence(shape: Shape) -> bool:
    """Tell whether a shape is a sequence of scalars or of matrices, indexed from 0."""
    return len(shape) in {1, 3}


def _index_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    array, *places = args
    if not array.shape:
        raise FormulaError(f"{array} is a scalar: it has no entries")
    return _picked(array.shape, places, lambda: fit.described(array))


def _picked(shape: Shape, places: Sequence[Expr], shown: Callable[[], str]) -> Shape:
    """Give the shape of what stands at these places of an array, which must have them."""
    counts, first = _counts(shape), _first(shape)
    if any(not place.is_scalar for place in places):
        raise FormulaError(f"an index into {shown()} is a number or a name of one")
    if len(places) != len(counts):
        expected = f"{len(counts)} index{'es' * (len(counts) > 1)}"
        raise FormulaError(f"{shown()} takes {expected}, not {len(places)}")
    for place, dim in zip(places, counts, strict=True):
        found = value_of(place)
        if found is not None and found.denominator != 1:
            raise FormulaError(f"{found} is not an index: indices are whole numbers")
        if found is not None and not _is_within(int(found), dim, first):
            raise FormulaError(f"{shown()} has no entry {found}", f"entries count from {first}")
    return shape[1:] if is_sequence(shape) else ()


def _counts(shape: Shape) -> tuple[Dim, ...]:
    """Count the entries that each index runs over."""
    if is_sequence(shape):
        return shape[:1]
    return (length(shape),) if is_vector(shape) else shape


def _first(shape: Shape) -> int:
    return 0 if is_sequence(shape) else 1


def _is_within(place: int, dim: Dim, first: int) -> bool:
    return place >= first and not (isinstance(dim, int) and place >= dim + first)


def as_int(value: Any, what: str) -> int:
    """Read a whole number off a backend's; OutOfDomain for any other, and for a batch of them."""
    flat = value.reshape(-1).tolist() if hasattr(value, "reshape") else [value]
    found = {integer(entry) for entry in flat}
    if len(found) != 1:
        raise OutOfDomain(f"has {what} that differs within a batch")
    (whole,) = found
    if whole is None:
        raise OutOfDomain(f"has {what} that is not a whole number: {flat[0]}")
    return whole


def places_in(shape: Shape, values: Sequence[Any]) -> tuple[int, ...]:
    """Turn indices as people write them into positions on the leading axes of a shape."""
    numbers = [as_int(value, "an index") - _first(shape) for value in values]
    if is_vector(shape) and not is_sequence(shape):
        return (numbers[0], 0) if shape[1] == 1 else (0, numbers[0])
    return tuple(numbers)


def _found(ctx: Context, shape: Shape, values: Sequence[Any]) -> tuple[int, ...]:
    """Turn indices into positions, which must lie within an array of that shape."""
    first = _first(shape)
    for value, count in zip(values, ctx.dims(_counts(shape)), strict=True):
        place = as_int(value, "an index")
        if not _is_within(place, count, first):
            known = f"{first} to {count + first - 1}"
            raise OutOfDomain(f"asks for entry {place}: there are only entries {known}")
    return places_in(shape, values)


def whole(shape: Shape) -> tuple[slice, ...]:
    """Index all of the trailing axes of a shape."""
    return (slice(None),) * len(shape)


def _index_kernel(ctx: Context, node: Expr, a: Any, *places: Any) -> Any:
    return a[(..., *_found(ctx, node.args[0].shape, places), *whole(node.shape))]


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
        whole=1,
        slips=place_slips.ENTRY,
    )
)


# --- place: the transpose of index ---------------------------------------------------------------
def _place_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape: Shape = attrs["shape"]
    (value, *places), shown = args, f"an array that is {show(shape)}"
    if not shape:
        raise FormulaError("a scalar has no entries, so nothing can be placed in it")
    left = _picked(shape, places, lambda: shown)
    if value.shape != left:
        raise FormulaError(f"{fit.described(value)} is not {show(left)}, as an entry of {shown} is")
    return shape


def _place_call(value: Expr, *places: Expr, shape: tuple[Expr, ...]) -> Expr:
    dims = tuple(fit.as_size(dim) for dim in shape)
    if dims == (1, 1):  # which is its only entry
        if not value.is_scalar or any(value_of(place) != 1 for place in places):
            raise FormulaError("a 1×1 array has the entry 1 only, and that is a scalar")
        return value
    return make("place", value, *places, shape=dims)


def _place_kernel(ctx: Context, node: Expr, g: Any, *places: Any) -> Any:
    position = _found(ctx, node.shape, places)
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
    factor, binds = p.leading(g, JUX)
    return rf"{factor}\, {letter}_{{{marks}}}", binds


def _place_plain(p: Any, e: Expr) -> Written:
    shown = ", ".join(p.at(arg, P_SUM) for arg in e.args)
    return f"place({shown}, shape={plain_attr(e.attr('shape'))})", P_ATOM


declare(
    Op(
        "place",
        _place_shape,
        _place_kernel,
        vjp=_place_vjp,
        call=_place_call,
        latex=_place_latex,
        plain=_place_plain,
        whole=1,
    )
)
