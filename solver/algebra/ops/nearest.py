"""The first or last whole number that fulfils a condition, beside a bound that is worked out.

Where the bound ln(1/4)/ln(1/2) is 2, neither doubles nor balls can tell its ceiling from 3. The
condition can, at the whole numbers near it: 1 − (1/2)² ≥ 3/4 is a comparison of fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from solver.algebra import exact, fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import SUM
from solver.algebra.op import Attrs, Context, Op, Slip, Written, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.rounding import floor_of
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

NEAR = 1e-9  # by which a double may miss the whole number that it stands for
HALF = fmpq(1, 2)


def nearest(bound: Expr, condition: Expr, index: str, smallest: bool, strict: bool) -> Expr:
    """Give the whole number next to a bound that fulfils a condition on `index`.

    With `smallest` the condition holds from the bound on upwards, else downwards; `strict` says
    that it does not hold at the bound itself. It is asked only where the bound may be whole.
    """
    return make("nearest", bound, condition, index=index, smallest=smallest, strict=strict)


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    for arg in args:
        if not arg.is_scalar:
            raise FormulaError(f"{fit.described(arg)} is not a number")
    return ()


# --- values --------------------------------------------------------------------------------------
def _kernel(ctx: Context, node: Expr) -> Any:
    """Take the whole number nearest to the bound, or the next one, by the side on which it lies."""
    bound, condition = node.args
    xp, value = ctx.xp, ctx.run(bound, {})
    places, sides, is_open = (_exactly if is_exact(ctx) else _nearly)(ctx, value)
    taken = sides < 0 if node.attr("smallest") else sides > 0
    if not node.attr("strict"):
        taken = taken | (sides == 0)
    if not is_exact(ctx) or bool(xp.any(is_open)):
        holds = _holds(ctx, condition, {node.attr("index"): places})
        taken = xp.where(is_open, holds != 0, taken)
    return xp.where(taken, places, places + ctx.number(1 if node.attr("smallest") else -1))


def _holds(ctx: Context, condition: Expr, bound: dict[str, Any]) -> Any:
    """Tell whether the condition holds; it does not where it is not defined, as log(N) at 0."""
    try:
        return ctx.run(condition, bound)
    except (OutOfDomain, ZeroDivisionError):
        return ctx.number(0)


def _nearly(ctx: Context, value: Any) -> tuple[Any, Any, Any]:
    """Round doubles; tell on which side of the whole number they lie, and where that is open."""
    xp = ctx.xp
    places = xp.floor(value + ctx.number(Fraction(1, 2)))
    gap = value - places
    return places, gap, xp.abs(gap) <= NEAR * (1 + xp.abs(value))


def _exactly(ctx: Context, value: Any) -> tuple[Any, Any, Any]:
    """Do the same to exact numbers; it is open where a ball holds a whole number and more."""
    found = [_beside(entry) for entry in value.reshape(-1).tolist()]
    shape = tuple(value.shape)
    places, sides, is_open = (
        ctx.xp.reshape(ctx.constant(list(column)), shape) for column in zip(*found, strict=True)
    )
    return places, sides, is_open != 0


def _beside(value: Any) -> tuple[Any, int, int]:
    if not isinstance(value, arb):
        place = floor_of(value + HALF)
        return place, exact.sign(value - place), 0
    if not value.is_finite():
        raise OutOfDomain("has a bound that is not finite")
    if float(value.rad()) > 0.25:
        raise exact.Undecided(str(value))
    place = floor_of(arb(value.mid()) + arb(0.5))
    is_open = value.contains(place)
    return place, 0 if is_open else exact.sign(value - place), int(is_open)


# --- how it is written ---------------------------------------------------------------------------
def _rounding(e: Expr) -> tuple[str, int]:
    """Tell how the bound is rounded, and what is added then."""
    smallest, strict = e.attr("smallest"), e.attr("strict")
    if strict:
        return ("floor", 1) if smallest else ("ceil", -1)
    return ("ceil" if smallest else "floor"), 0


def _latex(p: Any, e: Expr) -> Written:
    op, more = _rounding(e)
    shown = rf"\left\l{op} {p.at(e.args[0], SUM)} \right\r{op}"
    return (f"{shown} {more:+d}" if more else shown), SUM


def _other_way(node: Expr) -> Expr:
    return make("floor" if node.attr("smallest") else "ceil", node.args[0])


def _to_nearest(node: Expr) -> Expr:
    return make("floor", node.args[0] + number(1) / number(2))


declare(
    Op(
        "nearest",
        _shape,
        _kernel,
        lazy=True,
        binds=lambda node: ((), (node.attr("index"),)),
        latex=_latex,
        says=("take the whole number next to the bound",),
        slips=(
            Slip("the bound was rounded to the wrong side", _other_way),
            Slip("the bound was rounded to the nearest whole number", _to_nearest),
        ),
    )
)
