"""The sizes of an array as one value, `extent(28, 28, 10)`, printed 28 × 28 × 10."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import HAD, POW, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def extent(*sizes: Expr) -> Expr:
    """Write the sizes of an array, first axis first; a sequence, whose terms count from 0."""
    return make("extent", *sizes)


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if not args:
        raise FormulaError("an extent has at least one size", "extent(28, 28, 10)")
    for arg in args:
        if not arg.is_scalar:
            raise FormulaError(f"an extent is made of numbers, not of {fit.described(arg)}")
    return (len(args),)


def _kernel(ctx: Context, node: Expr, *values: Any) -> Any:
    return ctx.xp.stack(list(ctx.xp.broadcast_arrays(*values)), axis=-1)


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return make("index", g, number(i)), ("each size gets its own entry",)


def _entry(node: Expr, index: Any) -> Expr:
    place = index[0]
    if place.op != "number":
        raise FormulaError(f"the entry {place} of an extent is not one that can be written out")
    return node.args[int(place.attr("value"))]


def _latex(p: Any, e: Expr) -> Written:
    if len(e.args) == 1:
        written: Written = p.written(e.args[0])
        return written
    return r" \times ".join(p.at(arg, POW) for arg in e.args), HAD


def _turned(node: Expr) -> Expr | None:
    """Make the mistake of listing the axes the other way round."""
    return extent(*reversed(node.args)) if len(set(node.args)) > 1 else None


declare(
    Op(
        "extent",
        _shape,
        _kernel,
        vjp=_vjp,
        entry=_entry,
        latex=_latex,
        plain=plain_call("extent"),
        says=("list the sizes",),
        call=lambda *sizes: extent(*sizes),
        slips=(Slip("the axes were listed in another order", _turned),),
    )
)
