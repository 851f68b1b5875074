"""Means and variances of sums: taken in term by term, where the terms are uncorrelated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import combinations

from solver.algebra.expr import Expr, make, names_in, number, value_of
from solver.algebra.op import Words
from solver.errors import FormulaError
from solver.kinds._moments.closed import closed
from solver.kinds._moments.independence import (
    are_independent,
    between,
    factors,
    is_entry,
    uncorrelated,
)
from solver.kinds._moments.noted import Noted
from solver.kinds._moments.terms import Summand, summands

LINEAR = "the mean of a sum is the sum of the means, and constant factors stay"
CONSTANT = "a constant factor comes out squared, and a constant term adds nothing"
TAKEN_OUT = "a factor that is the same in all terms is taken out of the sum"
GATHERED = "a sum over an index that no random factor has belongs to the constant factor"
COVARIANCES = "the variance of a sum is all variances, and twice all covariances"


class Sums(Noted):
    """Takes means and variances through sums, and past constants."""

    def sums_of(self, e: Expr) -> Expr:
        """Take a mean through sums and past constant factors."""
        if self.fixed(e) or is_entry(e):
            return self.mean(e)
        found = self._linear(e, self.sums_of)
        if found is None:
            return self.mean(e)
        self.note(LINEAR)
        return found

    def _linear(self, e: Expr, inner: Callable[[Expr], Expr]) -> Expr | None:
        if e.op in {"add", "sub", "neg"}:
            return make(e.op, *map(inner, e.args))
        if e.op == "bigsum":
            return make("bigsum", inner(e.args[0]), *e.args[1:], index=e.attr("index"))
        if e.op == "div":
            return inner(e.args[0]) / e.args[1]
        if e.op == "mul" and any(map(self.fixed, e.args)):
            return make("mul", *(arg if self.fixed(arg) else inner(arg) for arg in e.args))
        return None

    def variance_of_sum(self, e: Expr) -> Expr:
        """Take a variance through a sum of uncorrelated terms and past constants."""
        if self.fixed(e) or is_entry(e):
            return self.variance(e)
        scaled = self._scaled(e)
        if scaled is not None:
            self.note(CONSTANT)
            return scaled
        if e.op in {"mul", "pow"} and self._is_product(e):
            return self.variance(e)
        return self._added_up(e)

    def _scaled(self, e: Expr) -> Expr | None:
        """Take a variance past constants; None if there are none."""
        if e.op == "neg":
            return self.variance_of_sum(e.args[0])
        if e.op == "div":
            return self.variance_of_sum(e.args[0]) / e.args[1] ** number(2)
        if e.op in {"add", "sub"} and any(map(self.fixed, e.args)):
            return self.variance_of_sum(next(arg for arg in e.args if not self.fixed(arg)))
        return self._times_constants(e) if e.op in {"mul", "pow"} else None

    def _times_constants(self, e: Expr) -> Expr | None:
        powers = [base if power == 1 else base ** number(power) for base, power in factors(e)]
        constants = [one for one in powers if self.fixed(one)]
        if not constants:
            return None
        rest = reduce(Expr.__mul__, (one for one in powers if not self.fixed(one)))
        return reduce(Expr.__mul__, constants) ** number(2) * self.variance_of_sum(rest)

    def _is_product(self, e: Expr) -> bool:
        found = factors(e)
        return len(found) == 1 or are_independent(found, self.known)

    def _added_up(self, e: Expr) -> Expr:
        found = [one for one in summands(e, frozenset(self.known)) if one.entries]
        terms = [one.gathered for one in found]
        if terms != found:
            self.note(GATHERED)
        reasons: list[Words | None] = [self._within(one) for one in terms]
        pairs = list(combinations(terms, 2))
        reasons += [between(one, other, self.known) for one, other in pairs]
        total = reduce(Expr.__add__, map(self._variance_of, terms))
        shared = [pair for pair in pairs if between(*pair, self.known) is None]
        for one, other in shared:
            total = self._with_covariance(total, one, other)
        if shared:
            self.note(COVARIANCES)
        for words in reasons:
            if words:
                self.note(*words)
        return total

    def _within(self, one: Summand) -> Words:
        found = uncorrelated(one, self.known)
        if found is None and self._shared(one) is None:
            shown = one.product
            message = f"the terms {shown} of a sum share random factors and may be correlated"
            hint = "their covariances are worked out only where they are 0, or without indices"
            raise FormulaError(message, hint)
        return (TAKEN_OUT,) if found is None else found

    def _shared(self, one: Summand) -> Expr | None:
        """Take the factors that all terms share out of a sum, if it has some."""
        common = tuple(p for p in one.entries if set(names_in(p[0])).isdisjoint(one.indices))
        rest = tuple(p for p in one.entries if p not in common)
        if not common or not rest:
            return None
        return (
            replace(one, ranges=(), entries=common, coefficient=None).product
            * replace(one, entries=rest).whole
        )

    def _variance_of(self, one: Summand) -> Expr:
        if uncorrelated(one, self.known) is None and (whole := self._shared(one)) is not None:
            return self.variance(whole)
        found = self.variance(one.product)
        return one.over(one.times(_squared(one.coefficient), found))

    def _with_covariance(self, total: Expr, one: Summand, other: Summand) -> Expr:
        """Add 2 Cov(X, Y), which is 2(E[XY] − E X E Y), of two terms without indices."""
        if one.ranges or other.ranges:
            message = f"{one.whole} and {other.whole} share random factors and may be correlated"
            raise FormulaError(message, "write them as one sum")
        left, right = one.product, other.product
        found = self.mean(left * right) - self.mean(left) * self.mean(right)
        both = [c for c in (one.coefficient, other.coefficient) if c is not None]
        scale = reduce(Expr.__mul__, both, number(2))
        value = value_of(closed(scale))
        if value is not None and value < 0:
            return total - number(-value) * found
        return total + (scale if value is None else number(value)) * found


def _squared(scale: Expr | None) -> Expr | None:
    """Square a coefficient; None for 1."""
    value = None if scale is None else value_of(scale)
    if scale is None or value in {1, -1}:
        return None
    return scale ** number(2) if value is None else number(value**2)
