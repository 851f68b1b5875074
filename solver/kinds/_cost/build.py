"""The steps of a problem: the cost of every product, of each way, and how the ways compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr
from solver.algebra.op import Words
from solver.algebra.ops.group import grouped
from solver.algebra.tidy import tidy
from solver.kinds._cost.chain import MatrixChain
from solver.kinds._cost.counting import Prices, added, entrywise
from solver.kinds._cost.polynomial import NotPolynomial, polynomial, symbols_of
from solver.kinds._cost.reading import Way
from solver.plan import Given, Line, Step

COLLECTED: Words = ("collect the factors",)


@dataclass(frozen=True, slots=True)
class Costs:
    """The ways of a problem, and what things cost."""

    ways: tuple[Way, ...]
    prices: Prices
    chain: MatrixChain | None = None
    matrices: tuple[Given, ...] = ()  # of which the sizes matter, and perhaps nothing else

    def entries(self, way: Way) -> list[Expr]:
        """Count, for all that is done entry by entry, the entries; none if they cost nothing."""
        if self.prices.entry is None:
            return []
        return [self.prices.entries(shape) for _, shape in entrywise(way.formula)]

    def total(self, way: Way) -> Expr:
        """Write the whole cost of a way, nothing collected."""
        found = [self.prices.of(node) for node in way.products]
        if self.prices.entry is not None:
            found += [self.prices.entry * count for count in self.entries(way)]
        return added(found)

    def steps(self, way: Way) -> Iterator[Step]:
        """Give the cost of each product of a way, and of the way."""
        parts = [self._product(way, k, node) for k, node in enumerate(way.products)]
        if entries := self.entries(way):
            parts.append(self._entrywise(way, entries))
        yield from parts
        yield self._total(way, parts)

    def _product(self, way: Way, place: int, node: Expr) -> Step:
        left, right = node.args
        why: Words = (
            *(grouped(left), " is ", *self._sizes(left), " and "),
            *(grouped(right), " is ", *self._sizes(right)),
        )
        title: Words = ("the cost of the product ", grouped(node), ",")
        return _cost(way.product(place), self.prices.of(node), why, title)

    def _sizes(self, matrix: Expr) -> Words:
        rows, columns = map(self.prices.size, matrix.shape)
        return rows, " × ", columns

    def _entrywise(self, way: Way, entries: list[Expr]) -> Step:
        assert self.prices.entry is not None
        why: Words = ("what is done entry by entry, with as many entries as it has",)
        title: Words = ("the cost of what is done entry by entry,",)
        return _cost(way.entrywise, tidy(self.prices.entry * added(entries)), why, title)

    def _total(self, way: Way, parts: list[Step]) -> Step:
        why: Words = ("add up the products",) if len(parts) > 1 else ("there is one product",)
        formula, whole = added([part.ref for part in parts]), self.total(way)
        after = collected(whole, formula) or (Line(whole, ("put the costs in",)),)
        title: Words = (f"the cost of {way.key},",)
        return Step(way.cost, formula, why, after=after, title=title)


def _cost(key: str, formula: Expr, why: Words, title: Words) -> Step:
    return Step(key, formula, why, after=collected(formula, formula), title=title)


def collected(cost: Expr, shown: Expr) -> tuple[Line, ...]:
    """Write a cost as a polynomial, where that is another form than the one shown."""
    try:
        found = polynomial(cost).expr(symbols_of(cost))
    except NotPolynomial:
        return ()
    return (Line(found, COLLECTED),) if found != shown else ()
