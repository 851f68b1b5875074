"""How fast a formula grows in a name: the power p of Θ(nᵖ)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, name, names_in
from solver.algebra.notation import BIG, SUM
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

LARGE = 2**40  # where what grows more slowly is too small to be seen
PARTS = 12  # powers are told apart in twelfths: halves, thirds and quarters are among them


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    (body,) = args
    if body.shape:
        raise FormulaError(f"{fit.described(body)} is not a number: its growth is not one power")
    if attrs["variable"] not in names_in(body):
        raise FormulaError(f"{body} does not depend on {attrs['variable']}")
    return ()


def _kernel(ctx: Context, node: Expr) -> Any:
    """Compare the values at a large place and at twice that: the quotient is nearly 2ᵖ."""
    key, body = node.attr("variable"), node.args[0]
    near, far = (ctx.run(body, {key: ctx.number(place)}) for place in (LARGE, 2 * LARGE))
    power = ctx.xp.log(ctx.xp.abs(far / near)) / ctx.xp.log(ctx.number(2))
    return ctx.xp.floor(power * ctx.number(PARTS) + ctx.number(Fraction(1, 2))) / ctx.number(PARTS)


def _latex(p: Any, e: Expr) -> Written:
    key = name(e.attr("variable"))
    shown = p.within([e.attr("variable")])
    inner = shown.at(make("abs", e.args[0]), SUM)
    below = rf"\lim_{{{shown.at(key, SUM)} \to \infty}}"
    return rf"{below} \frac{{\log {inner}}}{{\log {shown.at(key, SUM)}}}", BIG


declare(
    Op(
        "order",
        _shape,
        _kernel,
        lazy=True,
        binds=lambda node: ((node.attr("variable"),),),
        latex=_latex,
        says=("compare the logarithms far out: their quotient tends to the power",),
        opaque=True,
    )
)
