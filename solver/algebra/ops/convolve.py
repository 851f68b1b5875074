"""Discrete convolution of two finite sequences: y_n = Σ_i x_i h_(n-i), of length L₁ + L₂ - 1."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import HAD, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.shapes import Shape, combine
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    for operand in args:
        if len(operand.shape) != 1:
            both = " * ".join(map(fit.described, args))
            message = f"{both}: {operand} is not a sequence of numbers"
            raise FormulaError(message, "columns(row) makes a sequence of a row")
    first, second = (arg.shape[0] for arg in args)
    return (combine((1, first), (1, second), (-1, 1)),)


def _kernel(ctx: Context, node: Expr, x: Any, h: Any) -> Any:
    """Add up the longer sequence, shifted along and scaled by each term of the shorter."""
    (total,) = ctx.dims(node.shape)
    long, short = (x, h) if x.shape[-1] >= h.shape[-1] else (h, x)
    nothing = long[..., :1] * short[..., :1] * 0
    shifted = (
        _padded(ctx, long * short[..., k : k + 1], nothing, k, total)
        for k in range(short.shape[-1])
    )
    result = next(shifted)
    for part in shifted:
        result = result + part
    return result


def _padded(ctx: Context, part: Any, nothing: Any, before: int, total: int) -> Any:
    batch, after = tuple(nothing.shape[:-1]), total - before - part.shape[-1]
    sides = (ctx.xp.broadcast_to(nothing, (*batch, count)) for count in (before, after))
    left, right = sides
    return ctx.xp.concat([left, part, right], axis=-1)


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg, other = node.args[i], node.args[1 - i]
    slid = make("convolve", g, make("reverse", other))
    start = combine((1, other.shape[0]), (-1, 1))
    stop = combine((1, start), (1, arg.shape[0]))
    return make("block", slid, axis=0, start=start, stop=stop), (
        "the gradient is correlated with the other sequence, ",
        other,
    )


def _latex(p: Any, e: Expr) -> Written:
    left, right = e.args
    return rf"{p.at(left, HAD)} * {p.at(right, HAD + 1)}", HAD


declare(
    Op(
        "convolve",
        _shape,
        _kernel,
        vjp=_vjp,
        call=lambda x, h: make("convolve", x, h),
        latex=_latex,
        plain=plain_call("convolve"),
        says=("flip one sequence, drag it along the other, and add up the products",),
        inner=lambda node: node.args[1].shape[0],
        slips=(
            Slip(
                "the sequence was not flipped: that is a correlation",
                lambda node: make("convolve", node.args[0], make("reverse", node.args[1])),
            ),
        ),
    )
)
