"""Logic gates of threshold or sigmoid units: what weights compute, and weights that compute it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Figure
from solver.errors import Complaint, SpecError
from solver.kinds._gate import stated, tables
from solver.kinds._gate.build import steps_of
from solver.kinds._gate.design import Design, design_of
from solver.kinds._gate.drawing import diagram
from solver.kinds._gate.fields import FIELDS
from solver.kinds._gate.regions import regions
from solver.kinds._gate.view import is_known, view
from solver.kinds._gate.wanted import table_of
from solver.modelling.givens import Complaints
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.givens import named
from solver.spec.model import Asked, GivenSpec, Spec

__all__ = ["FIELDS", "exhibits", "figures", "plan", "statement"]


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read the units and what they are to do; SpecError lists what is wrong, or cannot be."""
    complaints = Complaints()
    design = design_of(spec, complaints)
    extra = tuple(_more_givens(spec, design, complaints))
    if complaints:
        raise SpecError(*complaints)
    whole = replace(spec, given=(*spec.given, *extra))
    return planned_steps(whole, asks, earlier, lambda start: steps_of(start, design, asks))


def _more_givens(spec: Spec, design: Design, complaints: Complaints) -> Iterator[GivenSpec]:
    """Take the table of wanted outputs, and the sums that weights are to give, for givens."""
    table = table_of(spec, design, complaints)
    found = [table] if table else []
    if "where" in spec.own:
        found += named(spec.own["where"][0])
    known = {given.name for given in spec.given}
    for given in (*spec.given, *found):
        if given.name in design.inputs:
            message = f"`{given.name}` is an input, which takes both values: it cannot be given"
            complaints.append(Complaint(given.mark, message, "choose another name"))
    for given in found:
        if given.name in known:
            complaints.append(Complaint(given.mark, f"`{given.name}` is given twice"))
        else:
            yield given


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State how the units work, and what they are to do."""
    return stated.statement(planned, room)


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give the truth tables with their arithmetic, and what a certificate adds up."""
    return dict(tables.exhibits(planned, view(planned), solution))


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw the network with its weights, and where in the plane it says true."""
    seen = view(planned)
    if not seen.units or (seen.is_sought and solution is None):
        return ()
    net = Figure(diagram(seen, solution, planned.plan.givens))
    if solution is None or len(seen.inputs) != 2 or not is_known(seen.output, solution):
        return (net,)
    return (net, Figure(regions(seen, solution)))
