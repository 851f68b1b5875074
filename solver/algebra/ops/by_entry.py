"""A matrix written by its general entry, `[Σ_k A_{i,k} B_{k,j}]_{i,j}`: the indices are bound."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import picked
from solver.algebra.expr import Expr, make, name, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_OR, SUM, bracket, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, Shape
from solver.errors import FormulaError


def by_entry(body: Expr, *indices: tuple[str, Dim]) -> Expr:
    """Write an array by its entry at indices that each count from 1 to a size."""
    letters, shape = zip(*indices, strict=True)
    return make("by_entry", body, indices=letters, shape=shape)


def read_by_entry(body: Expr, ranges: Sequence[tuple[str, Expr, Expr]]) -> Expr:
    """Make the array of an entry and the ranges of its row and its column, as an author wrote."""
    if len(ranges) != 2 or any(value_of(first) != 1 for _, first, _ in ranges):
        message = "`by_entry` takes an entry, the range of its row and that of its column, from 1"
        raise FormulaError(message, "by_entry(i + j, (i, 1, 2), (j, 1, n))")
    return by_entry(body, *((index, fit.as_size(last)) for index, _, last in ranges))


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if not args[0].is_scalar:
        raise FormulaError(f"an entry is a number, not {fit.described(args[0])}")
    return fit.squeezed(attrs["shape"])


def _kernel(ctx: Context, node: Expr) -> Any:
    (body,), dims = node.args, ctx.dims(node.attr("shape"))
    ctx.times(prod(dims), (body,))
    places = product(*(range(1, dim + 1) for dim in dims))
    entries = [
        ctx.run(body, dict(zip(node.attr("indices"), map(ctx.number, place), strict=True)))
        for place in places
    ]
    flat = ctx.xp.stack(list(ctx.xp.broadcast_arrays(*entries)), axis=-1)
    return ctx.xp.reshape(flat, (*flat.shape[:-1], *(dims if node.shape else ())))


def _vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
    from solver.algebra.pull import pull

    letters, shape = node.attr("indices"), node.attr("shape")
    found = pull(node.args[0], picked(g, *map(name, letters)), wanted)
    assert found is not None  # the name is free in the body, or nobody would ask
    for letter, dim in zip(reversed(letters), reversed(shape), strict=True):
        found = make("bigsum", found, number(1), size(dim), index=letter)
    return found, ("every entry passes its share",)


def _latex(p: Any, e: Expr) -> Written:
    letters = e.attr("indices")
    marks = ",".join(p.name(letter) for letter in letters)
    return rf"{bracket(p.within(letters).at(e.args[0], SUM), '[', ']')}_{{{marks}}}", CALL


def _plain(p: Any, e: Expr) -> Written:
    sizes = zip(e.attr("indices"), e.attr("shape"), strict=True)
    ranges = "".join(f", ({letter}, 1, {plain_attr(dim)})" for letter, dim in sizes)
    return f"by_entry({p.at(e.args[0], P_OR)}{ranges})", P_ATOM


declare(
    Op(
        "by_entry",
        _shape,
        _kernel,
        vjp=_vjp,
        lazy=True,
        by_name=True,
        binds=lambda node: (node.attr("indices"),),
        call=read_by_entry,
        latex=_latex,
        plain=_plain,
        says=("work out one entry after another",),
    )
)
