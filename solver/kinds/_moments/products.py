"""Means and variances of products of independent factors."""

from __future__ import annotations

from functools import reduce

from solver.algebra.expr import Expr, number
from solver.algebra.op import Law
from solver.errors import FormulaError
from solver.kinds._moments.independence import are_independent, factors, is_entry
from solver.kinds._moments.noted import Noted
from solver.kinds._moments.terms import summands

SPLIT = "the factors are independent: the mean of their product is the product of the means"
SQUARE = "the mean of a square is the variance plus the square of the mean"
PRODUCT = Law(
    "Var(XY) = Var X Var Y + Var X (E Y)^2 + Var Y (E X)^2",
    r"\operatorname{Var}(XY) = \operatorname{Var}X \operatorname{Var}Y"
    r" + \operatorname{Var}X\,(\mathbb{E}Y)^2 + \operatorname{Var}Y\,(\mathbb{E}X)^2",
)
PRODUCTS = "of independent factors, it is the mean of the square less the square of the mean"


class Products(Noted):
    """Takes means and variances into products of independent factors."""

    def mean_of_product(self, e: Expr) -> Expr:
        """Take a mean into a product of independent factors, and into squares."""
        if self.fixed(e) or is_entry(e):
            return self.mean(e)
        if e.op not in {"mul", "pow"}:
            return self.mean(e)  # a sum, which is the other pass's
        found = factors(e)
        if not are_independent(found, self.known):
            return self._multiplied_out(e)
        if len(found) > 1:
            self.note(SPLIT)
        return reduce(Expr.__mul__, (self._mean_of_power(*one) for one in found))

    def _mean_of_power(self, base: Expr, power: int) -> Expr:
        if self.fixed(base):
            return base if power == 1 else base ** number(power)
        if power == 1:
            return self.mean(base)
        if power > 2:
            self._too_high(base, power)
        self.note(SQUARE)
        return self.variance(base) + self.mean(base) ** number(2)

    def _too_high(self, base: Expr, power: int) -> None:
        words = {3: "third", 4: "fourth"}.get(power, f"{power}th")
        raise FormulaError(
            f"the {words} moment of {base} is needed, and only mean and variance are known",
            "a distribution would have to be assumed",
        )

    def _multiplied_out(self, e: Expr) -> Expr:
        terms = summands(e, frozenset(self.known))
        whole = reduce(Expr.__add__, (one.whole for one in terms))
        if whole == e:
            raise FormulaError(f"the factors of {e} share what is random", "take it apart")
        self.note("multiply out")
        return self.mean(whole)

    def variance_of_product(self, e: Expr) -> Expr:
        """Write the variance of a product of independent factors by their own moments."""
        if self.fixed(e) or is_entry(e) or e.op not in {"mul", "pow"}:
            return self.variance(e)
        found = factors(e)
        for base, power in found:
            if power > 1:
                self._too_high(base, 2 * power)
        bases = [base for base, _ in found]
        if len(bases) == 2:
            self.note("for independent factors ", PRODUCT)
            return self._of_two(*bases)
        self.note(PRODUCTS)
        squares = [self.variance(b) + self.mean(b) ** number(2) for b in bases]
        means = [self.mean(b) ** number(2) for b in bases]
        return reduce(Expr.__mul__, squares) - reduce(Expr.__mul__, means)

    def _of_two(self, x: Expr, y: Expr) -> Expr:
        two = number(2)
        both = self.variance(x) * self.variance(y)
        first = self.variance(x) * self.mean(y) ** two
        return both + first + self.variance(y) * self.mean(x) ** two
