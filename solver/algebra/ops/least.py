"""The least of several numbers, and its place, which counts from 1."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.reduce import FIRST, ties
from solver.algebra.shapes import Shape, is_vector
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    (numbers,) = args
    if numbers.shape and not is_vector(numbers.shape):
        raise FormulaError(f"{fit.described(numbers)}: the least is taken of a list of numbers")
    return ()


def _flat(ctx: Context, node: Expr, a: Any) -> Any:
    rank = len(node.args[0].shape)
    return ctx.xp.reshape(a, (*a.shape[: a.ndim - rank], -1))


def _min_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    return ctx.xp.min(_flat(ctx, node, a), axis=-1)


def _argmin_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    xp, flat = ctx.xp, _flat(ctx, node, a)
    best = xp.argmin(flat, axis=-1)
    return xp.take(
        ctx.constant(list(range(1, flat.shape[-1] + 1))), xp.reshape(best, (-1,)), axis=0
    ).reshape(best.shape)


def _min_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    (numbers,) = node.args
    if numbers.is_scalar:
        return g, ("the least of one number is the number",)
    return g * make("argmax_mask", -numbers, axis=None), (
        "only the least entry passes the gradient on",
    )


def _argmin_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    (numbers,) = node.args
    return (g * number(0)) * numbers, ("a place is constant nearby",)


def _listed(head: str) -> Any:
    """Print a written-out list between braces, and any other argument in brackets."""

    def latex(p: Any, e: Expr) -> Written:
        (numbers,) = e.args
        if numbers.op != "stack":
            return rf"{head}\left({p.at(numbers, SUM)}\right)", CALL
        inside = r",\; ".join(p.at(arg, SUM) for arg in numbers.args)
        return rf"{head}\left\{{{inside}\right\}}", CALL

    return latex


def _plain(word: str) -> Any:
    return lambda p, e: (f"{word}({p.at(e.args[0], P_SUM)})", P_ATOM)


def _largest(node: Expr) -> Expr | None:
    return make("max", node.args[0], axis=None)


def _from_zero(node: Expr) -> Expr | None:
    return node - number(1)


declare(
    Op(
        "min",
        _shape,
        _min_kernel,
        vjp=_min_vjp,
        call=lambda numbers: make("min", numbers),
        latex=_listed(r"\min"),
        plain=_plain("min"),
        kink=(FIRST.replace("maximum", "minimum"),),
        on_kink=lambda node: ties(make("max", -node.args[0], axis=None)),
        says=("take the least",),
        slips=(Slip("the largest was taken", _largest),),
    )
)
declare(
    Op(
        "argmin",
        _shape,
        _argmin_kernel,
        vjp=_argmin_vjp,
        call=lambda numbers: make("argmin", numbers),
        latex=_listed(r"\operatorname{argmin}"),
        plain=_plain("argmin"),
        says=("find the place of the least, the first if several are",),
        slips=(Slip("the places were counted from 0", _from_zero),),
    )
)
