"""What is known of the quantities of a problem: their values, or between what they lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from solver.algebra.bounds import Interval, Intervals, interval_of, point
from solver.algebra.expr import Expr, make, names_in, substitute, value_of
from solver.algebra.shapes import symbols_in
from solver.algebra.terms import Term, Terms, collect, terms_of
from solver.backends.base import EvaluationError, NotDecided
from solver.backends.sizes import symbols_of
from solver.plan import Assumption, Given, Plan, Step

_ZERO = Fraction(0)
_SIGNS = {"positive": Interval(low=(_ZERO, False)), "nonnegative": Interval(low=(_ZERO, True)),
          "negative": Interval(high=(_ZERO, False))}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Givens with values or facts, the steps made of them, and what is assumed."""

    givens: tuple[Given, ...]
    steps: tuple[Step, ...] = ()
    assumed: tuple[Assumption, ...] = ()
    apart: frozenset[str] = frozenset()  # names without a value: unknowns, steps of other parts

    def with_steps(self, steps: Iterable[Step]) -> Knowledge:
        """Know more steps."""
        return replace(self, steps=(*self.steps, *steps))

    def without(self, unknown: str) -> Knowledge:
        """Know of one more name that it has no value yet."""
        return replace(self, apart=self.apart | {unknown})

    def knowing(self, unknown: str, steps: Iterable[Step]) -> Knowledge:
        """Know the value of an unknown, by the steps that give it."""
        return replace(self.with_steps(steps), apart=self.apart - {unknown})

    def sign(self, expr: Expr) -> int | None:
        """Give the sign of a formula; None where it is not known."""
        if value_of(expr) is not None or self.has_value(expr):
            return self._sign_of_value(expr)
        found = interval_of(self.spelled_out(expr), self.intervals()).sign
        return self._assumed_sign(expr) if found is None else found

    def side(self, expr: Expr) -> int | None:
        """Tell on which side of 0 a formula lies, perhaps reaching it; None where that is open."""
        found = self.sign(expr)
        if found is not None:
            return found or 1
        lies = interval_of(self.spelled_out(expr), self.intervals())
        return 1 if lies.is_nonnegative else -1 if lies.high[0] <= 0 else None

    def has_value(self, expr: Expr) -> bool:
        """Tell whether a formula is a number: all givens that it depends on have values."""
        spelled = self.spelled_out(expr)
        known = {given.name for given in self.givens if given.value is not None} - self.apart
        return known.issuperset(names_in(spelled)) and not symbols_of(spelled)

    def value(self, expr: Expr) -> str:
        """Print the value of a formula that has one, to four digits; '' where it has none."""
        try:
            plan = Plan(self.givens, (*self._made(), Step("?", expr, ())))
            return f"{float(plan.evaluate(targets=['?']).floats('?')):.4g}"
        except (EvaluationError, ValueError):
            return ""

    def number(self, expr: Expr) -> float:
        """Give about the value of a formula, by which solutions are listed; 0 without one."""
        return float(self.value(expr) or 0)

    def shown(self, expr: Expr) -> str:
        """Print the value of a formula, or else the formula."""
        return self.value(expr) or str(expr)

    def flaw(self, expr: Expr) -> str:
        """Say what is wrong with a formula at the given numbers, `divides by zero`; '' if nothing.

        Of a formula without a value, nothing is known.
        """
        if not self.has_value(expr):
            return ""
        try:
            Plan(self.givens, (*self._made(), Step("it", expr, ()))).evaluate(targets=["it"])
        except NotDecided:
            return ""
        except EvaluationError as error:
            return str(error)
        return ""

    def spelled_out(self, expr: Expr) -> Expr:
        """Write a formula over the givens, with those of the steps put in."""
        for step in reversed(self._made()):
            if step.name in names_in(expr):
                expr = substitute(expr, {step.name: step.formula})
        return expr

    def about(self, unknown: str) -> tuple[Assumption, ...]:
        """List what is assumed of an unknown."""
        return tuple(
            one for one in self.assumed if unknown in names_in(one.left) + names_in(one.right)
        )

    def allows(self, unknown: str, value: Expr) -> bool:
        """Tell whether a value of an unknown may be, by what is assumed of it."""
        for one in self.about(unknown):
            sign = self.sign(substitute(one.left - one.right, {unknown: value}))
            if sign is not None and not one.holds(sign):
                return False
        return True

    def _made(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.name not in self.apart)

    def _sign_of_value(self, expr: Expr) -> int | None:
        plan = Plan(self.givens, (*self._made(), Step("?", make("sign", expr), ())))
        try:
            return round(float(plan.evaluate(targets=["?"]).floats("?")))
        except EvaluationError:
            return None

    def intervals(self) -> Intervals:
        """Say between what numbers each name lies."""
        found: dict[str, Interval] = {}
        for given in self.givens:
            found |= dict.fromkeys(symbols_in(given.shape), Interval(low=(Fraction(1), True)))
        found |= {given.name: _interval(given) for given in self.givens if not given.shape}
        for one in self.assumed:
            ways = (
                (one.left, one.relation, one.right),
                (one.right, _TURNED[one.relation], one.left),
            )
            for left, relation, right in ways:
                bound = value_of(right)
                if left.op == "name" and bound is not None:
                    key = left.attr("name")
                    found[key] = found.get(key, Interval()).met(_beyond(relation, bound))
        return found

    def _assumed_sign(self, expr: Expr) -> int | None:
        """Find the sign of a difference that is assumed to have one: 1 − b/a where a > b > 0."""
        own = self._cleared(expr)
        for one in self.assumed:
            if one.relation in {"<", ">"}:
                upper, lower = (one.left, one.right)[:: 1 if one.relation == ">" else -1]
                difference = upper - lower
                ratio = _ratio(own, self._cleared(difference))
                if ratio:
                    return 1 if ratio > 0 else -1
        return None

    def _cleared(self, expr: Expr) -> Terms:
        """Take an expression apart, and multiply by the denominators that are positive."""
        terms = collect(terms_of(expr))
        below = {base: power for term in terms for base, power in term.factors if power < 0}
        for base, power in below.items():
            if interval_of(base, self.intervals()).is_positive:
                terms = tuple(term.times(Term(1, ((base, -power),))) for term in terms)
        return collect(terms)


def _ratio(first: Terms, second: Terms) -> Fraction | None:
    """Give the number by which one sum is a multiple of another; None if it is none."""
    found = {frozenset(term.factors): Fraction(term.coefficient) for term in second}
    if found.keys() != {frozenset(term.factors) for term in first}:
        return None
    ratios = {term.coefficient / found[frozenset(term.factors)] for term in first}
    return ratios.pop() if len(ratios) == 1 else None


def _interval(given: Given) -> Interval:
    if isinstance(given.value, Fraction):
        return point(given.value)
    found = Interval()
    for fact in given.facts:
        if fact.startswith("at_least_"):
            found = found.met(Interval(low=(Fraction(fact.removeprefix("at_least_")), True)))
        else:
            found = found.met(_SIGNS.get(fact, Interval()))
    return found


def _beyond(relation: str, bound: Fraction) -> Interval:
    end = (bound, "=" in relation)
    return Interval(low=end) if ">" in relation else Interval(high=end)
