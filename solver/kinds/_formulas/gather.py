"""Bringing an unknown that stands several times to one place: like terms, and squares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from solver.algebra.expr import Expr, name, number, value_of
from solver.algebra.op import Words
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.terms import Factors, Term, Terms, build, build_term, collect, terms_of
from solver.algebra.tidy import tidy
from solver.kinds._formulas import powers, undone  # noqa: F401 - they fill the table of rules
from solver.kinds._formulas.condition import SIGNS, TURNED, Condition, Reached, Unsolved, settled
from solver.kinds._formulas.factored import factored
from solver.kinds._formulas.isolate import TURNS, Isolating, times

MOST_POWER = 4  # of a sum that is multiplied out
MOST_TERMS = 500  # that this may give


def isolated(own: Isolating, start: Condition) -> list[Reached]:
    """Give all lines from a condition to `unknown relation bound`; raises Unsolved."""
    first = gathered(own, start)
    now = first[-1].condition if first else start
    return [*first, *own.lines(now)]


def gathered(own: Isolating, c: Condition) -> list[Reached]:
    """Give the lines until the unknown stands once, and on the left."""
    count = times(c.left, own.unknown) + times(c.right, own.unknown)
    if count == 0:
        hint = f"say where `{own.unknown}` stands, as in `2**{own.unknown} >= 100`"
        raise Unsolved(f"`{own.unknown}` does not stand in the condition", hint)
    if count == 1:
        return [] if own.has(c.left) else [Reached(c.turned, ("read it from the right",))]
    found = tuple(islice(_multiplied_out(own, terms_of(c.left - c.right)), MOST_TERMS + 1))
    if len(found) > MOST_TERMS:
        raise own.stuck(_hardest(own, c))
    terms = collect(found)
    kept = [term for term in terms if any(own.has(base) for base, _ in term.factors)]
    rest = tuple(term for term in terms if term not in kept)
    if not kept:
        raise _cancelled(own, c, rest)
    return _sorted_out(own, c, kept, rest)


def _hardest(own: Isolating, c: Condition) -> Expr:
    """Choose the longer of the sides that hold the unknown."""
    return max((side for side in (c.left, c.right) if own.has(side)), key=lambda side: side.weight)


def _multiplied_out(own: Isolating, terms: Terms) -> Iterator[Term]:
    """Multiply out the sums that hold the unknown."""
    for term in terms:
        found = next((f for f in term.factors if _is_open(own, *f)), None)
        if found is None:
            yield term
            continue
        others = Term(term.coefficient, tuple(f for f in term.factors if f != found))
        rest = others.times(Term(1, ((found[0], found[1] - 1),) if found[1] > 1 else ()))
        yield from _multiplied_out(own, tuple(rest.times(part) for part in terms_of(found[0])))


def _is_open(own: Isolating, base: Expr, power: int) -> bool:
    return base.op in {"add", "sub"} and own.has(base) and 0 < power <= MOST_POWER


def _cancelled(own: Isolating, c: Condition, rest: Terms) -> Unsolved:
    """Complain of an unknown that is not left once like terms are collected."""
    left = build(rest, ())
    shown = f"`{left} {'==' if c.is_equation else SIGNS[c.relation]} 0`"
    sign = own.known.sign(left)
    if sign is None:
        return Unsolved(f"`{own.unknown}` cancels: {shown} is left, which does not depend on it")
    holds = bool(RELATIONS[c.relation][2](sign))
    return settled(own.unknown, holds, f"it cancels, and {shown} is left")


def _sorted_out(own: Isolating, c: Condition, kept: list[Term], rest: Terms) -> list[Reached]:
    groups: dict[Factors, list[Term]] = {}
    for term in kept:
        inside = tuple(f for f in term.factors if own.has(f[0]))
        outside = tuple(f for f in term.factors if not own.has(f[0]))
        groups.setdefault(inside, []).append(Term(term.coefficient, outside))
    right = tidy(build(tuple(Term(-t.coefficient, t.factors) for t in rest), ()))
    why: Words = (
        "bring the terms with ",
        name(own.unknown),
        " to one side, the others to the other",
    )
    if len(groups) == 1:
        (inside, shares), *_ = groups.items()
        inner = build_term(Term(1, inside), ())
        if times(inner, own.unknown) > 1:
            raise own.stuck(inner)
        now = _positive(collect(tuple(shares)), inner, c.relation, right)
        return [Reached(now, why)]
    if c.is_equation and _quadratic_in(groups) is None:
        found = factored(own, (*kept, *rest), isolated)
        if found:
            return found
    return _square(own, c, groups, right, why)


def _positive(shares: Terms, inner: Expr, relation: str, right: Expr) -> Condition:
    """Write `shares · inner relation right` on the side where a numeric coefficient is positive."""
    factor = build(shares, ())
    if (value_of(factor) or 0) < 0:
        turned = _product(tidy(-factor), inner)
        return Condition(turned, TURNED[relation], tidy(-right))
    return Condition(_product(factor, inner), relation, right)


def _product(factor: Expr, inner: Expr) -> Expr:
    return inner if factor == number(1) else -inner if factor == number(-1) else factor * inner


# --- completing the square -----------------------------------------------------------------------
def _square(
    own: Isolating, c: Condition, groups: dict[Factors, list[Term]], right: Expr, why: Words
) -> list[Reached]:
    """Write `a x² + b x rel r` as `(x + b/2a)² rel r/a + (b/2a)²`."""
    base = _quadratic_in(groups)
    if base is None:
        raise own.stuck(_hardest(own, c))
    a, b = (tidy(build(collect(tuple(groups[((base, power),)])), ())) for power in (2, 1))
    found = [Reached(Condition(_quadratic(a, b, base), c.relation, right), why)]
    if a != number(1):
        found.append(_divided(own, found[0].condition, a, _quadratic(number(1), tidy(b / a), base)))
    now = found[-1].condition
    half = tidy(b / (number(2) * a))
    left = tidy(base + half) ** number(2)
    square = tidy(half ** number(2))
    said: Words = ("complete the square: add ", square, " on both sides")
    total = tidy(now.right + square)
    return [*found, Reached(Condition(left, now.relation, total), said)]


def _quadratic_in(groups: dict[Factors, list[Term]]) -> Expr | None:
    """Find x where the unknown stands as x and x² only."""
    bases = {base for factors in groups for base, _ in factors}
    if len(bases) != 1:
        return None
    (base,) = bases
    return base if set(groups) == {((base, 1),), ((base, 2),)} else None


def _quadratic(a: Expr, b: Expr, base: Expr) -> Expr:
    square = _product(a, base ** number(2))
    if (value_of(b) or 0) < 0:
        return square - _product(tidy(-b), base)
    return square + _product(b, base)


def _divided(own: Isolating, c: Condition, factor: Expr, left: Expr) -> Reached:
    """Divide by the factor of the square."""
    sign = own.known.sign(factor)
    if not sign and not c.is_equation:
        raise own.needed(factor)
    relation = TURNED[c.relation] if sign == -1 else c.relation
    turns = TURNS if relation != c.relation else ""
    now = Condition(left, relation, tidy(c.right / factor))
    return Reached(now, ("divide both sides by ", factor, turns))
