"""Polynomials in commuting symbols, as costs are: expanded, factored by a monomial, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from solver.algebra.expr import Expr, value_of
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Size
from solver.algebra.shapes import symbol as named
from solver.algebra.terms import Term, build

Monomial = tuple[tuple[Expr, int], ...]  # symbols with their powers, in order of the symbol's text
MOST_TERMS = 200


class NotPolynomial(Exception):
    """A formula is no polynomial, or one that is too long to work with."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of monomials with rational coefficients; powers may be negative."""

    terms: tuple[tuple[Monomial, Fraction], ...]

    def __add__(self, other: Polynomial) -> Polynomial:
        return _collected((*self.terms, *other.terms))

    def __neg__(self) -> Polynomial:
        return Polynomial(tuple((monomial, -count) for monomial, count in self.terms))

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > MOST_TERMS:
            raise NotPolynomial
        return _collected((_times(a, b), x * y) for a, x in self.terms for b, y in other.terms)

    def __pow__(self, power: int) -> Polynomial:
        if power < 0:
            return self.inverse() ** -power
        found = constant(1)
        for _ in range(power):
            found = found * self
        return found

    def inverse(self) -> Polynomial:
        """Divide 1 by a single term; there is no other inverse."""
        if len(self.terms) != 1:
            raise NotPolynomial
        ((monomial, count),) = self.terms
        return Polynomial(((tuple((symbol, -power) for symbol, power in monomial), 1 / count),))

    @property
    def symbols(self) -> frozenset[Expr]:
        """List the symbols that occur."""
        return frozenset(symbol for monomial, _ in self.terms for symbol, _ in monomial)

    def put(self, symbol: Expr, value: Polynomial) -> Polynomial:
        """Put a polynomial in place of a symbol."""
        found: list[tuple[Monomial, Fraction]] = []
        powers: dict[int, Polynomial] = {}
        for monomial, count in self.terms:
            rest = dict(monomial)
            power = rest.pop(symbol, 0)
            if power not in powers:
                powers[power] = value**power
            key = tuple(rest.items())
            found += [(_times(key, other), count * more) for other, more in powers[power].terms]
        if len(found) > MOST_TERMS:
            raise NotPolynomial
        return _collected(found)

    def common(self) -> Polynomial:
        """Find the largest monomial, with a positive coefficient, that all terms share."""
        counts = [count for _, count in self.terms]
        shared = Fraction(
            gcd(*(c.numerator for c in counts)), lcm(*(c.denominator for c in counts))
        )
        tables = [dict(monomial) for monomial, _ in self.terms]
        symbols = dict.fromkeys(symbol for table in tables for symbol in table)
        least = {s: min(table.get(s, 0) for table in tables) for s in symbols}
        return _collected([(_monomial(least), shared)])

    def expr(self, order: Sequence[Expr] = ()) -> Expr:
        """Write the polynomial as a formula, positive terms first; `order` is that of symbols."""
        ordered = sorted(self.terms, key=lambda term: term[1] < 0)
        terms = (Term(count, _in_order(monomial, order)) for monomial, count in ordered)
        return build(tuple(terms), ())


def _in_order(monomial: Monomial, order: Sequence[Expr]) -> Monomial:
    """Write prices before sizes and high powers before low ones, where no order is said."""

    def key(pair: tuple[Expr, int]) -> tuple[int, bool, int]:
        one, power = pair
        place = order.index(one) if one in order else len(order)
        return place, one.op == "dim", -power

    return tuple(sorted(monomial, key=key))


def symbols_of(expr: Expr) -> tuple[Expr, ...]:
    """List the names and sizes of a formula as a reader meets them."""
    if expr.op in {"name", "dim"}:
        return (expr,)
    return tuple(dict.fromkeys(symbol for arg in expr.args for symbol in symbols_of(arg)))


def constant(value: Fraction | int) -> Polynomial:
    """Make a number a polynomial."""
    return Polynomial((((), Fraction(value)),) if value else ())


def symbol(expr: Expr) -> Polynomial:
    """Make a name, or a size, a polynomial."""
    return Polynomial(((((expr, 1),), Fraction(1)),))


def _monomial(powers: Mapping[Expr, int]) -> Monomial:
    kept = ((symbol, power) for symbol, power in powers.items() if power)
    return tuple(sorted(kept, key=lambda pair: _text(pair[0])))


@lru_cache(maxsize=4096)
def _text(expr: Expr) -> str:
    return str(expr)


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for one, power in right:
        powers[one] = powers.get(one, 0) + power
    return _monomial(powers)


def _collected(terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
    found: dict[Monomial, Fraction] = {}
    for monomial, count in terms:
        found[monomial] = found.get(monomial, Fraction(0)) + count
    return Polynomial(tuple((monomial, count) for monomial, count in found.items() if count))


def polynomial(expr: Expr) -> Polynomial:
    """Multiply a formula over numbers out; NotPolynomial where it is none."""
    value = value_of(expr)
    if value is not None:
        return constant(value)
    if expr.op in {"name", "dim"} and not expr.shape:
        return _of_leaf(expr)
    if expr.op == "pow" and (power := value_of(expr.args[1])) is not None:
        if power.denominator != 1 or abs(power) > 32:
            raise NotPolynomial
        return polynomial(expr.args[0]) ** int(power)
    rule = _RULES.get(expr.op)
    if rule is None or expr.shape:
        raise NotPolynomial
    return rule(*map(polynomial, expr.args))


def _of_leaf(expr: Expr) -> Polynomial:
    if expr.op == "name":
        return symbol(expr)
    dim = expr.attr("size")
    assert isinstance(dim, Size)
    total = constant(dim.const)
    for key, count in dim.terms:
        total = total + constant(count) * symbol(size(named(key)))
    return total


_RULES: dict[str, Callable[..., Polynomial]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a * b.inverse(),
}
