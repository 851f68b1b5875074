"""Powers, and how they are undone: by logarithms, roots, and other powers."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.tidy import tidy
from solver.kinds._formulas.branches import even_root, root_of, root_words
from solver.kinds._formulas.condition import TURNED, Condition, Reached, Unsolved
from solver.kinds._formulas.isolate import (
    LOGARITHMS,
    ONE,
    RULES,
    TURNS,
    ZERO,
    Isolating,
    must_be_positive,
    reached,
    sign_or_more,
)


def _pow(own: Isolating, c: Condition) -> list[Reached]:
    base, power = c.left.args
    if own.has(base) and own.has(power):
        raise own.stuck(c.left)
    return _exponent(own, c, base, power) if own.has(power) else _root(own, c, base, power)


def _exponent(own: Isolating, c: Condition, base: Expr, power: Expr) -> list[Reached]:
    """Take logarithms of both sides, which keeps their order."""
    sign = own.known.sign(base)
    if sign is None:
        raise own.needed(base)
    if sign < 1:
        what = f"`{own.unknown}` cannot be isolated: it is an exponent in `{c.left}`"
        raise Unsolved(what, f"it could be if the base were positive; it is `{base}`")
    must_be_positive(own, c, f"`{c.left}` is positive")
    left = make("mul", power, make("log", base))
    return reached(left, c.relation, make("log", c.right), LOGARITHMS)


def _root(own: Isolating, c: Condition, base: Expr, power: Expr) -> list[Reached]:
    count = value_of(power)
    if count is None:
        return _general_root(own, c, base, power)
    if count == 0:
        raise own.constant(c, ONE, f"`{c.left}` is 1")
    if count < 0:
        turned = make("div", ONE, base if count == -1 else base ** number(-count))
        return [Reached(Condition(turned, c.relation, c.right), ("a negative power divides",))]
    if count.denominator != 1:
        return _broken_root(own, c, base, power)
    if count % 2:
        return _odd_root(own, c, base, int(count))
    return even_root(own, c, base, int(count))


def _odd_root(own: Isolating, c: Condition, base: Expr, count: int) -> list[Reached]:
    sign = sign_or_more(own, c.right)
    right = -root_of(tidy(-c.right), count) if sign < 0 else root_of(c.right, count)
    return reached(base, c.relation, right, f"take the {root_words(count)} of both sides")


def _broken_root(own: Isolating, c: Condition, base: Expr, power: Expr) -> list[Reached]:
    """Undo a positive power that is not whole, which only a base that is not negative has."""
    sign = sign_or_more(own, c.right)
    if sign < 0 or (sign == 0 and c.relation == "lt"):
        raise own.never(c, f"`{c.left}` is not negative", ">= 0")
    right = ZERO if sign == 0 else c.right ** (ONE / power)
    least = make("ge", base, ZERO)
    return reached(
        base, c.relation, right, "raise both sides to the power ", ONE / power, ", where ", least
    )


def _general_root(own: Isolating, c: Condition, base: Expr, power: Expr) -> list[Reached]:
    """Undo a power with any exponent, which a base that is positive has."""
    sign = own.known.sign(power)
    if own.known.sign(base) != 1:
        raise own.needed(base)
    if not sign:
        raise own.needed(power)
    must_be_positive(own, c, f"`{c.left}` is positive")
    relation = c.relation if sign > 0 else TURNED[c.relation]
    turns = "" if sign > 0 else TURNS
    right = c.right ** (ONE / power)
    return reached(base, relation, right, "raise both sides to the power ", ONE / power, turns)


RULES["pow"] = _pow
