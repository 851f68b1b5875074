"""Which way is cheaper: by numbers, or in symbols by what is assumed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.forms import Truth, Word
from solver.kinds._cost.order import Known
from solver.kinds._cost.polynomial import NotPolynomial, Polynomial, polynomial, symbols_of
from solver.kinds._cost.reading import Way
from solver.plan import Line, Step

ONE = number(1)


@dataclass(frozen=True, slots=True)
class Priced:
    """A way, the step with its cost, the cost written out, and as a polynomial if it is one."""

    way: Way
    step: Step
    cost: Expr
    polynomial: Polynomial | None


@dataclass(frozen=True, slots=True)
class Contest:
    """Ways with their costs, and what is known of the symbols."""

    priced: tuple[Priced, ...]
    known: Known

    def steps(self) -> Iterator[Step]:
        """Compare two ways by quotient, difference and sign; of more, give the cheapest."""
        if len(self.priced) == 2:
            yield self._ratio()
            yield self._saving()
        found = self._cheapest()
        if found is not None:
            yield found

    # --- two ways --------------------------------------------------------------------------------
    def _ratio(self) -> Step:
        one, other = self.priced
        formula = one.step.ref / other.step.ref
        lines: tuple[Line, ...] = ()
        if one.polynomial is not None and other.polynomial is not None:
            lines = _line(_quotient(one.polynomial, other.polynomial), "what both share cancels")
        title: Words = (f"by what factor {other.way.key} is cheaper than {one.way.key},",)
        return Step("ratio", formula, ("divide the costs",), after=lines, title=title)

    def _saving(self) -> Step:
        one, other = self.priced
        formula = one.step.ref - other.step.ref
        gap = self._gap(0, 1)
        lines = () if gap is None else _line(_factored(gap), "take out what the terms share")
        title: Words = (f"what {other.way.key} saves against {one.way.key},",)
        return Step("saving", formula, ("subtract the costs",), after=lines, title=title)

    def _gap(self, one: int, other: int) -> Polynomial | None:
        left, right = self.priced[one].polynomial, self.priced[other].polynomial
        return None if left is None or right is None else left - right

    def _is_numeric(self) -> bool:
        """Tell whether all costs are numbers: nothing is left to decide in symbols."""
        return all(self.known.has_numbers(symbols_of(one.cost)) for one in self.priced)

    # --- the cheapest ----------------------------------------------------------------------------
    def _cheapest(self) -> Step | None:
        names = [one.way.key for one in self.priced]
        title: Words = (f"which of {', '.join(names[:-1])} and {names[-1]} costs least,",)
        if self._is_numeric():
            why: Words = ("compare the costs",)
            return Step("cheaper", self._defined(), why, title=title, form=self._form())
        signs = self._signs()
        if signs is None:
            return self._condition() if len(self.priced) == 2 else None
        before = (Line(self._defined(), self._reason()),)
        formula = number(signs)
        return Step(
            "cheaper", formula, self._reason(), before=before, title=title, form=self._form()
        )

    def _form(self) -> Word:
        names = [one.way.key for one in self.priced]
        if len(names) == 2:
            return Word((names[0], "both cost the same", names[1]))
        return Word(tuple(names))

    def _defined(self) -> Expr:
        """Write the place of the cheapest way among all: 0, 1 and 2 for less, as much, more."""
        if len(self.priced) == 2:
            one, other = (priced.step.ref for priced in self.priced)
            return ONE + make("sign", one - other)
        costs = make("stack", *(-priced.step.ref for priced in self.priced), columns=1)
        places = make("stack", *map(number, range(len(self.priced))), columns=1)
        return make("sum", make("argmax_mask", costs, axis=None) * places, axis=None)

    def _signs(self) -> int | None:
        """Find the place of the cheapest way, in symbols; None where that varies."""
        if len(self.priced) == 2:
            sign = self._sign(0, 1)
            return None if sign is None else 1 + sign
        for k in range(len(self.priced)):
            others = [j for j in range(len(self.priced)) if j != k]
            if all(self._sign(j, k) in ({1} if j < k else {0, 1}) for j in others):
                return k
        return None

    def _sign(self, one: int, other: int) -> int | None:
        gap = self._gap(one, other)
        return None if gap is None else self.known.sign(gap)

    def _reason(self) -> Words:
        """Say what decides: the factor of the difference whose sign is not plain."""
        assumed = [make(_RELATION[a.relation], a.left, a.right) for a in self.known.assumed]
        told: Words = ()
        for k, one in enumerate(assumed):
            told += (", " if k else " since ", one)
        gap = self._gap(0, 1) if len(self.priced) == 2 else None
        if gap is None or not gap.terms:
            return ("compare the costs", *told)
        rest = (gap * gap.common().inverse()).expr()
        if rest.op == "number":
            return ("the difference has one sign, as all in it is positive",)
        word = "positive" if self._sign(0, 1) == 1 else "negative"
        return (
            "the sign of the difference is that of its factor ",
            rest,
            f", which is {word}",
            *told,
        )

    def _condition(self) -> Step | None:
        """Give the condition under which the second way is cheaper."""
        gap = self._gap(0, 1)
        if gap is None or self.known.sign(gap.common()) != 1:
            return None
        rest = gap * gap.common().inverse()
        more, less = (_side(rest, sign) for sign in (1, -1))
        one, other = self.priced
        before = Line(make("gt", one.step.ref, other.step.ref), ("compare the costs",))
        why: Words = ("divide both sides by what the terms share, which is positive",)
        title: Words = (f"when {other.way.key} is cheaper,",)
        return Step(
            "cheaper", make("gt", more, less), why, before=(before,), title=title, form=Truth()
        )


_RELATION: Mapping[str, str] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def _side(value: Polynomial, sign: int) -> Expr:
    """Collect the terms of one sign."""
    terms = tuple((m, sign * count) for m, count in value.terms if sign * count > 0)
    return Polynomial(terms).expr()


def _line(expr: Expr, why: str) -> tuple[Line, ...]:
    return (Line(expr, (why,)),)


def _quotient(top: Polynomial, bottom: Polynomial) -> Expr:
    """Divide two polynomials by the monomial that all their terms share."""
    if not top.terms or not bottom.terms:
        return top.expr() / bottom.expr()
    shared = Polynomial((*top.terms, *bottom.terms)).common().inverse()
    over, under = (top * shared).expr(), (bottom * shared).expr()
    return over if under == ONE else over / under


def _factored(value: Polynomial) -> Expr:
    if not value.terms:
        return number(0)
    shared = value.common()
    rest = (value * shared.inverse()).expr()
    return shared.expr() if rest == ONE else shared.expr() * rest


def priced(way: Way, step: Step, cost: Expr) -> Priced:
    """Make a polynomial of the cost of a way, where it is one."""
    try:
        return Priced(way, step, cost, polynomial(cost))
    except NotPolynomial:
        return Priced(way, step, cost, None)
