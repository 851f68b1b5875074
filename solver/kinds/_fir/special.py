"""Ratios of geometric sums that may be 1, where the closed form is another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from solver.algebra.expr import Expr, make, names_in, number, substitute, value_of
from solver.algebra.terms import terms_of
from solver.errors import FormulaError
from solver.kinds._fir.closed import split
from solver.kinds._fir.express import sum_of
from solver.kinds._fir.monomials import Monomial, Polynomial, collect, monomial
from solver.kinds._fir.pieces import Piece, Pieces
from solver.plan import Assumption, Given


@dataclass(frozen=True, slots=True)
class Special:
    """The one value of a base at which a ratio is 1: `base = value`."""

    base: Expr
    value: Monomial

    @property
    def holds(self) -> Expr:
        """Write the condition under which the ratio is 1."""
        return make("eq", self.base, sum_of((self.value,)))

    @property
    def fails(self) -> Expr:
        """Write the condition under which it is not."""
        return make("ne", self.base, sum_of((self.value,)))

    def put_in(self, pieces: Pieces) -> Pieces:
        """Put the value in for the base."""
        return tuple(Piece(_put(p.terms, self), p.low, p.high) for p in pieces)


def _put(terms: Polynomial, one: Special) -> Polynomial:
    return collect(_replaced(term, one) for term in terms)


def _replaced(term: Monomial, one: Special) -> Monomial:
    exponent = dict(term.powers).get(one.base)
    if exponent is None:
        return term
    rest = monomial(term.coefficient, [(b, e) for b, e in term.powers if b != one.base])
    return rest.times(one.value.raised(exponent))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the numbers in a ratio."""

    givens: tuple[Given, ...]
    assumptions: tuple[Assumption, ...]

    def exceptions(self, first: Pieces, second: Pieces) -> tuple[Special, ...]:
        """List where ratios may be 1; those known not to be are left out."""
        ratios = dict.fromkeys(
            ratio
            for one in first
            for other in second
            if not (one.is_point or other.is_point)
            for ratio in _ratios(one.terms, other.terms)
        )
        found = [_exception(ratio) for ratio in ratios if ratio.powers]
        return tuple(one for one in dict.fromkeys(found) if not self._excluded(one))

    def _excluded(self, one: Special) -> bool:
        """Tell whether base = value contradicts what is given, or assumed."""
        gap = one.base - sum_of((one.value,))
        return self._gap(one) not in {None, 0} or self._assumed(gap) or self._by_sign(one)

    def _gap(self, one: Special) -> Fraction | None:
        values = {g.name: number(g.value) for g in self.givens if isinstance(g.value, Fraction)}
        return _worked_out(substitute(one.base - sum_of((one.value,)), values))

    def _assumed(self, gap: Expr) -> bool:
        """Tell whether an assumption says that two sides differ: `a < 1`."""
        for known in self.assumptions:
            for other in (known.left - known.right, known.right - known.left):
                if "=" not in known.relation and _worked_out(gap - other) == 0:
                    return True
        return False

    def _by_sign(self, one: Special) -> bool:
        """Tell whether the base is known to be negative, and the value is a positive number."""
        facts = {fact for g in self.givens if (g.name,) == names_in(one.base) for fact in g.facts}
        return "negative" in facts and not one.value.powers and one.value.coefficient > 0


def _worked_out(expr: Expr) -> Fraction | None:
    """Work an expression of numbers out; None if there is a name in it."""
    found = value_of(expr)
    if found is not None:
        return found
    terms = terms_of(expr)
    if any(term.factors for term in terms):
        return None
    return sum((Fraction(term.coefficient) for term in terms), Fraction(0))


def _ratios(one: Polynomial, other: Polynomial) -> Iterable[Monomial]:
    for left in one:
        for right in other:
            yield split(left).base.times(split(right).base.raised(-1))


def _exception(ratio: Monomial) -> Special:
    for base, exponent in ratio.powers:
        if isinstance(base, Expr) and exponent in {1, -1}:
            rest = monomial(ratio.coefficient, [(b, e) for b, e in ratio.powers if b != base])
            return Special(base, rest.raised(-exponent))
    shown = sum_of((ratio,))
    raise FormulaError(f"it is not known whether {shown} is 1", "say so under `assume:`")
