"""Networks written as equations, one a line: forward pass, gradients and Jacobians."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Chain, Diagram, Formula, Link, Paragraph, Text
from solver.modelling.diagram import diagram
from solver.modelling.equations import forward_steps
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.fields import Field
from solver.spec.model import Asked, Spec
from solver.spec.names import Equations, FormulaMap, Names

FIELDS: Mapping[str, Field[object]] = {
    "forward": Equations(required=True, about="the network, one equation a line"),
    "upstream": FormulaMap(about="gradients that arrive at a step when no loss is shown"),
    "inputs": Names(about="which givens are data, for the diagram"),
}
HEADINGS = {"forward": "Forward pass", "gradient": "Backward pass"}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read a network and derive what is asked; SpecError lists everything that is wrong."""
    own = spec.own
    return planned_steps(
        spec,
        asks,
        earlier,
        lambda start: forward_steps(own["forward"], start.scope, start.complaints, start.marks),
        own.get("upstream", {}),
        own.get("inputs", ()),
    )


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the equations of the network."""
    if planned.equations:
        yield Paragraph((Text("The network computes"),), leads=True)
    for left, right in planned.equations:
        yield Chain(Formula(left), (Link(Formula(right)),))


def figures(planned: Planned, solution: Solution | None) -> tuple[Diagram, ...]:
    """Draw the network: circles with values where it is small, boxes with shapes elsewhere."""
    return diagram(planned, solution)
