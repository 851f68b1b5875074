"""Sums, products and functions, and how they are undone on both sides of a condition."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number, substitute, value_of
from solver.algebra.op import Words
from solver.kinds._formulas.condition import TURNED, Condition, Reached, Unsolved, settled
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
    times,
)

BOTH, FROM_BOTH = " on both sides", " from both sides"


# --- sums ----------------------------------------------------------------------------------------
def _add(own: Isolating, c: Condition) -> list[Reached]:
    first, second = c.left.args
    inner, other = (first, second) if own.has(first) else (second, first)
    if other.op == "neg":
        return reached(inner, c.relation, c.right + other.args[0], "add ", other.args[0], BOTH)
    return reached(inner, c.relation, c.right - other, "subtract ", other, FROM_BOTH)


def _sub(own: Isolating, c: Condition) -> list[Reached]:
    first, second = c.left.args
    if own.has(first):
        return reached(first, c.relation, c.right + second, "add ", second, BOTH)
    turned = "" if c.is_equation else ", which is read from the right"
    taken = () if value_of(c.right) == 0 else (" and subtract ", c.right)
    why = ("add ", second, *taken, f" on both sides{turned}")
    return reached(second, TURNED[c.relation], first - c.right, *why)


def _neg(own: Isolating, c: Condition) -> list[Reached]:
    why = "change the sign of both sides" + ("" if c.is_equation else TURNS)
    return reached(c.left.args[0], TURNED[c.relation], -c.right, why)


# --- products ------------------------------------------------------------------------------------
def _mul(own: Isolating, c: Condition) -> list[Reached]:
    first, second = c.left.args
    inner, factor = (first, second) if own.has(first) else (second, first)
    return _scaled(own, c, inner, factor, c.right / factor, "divide both sides by ")


def _div(own: Isolating, c: Condition) -> list[Reached]:
    top, bottom = c.left.args
    if own.has(top):
        if own.known.sign(bottom) == 0:
            raise Unsolved(f"`{c.left}` divides by 0")
        return _scaled(own, c, top, bottom, c.right * bottom, "multiply both sides by ")
    if own.known.sign(top) == 0:
        raise own.constant(c, ZERO, f"`{c.left}` is 0")
    return _quotient(own, c) if c.is_equation else _below(own, c)


def _quotient(own: Isolating, c: Condition) -> list[Reached]:
    """Turn an equation round whose unknown stands below the line."""
    (top, bottom), right = c.left.args, c.right
    if own.known.sign(right) == 0:
        raise settled(own.unknown, False, f"a quotient `{c.left}` is never 0")
    shown, above = (e if own.known.sign(e) else make("ne", e, ZERO) for e in (right, top))
    where = (", where ", above) if above != top else ()
    words = ("multiply both sides by ", bottom, " and divide them by ", shown, *where)
    return reached(bottom, "eq", top / right, *words)


def _below(own: Isolating, c: Condition) -> list[Reached]:
    """Multiply by what stands below the line, which is not 0; its sign must be known."""
    top, bottom = c.left.args
    sign = own.known.side(bottom)
    if not sign:
        raise own.needed(bottom)
    relation = TURNED[c.relation] if sign > 0 else c.relation
    shown = make("gt" if sign > 0 else "lt", bottom, ZERO)
    turns = TURNS if sign < 0 else ""
    why: Words = ("multiply both sides by ", shown, turns, ", and read it from the right")
    left = bottom if c.right == ONE else c.right * bottom
    return [Reached(Condition(left, relation, top), why)]


def _scaled(
    own: Isolating, c: Condition, inner: Expr, factor: Expr, right: Expr, what: str
) -> list[Reached]:
    """Divide or multiply by a factor, whose sign decides which way the relation points."""
    sign = own.known.sign(factor)
    if sign == 0:
        raise own.dropped(c, factor)
    if c.is_equation:
        shown = factor if sign else make("ne", factor, ZERO)
        return reached(inner, "eq", right, what, shown)
    if sign is None:
        raise own.needed(factor)
    literal = value_of(factor) is not None
    shown = factor if literal else make("gt" if sign > 0 else "lt", factor, ZERO)
    relation = c.relation if sign > 0 else TURNED[c.relation]
    return reached(inner, relation, right, what, shown, "" if sign > 0 else TURNS)


# --- functions -----------------------------------------------------------------------------------
def _exp(own: Isolating, c: Condition) -> list[Reached]:
    must_be_positive(own, c, f"`{c.left}` is positive")
    return reached(c.left.args[0], c.relation, make("log", c.right), LOGARITHMS)


def _log(own: Isolating, c: Condition) -> list[Reached]:
    (inner,) = c.left.args
    why = ("apply the exponential function to both sides, where ", make("gt", inner, ZERO))
    return reached(inner, c.relation, make("exp", c.right), *why)


def _sqrt(own: Isolating, c: Condition) -> list[Reached]:
    sign = sign_or_more(own, c.right)
    if sign < 0 or (sign == 0 and c.relation == "lt"):
        raise own.never(c, f"`{c.left}` is not negative", ">= 0")
    (inner,) = c.left.args
    why = ("square both sides, where ", make("ge", inner, ZERO))
    right = ZERO if sign == 0 else c.right ** number(2)
    return reached(inner, c.relation, right, *why)


def _fn(own: Isolating, c: Condition) -> list[Reached]:
    """Put in what an author's function computes."""
    argument, body = c.left.args
    if own.has(body) or times(body, c.left.attr("parameter")) != 1:
        raise own.stuck(c.left)
    left = substitute(body, {c.left.attr("parameter"): argument})
    return [Reached(Condition(left, c.relation, c.right), ("put in what the function computes",))]


RULES.update(
    add=_add, sub=_sub, neg=_neg, mul=_mul, div=_div, exp=_exp, log=_log, sqrt=_sqrt, fn=_fn
)
