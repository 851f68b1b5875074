"""Polynomials in the entries of random arrays, multiplied out: monomials with coefficients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, names_in, value_of
from solver.algebra.op import Context
from solver.algebra.ops.entry import as_int, places_in
from solver.errors import FormulaError

Variable = tuple[str, tuple[int, ...]]  # an array and the position of an entry
Monomial = tuple[tuple[Variable, int], ...]  # with their powers, sorted
Polynomial = dict[Monomial, Any]  # with coefficients as the backend has them

MOST_MONOMIALS = 20_000
LARGEST_POWER = 8


def check(body: Expr, random: frozenset[str]) -> None:
    """Refuse what is not multiplied out here: a formula that is no polynomial in the entries."""
    if random.isdisjoint(names_in(body)):
        return
    rule, fits = _RULES.get(body.op), _FITS.get(body.op)
    if rule is None or body.shape or (fits and not fits(body, random)):
        hint = "sums, differences, products, whole powers, and sums over an index of entries are"
        raise FormulaError(f"{body} is no polynomial in the entries of what is random", hint)
    for arg in body.args if body.op not in {"index", "name"} else ():
        check(arg, random)


def polynomial(
    ctx: Context, body: Expr, random: frozenset[str], bound: Mapping[str, Any]
) -> Polynomial:
    """Multiply a formula out; what is not random goes into the coefficients."""
    if random.isdisjoint(names_in(body)):
        return {(): ctx.run(body, bound)}
    found = _RULES[body.op](ctx, body, random, bound)
    if len(found) > MOST_MONOMIALS:
        raise OutOfDomain(f"has more than {MOST_MONOMIALS} products of random entries")
    return found


def times(left: Monomial, right: Monomial) -> Monomial:
    """Multiply monomials: powers of the same entry add up."""
    powers = dict(left)
    for variable, power in right:
        powers[variable] = powers.get(variable, 0) + power
    return tuple(sorted(powers.items()))


Rule = Callable[[Context, Expr, frozenset[str], Mapping[str, Any]], Polynomial]


def _entry(
    ctx: Context, node: Expr, random: frozenset[str], bound: Mapping[str, Any]
) -> Polynomial:
    if node.op == "name":
        return {(((node.attr("name"), ()), 1),): ctx.number(1)}
    array, *places = node.args
    position = places_in(array.shape, [ctx.run(place, bound) for place in places])
    for place, count in zip(position, ctx.dims(array.shape), strict=False):
        if not 0 <= place < count:
            raise OutOfDomain(f"asks for an entry of {array} that there is not")
    return {(((array.attr("name"), position), 1),): ctx.number(1)}


def _added(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for monomial, coefficient in right.items():
        total[monomial] = total[monomial] + coefficient if monomial in total else coefficient
    return total


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for one, a in left.items():
        for other, b in right.items():
            total = _grown(total, times(one, other), a * b)
    return total


def _grown(total: Polynomial, monomial: Monomial, coefficient: Any) -> Polynomial:
    total[monomial] = total[monomial] + coefficient if monomial in total else coefficient
    return total


def _two(combine: Callable[[Polynomial, Polynomial], Polynomial]) -> Rule:
    def rule(ctx: Context, node: Expr, random: Any, bound: Any) -> Polynomial:
        left, right = (polynomial(ctx, arg, random, bound) for arg in node.args)
        return combine(left, right)

    return rule


def _scaled(found: Polynomial, factor: Any) -> Polynomial:
    return {monomial: coefficient * factor for monomial, coefficient in found.items()}


def _power(
    ctx: Context, node: Expr, random: frozenset[str], bound: Mapping[str, Any]
) -> Polynomial:
    base = polynomial(ctx, node.args[0], random, bound)
    total: Polynomial = {(): ctx.number(1)}
    for _ in range(int(value_of(node.args[1]) or 0)):
        total = _product(total, base)
    return total


def _sum(ctx: Context, node: Expr, random: frozenset[str], bound: Mapping[str, Any]) -> Polynomial:
    body, first, last = node.args
    low, high = (as_int(ctx.run(end, bound), "a bound of a sum") for end in (first, last))
    total: Polynomial = {}
    for k in ctx.times(high - low + 1, (body,)):
        inner = {**bound, node.attr("index"): ctx.number(low + k)}
        for monomial, coefficient in polynomial(ctx, body, random, inner).items():
            _grown(total, monomial, coefficient)
    return total


_RULES: Mapping[str, Rule] = {
    "name": _entry,
    "index": _entry,
    "add": _two(_added),
    "sub": _two(lambda left, right: _added(left, {m: -c for m, c in right.items()})),
    "mul": _two(_product),
    "neg": lambda ctx, node, random, bound: _scaled(
        polynomial(ctx, node.args[0], random, bound), ctx.number(-1)
    ),
    "div": lambda ctx, node, random, bound: _scaled(
        polynomial(ctx, node.args[0], random, bound), 1 / ctx.run(node.args[1], bound)
    ),
    "pow": _power,
    "bigsum": _sum,
}


def _is_entry(node: Expr, random: frozenset[str]) -> bool:
    array, *places = node.args
    free = {used for place in places for used in names_in(place)}
    return array.op == "name" and random.isdisjoint(free)


def _is_whole(power: Fraction | None) -> bool:
    return power is not None and power.denominator == 1 and 0 < power <= LARGEST_POWER


_FITS: Mapping[str, Callable[[Expr, frozenset[str]], bool]] = {
    "index": _is_entry,
    "div": lambda node, random: random.isdisjoint(names_in(node.args[1])),
    "pow": lambda node, random: _is_whole(value_of(node.args[1])),
    "bigsum": lambda node, random: random.isdisjoint(
        used for end in node.args[1:] for used in names_in(end)
    ),
}
