"""What a sample says of a mean and a variance, and whether it fits what was derived.

`estimates(s)` of a sequence of draws is the column of their mean, its standard error, their
variance, and its standard error. `agrees(mean, variance, estimates, …)` is 1 if in all of them both
lie within four standard errors.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr
from solver.algebra.notation import ATOM, latex_call, operator
from solver.algebra.op import Attrs, Context, Op, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

ERRORS = 4  # standard errors that a right result may be off by: 1 in 15 000 is, of normal ones
ROUNDING = Fraction(1, 10**9)  # of the mean square, where a standard error vanishes: of signs
SMALLEST = Fraction(1, 10**30)  # which tells a difference that is 0 from none at all


def _estimates_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    (sample,) = args
    if len(sample.shape) != 1 or sample.shape[0] == 1:
        raise FormulaError(f"{fit.described(sample)} is not a sequence of at least two numbers")
    return (4, 1)


def _estimates_kernel(ctx: Context, node: Expr, sample: Any) -> Any:
    xp, count = ctx.xp, ctx.number(sample.shape[-1])
    mean = xp.sum(sample, axis=-1, keepdims=True) / count
    squares = (sample - mean) ** 2
    variance = xp.sum(squares, axis=-1, keepdims=True) / count
    spread = xp.sum((squares - variance) ** 2, axis=-1, keepdims=True) / count
    first, second = (_root(ctx, part / count) for part in (variance, spread))
    return xp.stack([mean, first, variance, second], axis=-2)


def _root(ctx: Context, square: Any) -> Any:
    """Take a root that is 0 where its square cannot be told from 0, as the spread of signs is."""
    least = ctx.number(SMALLEST**2)
    vanishes = square < least
    root = ctx.xp.sqrt(ctx.xp.where(vanishes, least, square))
    return ctx.xp.where(vanishes, ctx.number(0), root)


def _agrees_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    mean, variance, *found = args
    for part in (mean, variance):
        if part.shape:
            raise FormulaError(f"{fit.described(part)} is not a number")
    for part in found:
        if part.shape != (4, 1):
            raise FormulaError(f"{fit.described(part)} is not the four numbers of `estimates`")
    return ()


def _agrees_kernel(ctx: Context, node: Expr, mean: Any, variance: Any, *found: Any) -> Any:
    xp, fits = ctx.xp, [ctx.number(1) > ctx.number(0)]
    square = mean**2 + variance
    for one in found:
        for k, (derived, size) in enumerate(((mean, square), (variance, square**2))):
            value, error = one[..., 2 * k, 0], one[..., 2 * k + 1, 0]
            room = ctx.number(ERRORS**2) * error**2 + ctx.number(ROUNDING**2) * size
            fits.append((value - derived) ** 2 <= room + ctx.number(SMALLEST**2))
    return xp.where(reduce(xp.logical_and, fits), ctx.number(1), ctx.number(0))


declare(
    Op(
        "estimates",
        _estimates_shape,
        _estimates_kernel,
        latex=latex_call(operator("estimates")),
        says=("take the mean and the variance of the draws, each with its standard error",),
        opaque=True,
    )
)
declare(
    Op(
        "agrees",
        _agrees_shape,
        _agrees_kernel,
        latex=lambda p, e: (rf"[\text{{all within {ERRORS} standard errors}}]", ATOM),
        says=("mean and variance both lie within four standard errors of what was derived",),
        opaque=True,
    )
)
