"""Networks written as equations, one a line: forward pass, gradients and Jacobians."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.shapes import Shape
from solver.document.blocks import Diagram
from solver.modelling.diagram import diagram
from solver.modelling.forward_pass import planned_forward_pass
from solver.modelling.planned import Planned
from solver.solution import Solution
from solver.spec.fields import Field
from solver.spec.model import Asked, Spec
from solver.spec.names import Equations, FormulaMap, Names

FIELDS: Mapping[str, Field[object]] = {
    "forward": Equations(required=True, about="the network, one equation a line"),
    "upstream": FormulaMap(about="gradients that arrive at a step when no loss is shown"),
    "inputs": Names(about="which givens are data, for the diagram"),
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read a network and derive what is asked; SpecError lists everything that is wrong."""
    own = spec.own
    return planned_forward_pass(
        spec, asks, earlier, own["forward"], own.get("upstream", {}), own.get("inputs", ())
    )


def figures(planned: Planned, solution: Solution | None) -> tuple[Diagram, ...]:
    """Draw the network: circles with values where it is small, boxes with shapes elsewhere."""
    return diagram(planned, solution)
