"""The cheapest order of a chain of matrices: the best of every stretch, the short ones first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any, ClassVar

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import Words
from solver.algebra.ops.group import grouped
from solver.algebra.plain import plain
from solver.errors import FormulaError
from solver.forms import Form, Read, flat, shaped, whole
from solver.kinds._cost.bracketed import bracketed
from solver.kinds._cost.counting import Prices, added, products
from solver.plan import Step

MOST = 10  # matrices in a chain
Stretch = tuple[int, int]  # the first and the last matrix, counted from 1


@dataclass(frozen=True, slots=True)
class Order(Form):
    """The brackets that the places of the last products stand for, in stretches of three and up."""

    factors: tuple[Expr, ...]
    stretches: tuple[Stretch, ...]
    type: ClassVar[str] = "text"

    def words(self, value: Any) -> Words:
        return (grouped(self.product(value)),)

    def data(self, value: Any) -> str:
        return plain(grouped(self.product(value)))

    def read(self, answer: str, value: Any) -> Read | None:
        """Read brackets; of stretches that are not formed on the way the right places are kept."""
        last = bracketed(answer, [plain(factor) for factor in self.factors])
        if last is None:
            return None
        pairs = zip(self.stretches, flat(value), strict=True)
        return Read(shaped([Fraction(last.get(s, whole(entry))) for s, entry in pairs], value))

    def product(self, value: Any) -> Expr:
        """Multiply in the order that is best."""
        last = dict(zip(self.stretches, map(whole, flat(value)), strict=True))

        def between(first: int, end: int) -> Expr:
            if first == end:
                return self.factors[first - 1]
            middle = last.get((first, end), first)  # of two matrices there is one product
            return between(first, middle) @ between(middle + 1, end)

        return between(1, len(self.factors))


@dataclass(frozen=True, slots=True)
class MatrixChain:
    """A product of matrices as it is written, and what a product costs."""

    formula: Expr
    prices: Prices

    @property
    def factors(self) -> tuple[Expr, ...]:
        return factors_of(self.formula)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """List the stretches of two matrices and more, the short ones first."""
        count = len(self.factors)
        return tuple(
            (first, first + length)
            for length in range(1, count)
            for first in range(1, count - length + 1)
        )

    def steps(self) -> Iterator[Step]:
        """Give the least cost of every stretch, where its last product is, and the best order."""
        refs: dict[Stretch, Expr] = {}
        places: dict[Stretch, Expr] = {}
        judged: list[Expr] = []
        for stretch in self.stretches:
            costs, least = self._costs(stretch, refs)
            yield least
            refs[stretch] = least.ref
            if len(costs) > 1:
                place = self._place(stretch, costs)
                judged.append(self._is_cheap(stretch, costs, least.ref, len(places)))
                places[stretch] = place.ref
                yield place
        yield self._written()
        yield self._total(refs)
        yield self._order(places, tuple(judged))

    def _costs(self, stretch: Stretch, refs: dict[Stretch, Expr]) -> tuple[list[Expr], Step]:
        first, last = stretch
        costs = []
        for middle in range(first, last):
            parts = [refs[s] for s in ((first, middle), (middle + 1, last)) if s in refs]
            costs.append(added([*parts, self._last(first, middle, last)]))
        formula = costs[0] if len(costs) == 1 else make("min", make("stack", *costs, columns=1))
        product = self._product(first, last)
        why: Words = ("there is one way to work out ", product)
        if len(costs) > 1:
            places = f" may stand in {len(costs)} places: take the cheapest"
            why = ("the last product in ", product, places)
        title: Words = ("the least cost of ", self._product(first, last), ",")
        return costs, Step(f"least_{first}_{last}", formula, why, title=title)

    def _last(self, first: int, middle: int, last: int) -> Expr:
        """Give the cost of the product that joins two stretches."""
        factors = self.factors
        sizes = (
            factors[first - 1].shape[0],
            factors[middle - 1].shape[1],
            factors[last - 1].shape[1],
        )
        return self.prices.of_sizes(*sizes)

    def _place(self, stretch: Stretch, costs: list[Expr]) -> Step:
        first, last = stretch
        formula = make("argmin", make("stack", *costs, columns=1)) + number(first - 1)
        why: Words = ("the place of the least", f", counted from {first}" * (first > 1))
        title: Words = (
            "after which matrix the last product of ",
            self._product(first, last),
            " stands,",
        )
        if first == 1:
            formula = formula.args[0]
        return Step(f"after_{first}_{last}", formula, why, title=title)

    def _product(self, first: int, last: int) -> Expr:
        total = self.factors[first - 1]
        for factor in self.factors[first:last]:
            total = total @ factor
        return total

    def _written(self) -> Step:
        costs = [self.prices.of(node) for node in products(self.formula)]
        why: Words = ("add up the products of ", grouped(self.formula))
        return Step("written", added(costs), why, title=("the cost of the order that is written,",))

    def _total(self, refs: dict[Stretch, Expr]) -> Step:
        why: Words = ("the whole chain",)
        return Step(
            "least", refs[1, len(self.factors)], why, title=("the least cost of all orders,",)
        )

    def _order(self, places: dict[Stretch, Expr], judged: tuple[Expr, ...]) -> Step:
        formula = make("stack", *places.values(), columns=1)
        outer = places[1, len(self.factors)]
        why: Words = (
            "from the whole chain inwards: its last product stands after matrix ", outer,
            ", and so on within the two parts",
        )  # fmt: skip
        form = Order(self.factors, tuple(places))
        title: Words = ("the cheapest order,",)
        return Step("best", formula, why, title=title, form=form, judged=judged)

    def _is_cheap(self, stretch: Stretch, costs: list[Expr], least: Expr, count: int) -> Expr:
        """Say what the last product of a stretch must do: cost the least, wherever it stands."""
        total = len(self.stretches) - len(self.factors) + 1  # of three matrices and more
        several = total > 1
        at = name("best", (total, 1)[: 2 * several])
        at = make("index", at, number(count + 1)) if several else at
        first = stretch[0]
        return reduce(
            lambda a, b: make("or", a, b),
            (
                make("and", make("eq", at, number(first + k)), make("eq", cost, least))
                for k, cost in enumerate(costs)
            ),
        )


def factors_of(product: Expr) -> tuple[Expr, ...]:
    """List the matrices of a product, whatever its brackets."""
    if product.op != "matmul":
        return (product,)
    return factors_of(product.args[0]) + factors_of(product.args[1])


def check_chain(formula: Expr) -> None:
    """Refuse what is no product of several matrices."""
    factors = factors_of(formula)
    if not 3 <= len(factors) <= MOST:
        raise FormulaError(
            f"a chain is a product of 3 to {MOST} matrices, not {len(factors)}",
            "write `A @ B @ C`",
        )
    if any(len(factor.shape) != 2 for factor in factors):
        raise FormulaError("a chain is a product of matrices")
