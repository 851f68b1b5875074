"""Whether two arrays are the same, as the numbers 1 and 0."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, SUM, bracket, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.compare import is_exact, truth
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

NEAR = 1e-12  # of doubles, against the largest entry


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    left, right = args
    if left.shape != right.shape:
        raise FormulaError(
            f"{fit.described(left)} and {fit.described(right)}: the shapes differ, so they cannot "
            "be the same"
        )
    return ()


def _kernel(ctx: Context, node: Expr, a: Any, b: Any) -> Any:
    axes = tuple(range(-len(node.args[0].shape), 0))
    gap = _largest(ctx, a - b, axes)
    if is_exact(ctx):
        return truth(ctx, gap == 0)
    scale = ctx.xp.maximum(_largest(ctx, a, axes), _largest(ctx, b, axes))
    return truth(ctx, gap <= NEAR * scale)


def _largest(ctx: Context, a: Any, axes: tuple[int, ...]) -> Any:
    size = ctx.xp.abs(a)
    return ctx.xp.max(size, axis=axes) if axes else size


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return node.args[i] * (g * number(0)), ("a truth value is constant nearby",)


def _latex(p: Any, e: Expr) -> Written:
    left, right = (p.at(arg, SUM) for arg in e.args)
    return bracket(f"{left} = {right}", "[", "]"), ATOM


declare(
    Op(
        "alike",
        _shape,
        _kernel,
        vjp=_vjp,
        call=lambda left, right: make("alike", left, right),
        latex=_latex,
        plain=plain_call("alike"),
        says=("see whether no entry differs",),
    )
)
