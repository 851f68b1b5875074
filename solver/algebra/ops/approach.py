"""How a sequence nears a limit: the share that is left after each step, and a verdict."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, declare
from solver.algebra.ops.entry import is_sequence
from solver.algebra.ops.join import padded
from solver.algebra.shapes import Shape, combine
from solver.errors import FormulaError

CONVERGING, SLOW, SLOWING, OVERSHOOTING, DIVERGING = range(5)
MARGIN = Fraction(1, 100)  # so that rounding never turns a verdict
MOST_LEFT = Fraction(905, 1000)  # not 0.9, which common step sizes give exactly
RULE = (
    "the first that applies: diverging if the last distance exceeds the first by more than 1 %; "
    "overshooting if a step lands beyond the minimum, by more than 1 % of the first distance; "
    "converging if the last step leaves at most 90 % of its distance, to the nearest percent, or "
    "if at most 1 % of the first distance is left; slowing if the last step leaves a larger share "
    "than the first did, by more than 0.01; else slow"
)


# --- ratios: d[k + 1] / d[k] ---------------------------------------------------------------------
def _ratios_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    (sequence,) = args
    if len(sequence.shape) != 1 or sequence.shape[0] == 1:
        raise FormulaError(f"{fit.described(sequence)} is not a sequence of at least two numbers")
    return (combine((1, sequence.shape[0]), (-1, 1)),)


def _ratios_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    below, above = a[..., :-1], a[..., 1:]
    nothing = below == 0
    share = above / ctx.xp.where(nothing, ctx.number(1), below)
    return ctx.xp.where(nothing, ctx.number(0), share)


def _ratios_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    """Send each ratio's gradient to both its terms: g/d above, and −g r/d below."""
    sequence = node.args[0]
    above = g / make("block", sequence, axis=0, start=0, stop=node.shape[0])
    below = above * node
    if node.shape[0] == 1:
        first, last = (make("index", part, number(0)) for part in (-below, above))
        found = make("columns", make("stack", first, last, columns=2))
    else:
        rows = make("from_columns", above), make("from_columns", below)
        found = make("columns", padded(rows[0], 1, 0, axis=1))
        found = found - make("columns", padded(rows[1], 0, 1, axis=1))
    return found, ("a quotient sends its share to what is divided, and to what divides",)


# --- approach: the verdict -----------------------------------------------------------------------
def _approach_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    sequence, limit = args
    if not is_sequence(sequence.shape) or sequence.shape[0] == 1:
        raise FormulaError(f"{fit.described(sequence)} is not a sequence of at least two terms")
    if sequence.shape[1:] != limit.shape:
        what = f"the terms of {fit.described(sequence)} have another shape"
        raise FormulaError(f"{what} than {fit.described(limit)}")
    return ()


def _approach_kernel(ctx: Context, node: Expr, a: Any, limit: Any) -> Any:
    """Judge by the squares of the distances, which stay rational as long as the terms do."""
    xp, axes = ctx.xp, tuple(range(-len(node.args[1].shape), 0))
    apart = a - xp.expand_dims(limit, axis=-len(axes) - 1)

    def inner(left: Any, right: Any) -> Any:
        return xp.sum(left * right, axis=axes) if axes else left * right

    before, after = (apart[(..., part, *(slice(None),) * len(axes))] for part in _PARTS)
    squares = inner(apart, apart)
    first, last = squares[..., :1], squares[..., -1:]
    near = ctx.number(MARGIN**2) * first
    crossed = xp.logical_and(inner(before, after) < 0, squares[..., 1:] > near)
    ratios = _ratios_kernel(ctx, node, xp.sqrt(squares))
    slower = ratios[..., -1] > ratios[..., 0] + ctx.number(MARGIN)
    slow = xp.logical_and(ratios[..., -1] > ctx.number(MOST_LEFT), (last > near)[..., 0])
    kind = xp.where(slower, ctx.number(SLOWING), ctx.number(SLOW))
    code = xp.where(slow, kind, ctx.number(CONVERGING))
    code = xp.where(xp.any(crossed, axis=-1), ctx.number(OVERSHOOTING), code)
    bounded = last <= ctx.number((1 + MARGIN) ** 2) * first  # which a NaN is not
    return xp.where(bounded[..., 0], code, ctx.number(DIVERGING))


_PARTS = (slice(None, -1), slice(1, None))


declare(
    Op(
        "ratios",
        _ratios_shape,
        _ratios_kernel,
        vjp=_ratios_vjp,
        call=lambda sequence: make("ratios", sequence),
        latex=latex_call(operator("ratios")),
        plain=plain_call("ratios"),
        says=("divide each distance by the one before it: the share that a step leaves",),
        slips=(
            Slip(
                "the distances were divided the wrong way round",
                lambda node: make("ratios", node.args[0] ** number(-1)),
            ),
        ),
    )
)
declare(
    Op(
        "approach",
        _approach_shape,
        _approach_kernel,
        opaque=True,
        call=lambda sequence, limit: make("approach", sequence, limit),
        latex=latex_call(operator("approach")),
        plain=plain_call("approach"),
        says=(RULE,),
    )
)
