"""Numbers of few bits, as processors have them: a sign, an exponent and a mantissa.

`minifloat(x, exponent=4, mantissa=3, largest=448)` is the nearest of fp8 E4M3, of two that are as
near the one with an even mantissa; what is larger than the largest becomes the largest. The bias is
2^(exponent − 1) − 1, and numbers below 2^(1 − bias) share the smallest step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from solver.algebra import exact, fit
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, bracket, operator
from solver.algebra.op import Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.alignment import entrywise
from solver.errors import FormulaError

MOST_EXPONENT, MOST_MANTISSA = 8, 23  # bits: those of single precision
HALF = fmpq(1, 2)


def lowest(exponent: int) -> int:
    """Give the exponent of the smallest normal number, 1 − bias."""
    return 2 - (1 << exponent - 1)


def largest_of(exponent: int, mantissa: int) -> Fraction:
    """Give the largest number where all codes of the highest exponent but the last are numbers."""
    top = (1 << exponent) - 2 + lowest(exponent)
    return (2 - Fraction(2, 1 << mantissa)) * (1 << top)


# --- exact values --------------------------------------------------------------------------------
def rounded(value: Any, exponent: int, mantissa: int, largest: Fraction) -> Any:
    """Round an exact number; Undecided for a ball that holds a place where the result jumps."""
    if isinstance(value, arb):
        low, high = (
            _nearest(_end(end), exponent, mantissa) for end in (value.lower(), value.upper())
        )
        if low != high:
            raise exact.Undecided(str(value))
        return _clipped(low, largest)
    return _clipped(_nearest(value, exponent, mantissa), largest)


def _end(value: Any) -> Any:
    """Take the end of a ball, which is a dyadic number, as the fraction it is."""
    top, power = value.mid().man_exp()
    return fmpq(top) * fmpq(2) ** int(power)


def _nearest(value: Any, exponent: int, mantissa: int) -> Any:
    step = fmpq(2) ** (max(_binade(abs(value)), lowest(exponent)) - mantissa)
    count = value / step
    near = fmpq((count + HALF).floor())
    if near - count == HALF and int(near.p) % 2:
        near -= 1
    return near * step


def _binade(size: Any) -> int:
    """Give the whole e with 2^e ≤ size < 2^(e + 1); a number far below all others for 0."""
    if not size:
        return -(10**6)
    guess = int(size.p).bit_length() - int(size.q).bit_length()
    return guess if fmpq(2) ** guess <= size else guess - 1


def _clipped(value: Any, largest: Fraction) -> Any:
    top = exact.rational(largest)
    return min(max(value, -top), top)


# --- doubles -------------------------------------------------------------------------------------
def _kernel(ctx: Context, node: Expr, a: Any) -> Any:
    """Find the step of every entry, one power of two after another, and round to it."""
    xp, (exponent, mantissa, largest) = ctx.xp, _format(node)
    first, size = lowest(exponent), xp.abs(a)
    step = a * 0 + ctx.number(Fraction(2) ** (first - mantissa))
    for power in range(first + 1, first + 2**exponent):
        above = ctx.number(Fraction(2) ** (power - mantissa))
        step = xp.where(size >= ctx.number(Fraction(2) ** power), above, step)
    top = ctx.number(largest)
    return xp.minimum(xp.maximum(xp.round(a / step) * step, -top), top)


def _format(node: Expr) -> tuple[int, int, Fraction]:
    return node.attr("exponent"), node.attr("mantissa"), node.attr("largest")


# --- the op --------------------------------------------------------------------------------------
def minifloat(x: Expr, exponent: Any = 4, mantissa: Any = 3, largest: Any = None) -> Expr:
    """Round every entry to a number of few bits."""
    bits = (
        _bits(exponent, "exponent", 2, MOST_EXPONENT),
        _bits(mantissa, "mantissa", 0, MOST_MANTISSA),
    )
    top = largest_of(*bits) if largest is None else _literal(largest)
    if top is None or not 0 < top <= largest_of(*bits) * 2:
        raise FormulaError(f"the largest number of these bits is not {largest}")
    return make("minifloat", x, exponent=bits[0], mantissa=bits[1], largest=top)


def _literal(value: Any) -> Fraction | None:
    return value_of(value) if isinstance(value, Expr) else Fraction(value)


def _bits(value: Any, what: str, least: int, most: int) -> int:
    found = _literal(value)
    if found is None or found.denominator != 1 or not least <= found <= most:
        raise FormulaError(f"`{what}` is from {least} to {most} bits, not {value}")
    return int(found)


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return g * (node.args[0] * number(0)), ("between the jumps of rounding it is constant",)


def _latex(p: Any, e: Expr) -> Written:
    exponent, mantissa, _ = _format(e)
    head = operator(f"fp{1 + exponent + mantissa}")
    return head + bracket(p.at(e.args[0], SUM)), CALL


def _plain(p: Any, e: Expr) -> Written:
    exponent, mantissa, largest = _format(e)
    bits = f"exponent={exponent}, mantissa={mantissa}, largest={number(largest)}"
    return f"minifloat({p.at(e.args[0], P_SUM)}, {bits})", P_ATOM


def _truncated(node: Expr) -> Expr | None:
    """Make the mistake of flushing what is below the smallest normal number to zero."""
    (x,) = node.args
    normal = make("ge", make("abs", x), number(Fraction(2) ** lowest(node.attr("exponent"))))
    return node * normal


declare(
    Op(
        "minifloat",
        fit.same,
        _kernel,
        vjp=_vjp,
        exact=rounded,
        entry=entrywise,
        elementwise=True,
        latex=_latex,
        plain=_plain,
        call=minifloat,
        says=("round every entry to the nearest number of these few bits",),
        slips=(Slip("small numbers were flushed to zero", _truncated),),
    )
)
