"""What becomes of an error that is measured again and again, and where doubles overflow.

The errors are a sequence of numbers, or of rows with one entry for each of several runs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Op, declare
from solver.algebra.ops.entry import is_sequence
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

AT_LEAST, CHANGING, ABOVE, DIVERGING = range(4)
NEAR = Fraction(11, 10)  # times the least error, up to which it counts as reached
CHANGED = Fraction(1, 100)  # of an error, within which it counts as the same
LARGEST = Fraction(2**1024 - 2**971)  # the largest double, about 1.8e308
RULE = (
    "the first that applies: diverging if the factor of a deviation exceeds 1; at the minimum if "
    "the last error exceeds the least by at most 10 %; still changing if it differs from the one "
    "before by more than 1 %; else settled above the minimum"
)


def _run(sequence: Expr) -> Shape:
    """Give the shape of one error, which is measured at least twice."""
    shape = sequence.shape
    rows = is_sequence(shape) and (len(shape) == 1 or shape[1] == 1)
    if not rows or shape[0] == 1:
        raise FormulaError(
            f"{fit.described(sequence)} is not a sequence of at least two numbers, or rows of them"
        )
    return shape[1:]


def _settled_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    errors, least, factor = args
    if least.shape:
        raise FormulaError(f"the least error is a number, not {fit.described(least)}")
    found = _run(errors)
    if factor.shape != found[1:]:
        what = f"{fit.described(factor)} has not one factor for each run of"
        raise FormulaError(f"{what} {fit.described(errors)}")
    return found


def _at(node: Expr, value: Any, place: int) -> Any:
    rest = (slice(None),) * (len(node.args[0].shape) - 1)
    return value[(..., place, *rest)]


def _settled_kernel(ctx: Context, node: Expr, a: Any, least: Any, factor: Any) -> Any:
    xp, number = ctx.xp, ctx.number
    before, last = (_at(node, a, place) for place in (-2, -1))
    if node.shape:
        least, factor = least[..., None, None], factor[..., None, :]
    same = xp.logical_and(
        last <= number(1 + CHANGED) * before, last >= number(1 - CHANGED) * before
    )
    code = xp.where(same, number(ABOVE), number(CHANGING))
    code = xp.where(last <= number(NEAR) * least, number(AT_LEAST), code)
    return xp.where(factor > 1, number(DIVERGING), code)


# --- overflow ------------------------------------------------------------------------------------
def _overflow_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    """Count the terms before the first that no double can hold."""
    xp, most = ctx.xp, ctx.number(LARGEST)
    (count,) = ctx.dims(node.args[0].shape[:1])
    within = xp.abs(_at(node, a, 0)) <= most
    found = xp.where(within, ctx.number(1), ctx.number(0))
    for place in range(1, count):
        within = xp.logical_and(within, xp.abs(_at(node, a, place)) <= most)
        found = found + xp.where(within, ctx.number(1), ctx.number(0))
    return found


declare(
    Op(
        "settled",
        _settled_shape,
        _settled_kernel,
        opaque=True,
        call=lambda errors, least, factor: make("settled", errors, least, factor),
        latex=latex_call(operator("settled")),
        plain=plain_call("settled"),
        says=(RULE,),
    )
)
declare(
    Op(
        "overflow",
        lambda args, attrs: _run(args[0]),
        _overflow_kernel,
        opaque=True,
        call=lambda sequence: make("overflow", sequence),
        latex=latex_call(operator("overflow")),
        plain=plain_call("overflow"),
        says=("count the terms before the first beyond the largest double, about 1.8e308",),
    )
)
