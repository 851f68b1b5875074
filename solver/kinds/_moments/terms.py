"""Formulas multiplied out in symbols: sums over indices of products of random entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

from solver.algebra.expr import Expr, make, names_in, number, value_of
from solver.errors import FormulaError

MOST = 24  # summands; more of them nobody reads


@dataclass(frozen=True, slots=True)
class Range:
    """An index that runs from one whole number to another."""

    index: str
    first: Expr
    last: Expr

    def over(self, body: Expr) -> Expr:
        """Write the sum of a body."""
        return make("bigsum", body, self.first, self.last, index=self.index)


@dataclass(frozen=True, slots=True)
class Summand:
    """Σ over ranges of a coefficient times powers of random entries."""

    ranges: tuple[Range, ...] = ()
    coefficient: Expr | None = None
    entries: tuple[tuple[Expr, int], ...] = ()

    @property
    def indices(self) -> tuple[str, ...]:
        return tuple(one.index for one in self.ranges)

    @property
    def product(self) -> Expr:
        """The random part of a term."""
        powers = [e if p == 1 else e ** number(p) for e, p in self.entries]
        return reduce(Expr.__mul__, powers)

    def over(self, body: Expr) -> Expr:
        """Write the sum of a body over the ranges."""
        return reduce(lambda inner, one: one.over(inner), reversed(self.ranges), body)

    @property
    def whole(self) -> Expr:
        """The summand as a formula."""
        return self.over(self.times(self.coefficient, self.product))

    @property
    def gathered(self) -> Summand:
        """The summand with sums over indices that no random entry has in its coefficient."""
        used = {key for entry, _ in self.entries for key in names_in(entry)}
        for one in reversed(self.ranges):
            ends = {key for other in self.ranges for key in names_in(other.first * other.last)}
            if one.index not in used | ends:
                rest = tuple(other for other in self.ranges if other is not one)
                scale = one.over(number(1) if self.coefficient is None else self.coefficient)
                return replace(self, ranges=rest, coefficient=scale).gathered
        return self

    @staticmethod
    def times(coefficient: Expr | None, body: Expr) -> Expr:
        """Put a coefficient in front, if there is one."""
        if coefficient is None or value_of(coefficient) == 1:
            return body
        return -body if value_of(coefficient) == -1 else coefficient * body


def summands(e: Expr, random: frozenset[str]) -> tuple[Summand, ...]:
    """Multiply a formula out; FormulaError where that gets long."""
    found = tuple(_summands(e, random))
    if len(found) > MOST:
        raise FormulaError(f"{e} has {len(found)} terms when multiplied out", "take it apart")
    return found


def _summands(e: Expr, random: frozenset[str]) -> Iterator[Summand]:
    if random.isdisjoint(names_in(e)):
        yield Summand((), e)
    elif e.op in {"name", "index"}:
        yield Summand((), None, ((e, 1),))
    elif e.op in {"add", "sub"}:
        yield from summands(e.args[0], random)
        for one in summands(e.args[1], random):
            yield _scaled(one, number(-1)) if e.op == "sub" else one
    elif e.op == "neg":
        yield from (_scaled(one, number(-1)) for one in summands(e.args[0], random))
    elif e.op == "div":
        yield from (_scaled(one, number(1) / e.args[1]) for one in summands(e.args[0], random))
    elif e.op == "bigsum":
        here = Range(e.attr("index"), e.args[1], e.args[2])
        for one in summands(e.args[0], random):
            yield replace(one, ranges=(here, *one.ranges))
    elif e.op == "mul":
        yield from _crossed(*(summands(arg, random) for arg in e.args))
    else:
        base = summands(e.args[0], random)
        yield from reduce(lambda left, _: tuple(_crossed(left, base)), range(_power(e) - 1), base)


def _power(e: Expr) -> int:
    found = value_of(e.args[1]) if e.op == "pow" else None
    if found is None or found.denominator != 1 or not 1 <= found <= 4:
        raise FormulaError(f"the moments of {e} are not worked out", "products and powers are")
    return int(found)


def _scaled(one: Summand, factor: Expr) -> Summand:
    if one.coefficient is None:
        return replace(one, coefficient=factor)
    return replace(one, coefficient=factor * one.coefficient)


def _crossed(left: tuple[Summand, ...], right: tuple[Summand, ...]) -> Iterator[Summand]:
    for one in left:
        for other in right:
            if both := set(one.indices) & set(other.indices):
                what = f"two sums over {min(both)} that share random entries are multiplied"
                raise FormulaError(what, "give their indices different names")
            yield _times(one, other)


def _times(one: Summand, other: Summand) -> Summand:
    powers = dict(one.entries)
    for entry, power in other.entries:
        powers[entry] = powers.get(entry, 0) + power
    both = [c for c in (one.coefficient, other.coefficient) if c is not None]
    coefficient = reduce(Expr.__mul__, both) if both else None
    return Summand((*one.ranges, *other.ranges), coefficient, tuple(powers.items()))
