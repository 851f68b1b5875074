"""Givens that stand for steps of earlier parts, `{step: a.Y}`."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import name
from solver.algebra.shapes import Shape
from solver.errors import Complaint
from solver.modelling.givens import Complaints
from solver.plan import Step
from solver.spec.model import Spec


def taken_over(
    spec: Spec, earlier: Mapping[str, Shape], complaints: Complaints
) -> tuple[Step, ...]:
    """Make steps of the givens that stand for a step of an earlier part."""
    found = []
    for given in spec.given:
        if given.step and given.step not in earlier:
            message = f"no earlier part has a step `{given.step}`"
            complaints.append(Complaint(given.mark, message, _steps_of(given.step, earlier)))
            complaints.broken.add(given.name)
        elif given.step:
            formula = name(given.step, earlier[given.step])
            found.append(Step(given.name, formula, ("the result of an earlier part",)))
    return tuple(found)


def _steps_of(wanted: str, earlier: Mapping[str, Shape]) -> str:
    """List the steps of the part that was meant."""
    part = wanted.partition(".")[0]
    found = [step for step in earlier if step.startswith(f"{part}.") and "(" not in step]
    return f"the steps of part {part} are {', '.join(found)}" if found else ""
