"""The sign of a polynomial, decided from what is known of its symbols.

A sum whose coefficients are all positive, over positive symbols, is positive. An assumption such as
`d_out > d_in` is used by writing `d_out` as `d_in` plus something positive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice

from solver.algebra.expr import Expr, name
from solver.kinds._cost.polynomial import NotPolynomial, Polynomial, constant, polynomial, symbol
from solver.plan import Assumption, Given

MOST_USED = 3  # assumptions that one decision rests on
MOST_TRIED = 60  # forms that a polynomial is written in


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of symbols: bounds, signs, assumptions and numbers."""

    least: Mapping[Expr, int]  # a bound from below: sizes are at least 1
    positive: frozenset[Expr]
    assumed: tuple[Assumption, ...] = ()
    values: Mapping[Expr, Fraction] = field(default_factory=dict)

    def sign(self, value: Polynomial) -> int | None:
        """Give the sign of a polynomial wherever what is known holds; None if that varies."""
        value = self._put(value)
        if not value.terms:
            return 0
        if self._is_positive(value):
            return 1
        return -1 if self._is_positive(-value) else None

    def has_numbers(self, symbols: Iterable[Expr]) -> bool:
        """Tell whether every name and size has a number."""
        return all(name(str(one)) in self.values for one in symbols)

    def _put(self, value: Polynomial) -> Polynomial:
        """Name the sizes, and put in the numbers that are given."""
        for one in value.symbols:
            if one.op == "dim":
                value = value.put(one, symbol(name(str(one))))
        for one, number in self.values.items():
            value = value.put(one, constant(number))
        return value

    def _is_positive(self, value: Polynomial) -> bool:
        rules = [rule for one in self.assumed for rule in _rules(one, self._put)]
        return any(self._plainly(*form) for form in islice(_forms(value, rules), MOST_TRIED))

    def _plainly(self, value: Polynomial, extra: Mapping[Expr, bool]) -> bool:
        """See that all coefficients are positive, over symbols that are, once bounds are used."""
        try:
            value, extra = self._bounded(value, extra)
        except NotPolynomial:
            return False
        above = self.positive | {one for one, bound in self.least.items() if bound > 0}
        above |= {one for one, strict in extra.items() if strict}
        fine = above | extra.keys() | self.least.keys()
        if any(count < 0 or not fine.issuperset(s for s, _ in m) for m, count in value.terms):
            return False
        return any(above.issuperset(s for s, _ in monomial) for monomial, _ in value.terms)

    def _bounded(self, value: Polynomial, extra: Mapping[Expr, bool]) -> Form:
        """Write symbols as their bounds and a rest, as long as terms with a minus are left."""
        for one, bound in self.least.items():
            if one in value.symbols and _is_mixed(value):
                spare = name(f"{one}'")
                value = value.put(one, constant(bound) + symbol(spare))
                extra = {**extra, spare: False}
        return value, extra


def _is_mixed(value: Polynomial) -> bool:
    return any(count < 0 for _, count in value.terms)


Rule = tuple[Expr, Polynomial, bool]  # a symbol, what it exceeds, and whether it is never equal
Form = tuple[Polynomial, Mapping[Expr, bool]]  # and its fresh symbols: whether they are above 0


def _rules(assumed: Assumption, put: Callable[[Polynomial], Polynomial]) -> list[Rule]:
    """Read an assumption as bounds from below of symbols that stand in it to the first power."""
    try:
        gap = put(polynomial(assumed.left) - polynomial(assumed.right))
    except NotPolynomial:
        return []
    gap = gap if ">" in assumed.relation else -gap
    strict = "=" not in assumed.relation
    found = []
    for monomial, count in gap.terms:
        if count > 0 and len(monomial) == 1 and monomial[0][1] == 1:
            one = monomial[0][0]
            rest = symbol(one) - gap * constant(1 / count)
            if one not in rest.symbols:
                found.append((one, rest, strict))
    return found


def _forms(value: Polynomial, rules: list[Rule]) -> Iterator[Form]:
    """Write a polynomial in ever other ways, using one assumption more each time."""
    waiting: deque[tuple[Form, list[Rule], Rule | None]] = deque([((value, {}), rules, None)])
    while waiting:
        form, left, rule = waiting.popleft()
        used = form if rule is None else _used(form, rule)
        if used is None:
            continue
        yield used
        if len(used[1]) < MOST_USED:
            useful = [one for one in left if one[0] in used[0].symbols]
            waiting.extend((used, [r for r in left if r is not one], one) for one in useful)


def _used(form: Form, rule: Rule) -> Form | None:
    """Write a symbol as what it exceeds and a rest, which is above 0 where the bound is strict."""
    (value, extra), (one, bound, strict) = form, rule
    spare = name(f"{one}+{len(extra)}")
    try:
        return value.put(one, bound + symbol(spare)), {**extra, spare: strict}
    except NotPolynomial:
        return None


def known_of(
    givens: Iterable[Given], sizes: Iterable[str], assumed: tuple[Assumption, ...]
) -> Known:
    """Collect what the facts of givens, and being a size, tell of symbols."""
    least = {name(key): 1 for key in sizes}
    positive, values = set[Expr](), dict[Expr, Fraction]()
    for given in givens:
        if given.shape:
            continue
        one = name(given.name)
        bounds = [
            int(f.removeprefix("at_least_")) for f in given.facts if f.startswith("at_least_")
        ]
        if isinstance(given.value, Fraction):
            values[one] = given.value
        elif bounds or "nonnegative" in given.facts:
            least[one] = max([least.get(one, 0), *bounds])
        elif "positive" in given.facts:
            positive.add(one)
    return Known(least, frozenset(positive), assumed, values)
