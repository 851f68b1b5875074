"""What goes wrong with products, quotients and powers: a factor, a derivative, an exponent."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import Slip
from solver.algebra.ops.constants import fill
from solver.algebra.ops.slips import (
    Change,
    argument_of,
    fitting,
    is_literal,
    is_one,
    left_out,
    whole,
)

ONE = number(1)
WITH_SLIPS = frozenset({"mul", "drelu", "dleaky_relu", "delu", "argmax_mask"})  # of their own


# --- products ------------------------------------------------------------------------------------
def _kept(kept: int) -> Change:
    """Leave out the other factor, unless it is 1, a product itself, or all but a number."""

    def change(node: Expr) -> Expr | None:
        rest, factor = node.args[kept], node.args[1 - kept]
        last = is_literal(rest) and not is_literal(factor)
        if factor.op in WITH_SLIPS or is_one(factor) or last or rest.shape != node.shape:
            return None
        return rest

    return change


def _is_slope(left: Expr, right: Expr) -> bool:
    """Tell whether two factors are s and 1 − s, as in σ′ = σ(1 − σ)."""
    one, two = right.args if right.op == "sub" else (right, right)
    return two == left and value_of(one) == 1


def _slope(node: Expr) -> tuple[Expr | None, Expr] | None:
    """Find s(1 − s) in a product: what stands before it, if anything, and the s."""
    left, right = node.args
    if _is_slope(left, right):
        return None, left
    if left.op == "mul" and _is_slope(left.args[1], right):
        return left.args[0], left.args[1]
    if right.op == "mul" and _is_slope(*right.args):
        return left, right.args[0]
    return None


def _flat(node: Expr) -> Expr | None:
    """Leave σ′ out."""
    found = _slope(node)
    if found is None:
        return None
    return fill(ONE, node.shape) if found[0] is None else found[0]


def _twice(node: Expr) -> Expr | None:
    """Take σ′ at σ(u) instead of u."""
    found = _slope(node)
    if found is None:
        return None
    again = make("sigmoid", found[1])
    start = again if found[0] is None else found[0] * again
    return start * (ONE - again)


def _activation(node: Expr) -> tuple[Expr, ...]:
    found = _slope(node)
    assert found is not None  # or there would be no change to tell of
    return (found[1],)


def _derivative(node: Expr) -> tuple[Expr, ...]:
    (s,) = _activation(node)
    return (s * (ONE - s),)


PRODUCT = (
    Slip("the derivative {} of the sigmoid was left out", fitting(_flat), _derivative, quiet=True),
    Slip(
        "the derivative of the sigmoid was taken at its value {}, not at its input",
        fitting(_twice),
        _activation,
        quiet=True,
    ),
    *(
        Slip("the factor {} was left out", _kept(kept), argument_of(1 - kept), quiet=True)
        for kept in (0, 1)
    ),
)


# --- quotients -----------------------------------------------------------------------------------
def _undivided(node: Expr) -> Expr | None:
    both = all(map(is_literal, node.args))  # 1/2 is one factor
    return None if both or is_one(node.args[1]) else node.args[0]


def _times(node: Expr) -> Expr | None:
    return None if is_one(node.args[1]) else node.args[0] * node.args[1]


def _inverted(node: Expr) -> Expr | None:
    return None if any(map(is_literal, node.args)) else node.args[1] / node.args[0]


QUOTIENT = (
    Slip("the division by {} was left out", fitting(_undivided), argument_of(1), quiet=True),
    Slip("it was multiplied by {}, not divided", fitting(_times), argument_of(1), quiet=True),
    Slip("the quotient {} was taken upside down", fitting(_inverted), whole, quiet=True),
)


# --- powers --------------------------------------------------------------------------------------
def _without_power(square: bool) -> Change:
    def change(node: Expr) -> Expr | None:
        base, power = node.args
        found = value_of(power)
        return None if found in {0, 1} or (found == 2) != square else base

    return change


def _factor(node: Expr) -> Expr | None:
    base, power = node.args
    return None if value_of(power) in {0, 1} else power * base


def _raised(by: int) -> Change:
    """Count one too many or too few, unless there would be no power left."""

    def change(node: Expr) -> Expr | None:
        base, power = node.args
        found = value_of(power)
        if found is None:
            return base ** (power + ONE if by > 0 else power - ONE)
        return None if found + by in {0, 1} or found == 1 else base ** number(found + by)

    return change


def _turned(node: Expr) -> Expr | None:
    base, power = node.args
    found = value_of(power)
    if power.op == "neg":
        return base ** power.args[0]
    return base ** number(-found) if found is not None and found < 0 else None


POWER = (
    Slip("the square was forgotten", _without_power(square=True), quiet=True),
    Slip("the power {} was left out", _without_power(square=False), argument_of(1), quiet=True),
    Slip("{} was taken as a factor, not as a power", _factor, argument_of(1), quiet=True),
    Slip("the power {} was taken one too high", _raised(1), argument_of(1), quiet=True),
    Slip("the power {} was taken one too low", _raised(-1), argument_of(1), quiet=True),
    Slip("the minus sign of the power {} was left out", _turned, argument_of(1), quiet=True),
)
EXPONENTIAL = (
    left_out("the exponential"),
    Slip("the exponent had the wrong sign", lambda node: make("exp", -node.args[0]), quiet=True),
)
