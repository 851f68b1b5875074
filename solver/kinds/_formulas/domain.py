"""Where a condition is defined: what stands under a root, in a logarithm, or below a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, substitute, value_of
from solver.kinds._formulas.condition import TURNED, Condition, Unsolved, said, settled
from solver.kinds._formulas.gather import isolated
from solver.kinds._formulas.isolate import ZERO, Isolating

UPWARDS = frozenset({"ge", "gt"})
STRICT = frozenset({"lt", "gt"})


@dataclass(frozen=True, slots=True)
class Domain:
    """What an unknown must fulfil so that a condition is defined, beside what is assumed of it.

    `limits` are half-lines, `unknown relation number`; `open` are conditions that were not
    isolated, and numbers that are left out, `unknown ≠ number`.
    """

    limits: tuple[Condition, ...] = ()
    open: tuple[Condition, ...] = ()

    @property
    def is_all(self) -> bool:
        return not self.limits and not self.open


def domain_of(own: Isolating, start: Condition) -> Domain:
    """Find where both sides of a condition are defined; raises Unsolved if that is nowhere."""
    limits: dict[Condition, None] = {}
    rest: dict[Condition, None] = {}
    for need in _needs(own, start):
        for found in _isolated(own, need):
            half_line = found.left.op == "name" and found.relation != "ne"
            (limits if half_line else rest)[found] = None
    kept = [limit for limit in limits if not _is_weaker(own, limit, [*limits])]
    return Domain(tuple(kept), tuple(rest))


def _is_weaker(own: Isolating, limit: Condition, others: list[Condition]) -> bool:
    return any(other != limit and implies(own, other, limit) for other in others)


# --- what parts of a formula need ----------------------------------------------------------------
def _needs(own: Isolating, start: Condition) -> Iterator[Condition]:
    """List what is not yet known of the parts that hold the unknown, `part relation 0`."""
    for need in dict.fromkeys((*_of(own, start.left), *_of(own, start.right))):
        if not _is_known(own, need):
            yield need


def _of(own: Isolating, expr: Expr) -> Iterator[Condition]:
    """Visit the parts of a formula, inner ones first, and that of an author's function put in."""
    if not own.has(expr):
        return
    if expr.op == "fn":
        argument, body = expr.args
        yield from _of(own, substitute(body, {expr.attr("parameter"): argument}))
        return
    for arg in expr.args:
        yield from _of(own, arg)
    if expr.op == "pow" and own.has(expr.args[1]) and own.known.sign(expr.args[0]) != 1:
        raise own.stuck(expr)  # defined for some exponents only
    need = _need(expr)
    if need is not None and own.has(need.left):
        yield need


def _need(node: Expr) -> Condition | None:
    if node.op in {"log", "sqrt"}:
        return Condition(node.args[0], "gt" if node.op == "log" else "ge", ZERO)
    if node.op == "div":
        return Condition(node.args[1], "ne", ZERO)
    power = value_of(node.args[1]) if node.op == "pow" else None
    if power is None or (power.denominator == 1 and power >= 0):
        return None
    if power.denominator == 1:
        return Condition(node.args[0], "ne", ZERO)
    return Condition(node.args[0], "ge" if power > 0 else "gt", ZERO)


def _is_known(own: Isolating, need: Condition) -> bool:
    sign = own.known.sign(need.left)
    if need.relation == "ge":
        return sign in {0, 1} or (sign is None and own.known.side(need.left) == 1)
    return sign in {"gt": {1}, "lt": {-1}, "ne": {1, -1}}[need.relation]


def _isolated(own: Isolating, need: Condition) -> Iterator[Condition]:
    """Isolate the unknown in what a part needs; what cannot be isolated stays as it is."""
    side = own.known.side(need.left) if need.relation == "ne" else None
    if side:  # above or below 0, then
        one_sided = Condition(need.left, "gt" if side > 0 else "lt", ZERO)
        found = [*_ends(own, one_sided, one_sided)]
        need = need if found == [one_sided] else one_sided
    excluded = need.relation == "ne"
    yield from _ends(own, replace(need, relation="eq") if excluded else need, need)


def _ends(own: Isolating, start: Condition, need: Condition) -> Iterator[Condition]:
    excluded = need.relation == "ne"
    try:
        lines = isolated(own, start)
        end = lines[-1].condition if lines else start
        yield Condition(end.left, "ne" if excluded else end.relation, end.right)
    except Unsolved as reason:
        if reason.holds is None:
            yield need
        elif reason.holds == excluded:
            what = f"the condition is defined only where `{said(need)}`, which is never so"
            raise settled(own.unknown, False, what) from None


# --- half-lines ----------------------------------------------------------------------------------
def implies(own: Isolating, one: Condition, other: Condition) -> bool:
    """Tell whether a half-line is known to lie within another."""
    up = one.relation in UPWARDS
    if up != (other.relation in UPWARDS):
        return False
    sign = own.known.sign(one.right - other.right)
    if sign == 0:
        return one.relation in STRICT or other.relation not in STRICT
    return sign == (1 if up else -1)


def turned_to(one: Condition, other: Condition) -> bool:
    """Tell whether a condition is a half-line that points the other way."""
    half_line = other.left == one.left and other.relation in TURNED and other.relation != "eq"
    return half_line and (one.relation in UPWARDS) != (other.relation in UPWARDS)


def excludes(own: Isolating, one: Condition, other: Condition) -> bool:
    """Tell whether two half-lines are known to have no number in common."""
    if not turned_to(one, other):
        return False
    sign = own.known.sign(one.right - other.right)
    if sign == 0:
        return bool(STRICT & {one.relation, other.relation})
    return sign == (1 if one.relation in UPWARDS else -1)


def limits_in(own: Isolating) -> Iterator[Condition]:
    """List what is assumed of the unknown as half-lines, as far as it is so written."""
    names = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    for one in own.known.about(own.unknown):
        relation = names[one.relation]
        for limit in (
            Condition(one.left, relation, one.right),
            Condition(one.right, TURNED[relation], one.left),
        ):
            if limit.left.op == "name" and own.has(limit.left) and not own.has(limit.right):
                yield limit
