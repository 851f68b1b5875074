"""What matrix formulas cost: products priced one by one, ways compared and proved equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from solver.algebra.shapes import Shape, symbols_in
from solver.document.blocks import Block, Figure
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._cost import pages
from solver.kinds._cost.build import Costs
from solver.kinds._cost.compare import Contest, priced
from solver.kinds._cost.equal import proof, refuse_different
from solver.kinds._cost.order import Known, known_of
from solver.kinds._cost.reading import Way, read_chain, read_prices, read_ways, refuse_free
from solver.modelling.assumptions import assumptions_of
from solver.modelling.mentions import asked_at, words_in
from solver.modelling.planned import Planned
from solver.modelling.start import Start
from solver.modelling.stepwise import planned_steps
from solver.plan import Plan, Step
from solver.solution import Solution
from solver.spec.fields import Field, FormulaField
from solver.spec.model import Asked, Spec
from solver.spec.names import Equations

FIELDS: Mapping[str, Field[Any]] = {
    "ways": Equations(about="formulas that compute the same in different ways, by name"),
    "chain": FormulaField(about="a product of matrices whose cheapest order is wanted"),
    "product": FormulaField(about="what an m×n times n×p product costs; 2*m*n*p if not said"),
    "elementwise": FormulaField(about="what one entry costs of what is done entry by entry"),
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Price the products and compare the ways; SpecError lists everything that is wrong."""
    kept: list[Costs] = []
    wanted, where = words_in(spec, asks), asked_at("cheaper", spec, asks)

    def build(start: Start) -> list[Step]:
        costs = _read(start)
        kept.append(costs)
        return list(_steps(costs, start, wanted, where))

    planned = planned_steps(spec, asks, earlier, build)
    own = replace(kept[0], matrices=tuple(g for g in planned.plan.givens if g.shape))
    return replace(planned, plan=_used(planned.plan), own=own)


def _read(start: Start) -> Costs:
    if not start.spec.own.get("ways") and "chain" not in start.spec.own:
        hint = "write `ways: {left: (A @ B) @ C, right: A @ (B @ C)}`, or `chain: A @ B @ C`"
        message = "there is nothing to work out"
        start.complaints.append(Complaint(start.spec.mark, message, hint))
    prices, ways = read_prices(start, _known(start)), read_ways(start)
    chain = read_chain(start, prices)
    for way in ways:
        refuse_free(way, start)
    for other in ways[1:]:
        refuse_different(ways[0], other, start)
    if start.complaints or prices is None:
        raise SpecError(*start.complaints)
    return Costs(ways, prices, chain)


def _steps(costs: Costs, start: Start, wanted: frozenset[str], where: Mark) -> Iterator[Step]:
    """Price every way, prove it equal to the first where that is asked for, and compare them."""
    totals = []
    for way in costs.ways:
        yield from _proof(costs.ways, way, wanted)
        found = list(costs.steps(way))
        totals.append(priced(way, found[-1], costs.total(way)))
        yield from found
    if costs.chain:
        yield from costs.chain.steps()
    if len(costs.ways) > 1:
        yield from _compared(Contest(tuple(totals), _known(start)), start, wanted, where)


def _compared(
    contest: Contest, start: Start, wanted: frozenset[str], where: Mark
) -> Iterator[Step]:
    """Compare the ways; complain where the cheapest is asked for and nothing decides it."""
    steps = list(contest.steps())
    if "cheaper" in wanted and all(step.name != "cheaper" for step in steps):
        message = "it cannot be told which way is cheapest: that depends on the sizes"
        hint = "`assume:` more, as `[n > m]`, or give numbers"
        start.complaints.append(Complaint(where, message, hint))
        start.complaints.broken.add("cheaper")
    yield from steps


def _known(start: Start) -> Known:
    quiet = type(start.complaints)()
    givens = start.world.givens
    assumed = assumptions_of(start.spec, start.scope, givens, quiet)
    return known_of(givens, {key for given in givens for key in symbols_in(given.shape)}, assumed)


def _proof(ways: tuple[Way, ...], other: Way, wanted: frozenset[str]) -> Iterator[Step]:
    key = "same" if len(ways) == 2 else f"same_{other.key}"
    if other is not ways[0] and key in wanted:
        yield proof(key, ways[0], other)


def _used(plan: Plan) -> Plan:
    """Leave out the arrays that no step computes with: of them only the sizes matter."""
    used = {key for step in plan.steps for key in step.uses}
    return replace(plan, givens=tuple(g for g in plan.givens if not g.shape or g.name in used))


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the matrices, the ways, and what things cost."""
    yield from pages.statement(planned)


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give the table of the products below the cost of a way."""
    return pages.exhibits(planned, solution)


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw nothing: the tables show the costs."""
    return ()
