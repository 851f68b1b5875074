"""The statement of the ways and prices, and the table of the products of a way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.algebra.expr import name
from solver.algebra.ops.group import grouped
from solver.document.blocks import (
    Belongs,
    Block,
    Chain,
    Formula,
    Inlines,
    Link,
    Maths,
    Paragraph,
    Table,
    Text,
)
from solver.document.words import joined, told
from solver.kinds._cost.build import Costs
from solver.kinds._cost.chain import MatrixChain
from solver.kinds._cost.reading import FLOPS, Way
from solver.modelling.planned import Planned
from solver.solution import Solution

FREE = "What is done entry by entry costs nothing here, and neither does a transpose."


def statement(planned: Planned) -> Iterator[Block]:
    """State the matrices, the ways, and what things cost."""
    costs: Costs = planned.own
    bare = {given.name.rpartition(".")[2] for given in planned.plan.givens}
    matrices = [g for g in costs.matrices if g.name not in bare]
    if matrices:
        shown: list[Inlines] = [(Belongs(name(g.name, g.shape)),) for g in matrices]
        yield Paragraph((Text("Let "), *joined(shown, ", "), Text(".")))
    for way in costs.ways:
        yield Chain(Formula(name(way.key)), (Link(Formula(grouped(way.formula))),))
    if costs.chain:
        words = Text("The order of the products may be chosen: ")
        yield Paragraph((words, Formula(costs.chain.formula), Text(".")))
    yield Paragraph(_prices(costs))


def _prices(costs: Costs) -> Inlines:
    m, n, p = (Formula(name(letter)) for letter in "mnp")
    product = costs.prices.product
    counted = " operations (a multiplication and an addition for each)" * (product == FLOPS)
    lead: Inlines = (
        *(Text("The product of an "), m, Text(" × "), n, Text(" and an "), n, Text(" × "), p),
        *(Text(" matrix costs "), Formula(product), Text(f"{counted}. ")),
    )
    if costs.prices.entry is None:
        return (*lead, Text(FREE))
    each = Formula(costs.prices.entry)
    return (
        *lead,
        Text("What is done entry by entry costs "),
        *(each, Text(" an entry; a transpose costs nothing.")),
    )


def exhibits(planned: Planned, solution: Solution) -> Mapping[str, tuple[Block, ...]]:
    """Give the table of the products below the cost of each way that has several."""
    costs: Costs = planned.own
    found: dict[str, tuple[Block, ...]] = {
        planned.key(way.cost): (_table(planned, way, solution),)
        for way in costs.ways
        if len(way.products) > 1
    }
    if costs.chain:
        found[planned.key("best")] = tuple(_stretches(planned, costs.chain, solution))
    return found


def _stretches(planned: Planned, chain: MatrixChain, solution: Solution) -> Iterator[Block]:
    """Give the least costs of all stretches, from the row's matrix to the column's."""
    factors = chain.factors
    yield Paragraph(
        (Text("Least costs from the matrix of the row to that of the column:"),), leads=True
    )
    header: tuple[Inlines, ...] = ((), *((Formula(factor),) for factor in factors[1:]))
    rows: list[tuple[Inlines, ...]] = []
    for first, factor in enumerate(factors[:-1], 1):
        costs = [
            (_cost(planned, f"least_{first}_{last}", solution),) if last > first else ()
            for last in range(2, len(factors) + 1)
        ]
        rows.append(((Formula(factor),), *costs))
    yield Table(header, tuple(rows), "l" + "r" * (len(factors) - 1))


def _table(planned: Planned, way: Way, solution: Solution) -> Block:
    costs: Costs = planned.own
    rows: list[tuple[Inlines, ...]] = []
    for k, node in enumerate(way.products):
        (rows_, inner), (_, columns) = (arg.shape for arg in node.args)
        sizes = [Formula(costs.prices.size(dim)) for dim in (rows_, inner, columns)]
        first, middle, last = sizes
        shapes: Inlines = (first, Text(" × "), middle, Text(" times "), middle, Text(" × "), last)
        cost = _cost(planned, way.product(k), solution)
        rows.append(((Formula(grouped(node)),), shapes, (cost,)))
    if costs.entries(way):
        rows.append(((Text("entry by entry"),), (), (_cost(planned, way.entrywise, solution),)))
    rows.append(((Text("total", "strong"),), (), (_cost(planned, way.cost, solution),)))
    return Table(((Text("product"),), (Text("sizes"),), (Text("cost"),)), tuple(rows), "llr")


def _cost(planned: Planned, key: str, solution: Solution) -> Maths:
    step = planned.plan[planned.key(key)]
    if step.name in solution:
        return told(step, solution)
    return Formula(step.after[-1].expr if step.after else step.formula)
