"""Gradient descent and its relatives: updates in order, the iterates, the minimum, a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Figure
from solver.kinds._descent.build import steps_of
from solver.kinds._descent.exhibits import exhibited
from solver.kinds._descent.fields import FIELDS
from solver.kinds._descent.names import task_of
from solver.kinds._descent.pictures import pictures
from solver.kinds._descent.stated import stated
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.model import Asked, Formula, Spec

__all__ = ["FIELDS", "HEADINGS", "exhibits", "figures", "plan", "statement"]

HEADINGS = {
    "objective": "",
    "gradient": "The gradient",
    "forward": "The iterates",
    "minimum": "The minimum, and how it is approached",
    "curve": "",
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Plan a descent; SpecError lists everything that is wrong.

    The gradient is derived, and checked, whether it is asked for or not.
    """
    task = task_of(spec, earlier)
    slope = Formula(f"d{task.objective}/d{task.variable}", spec.own["minimise"].mark)
    inner = replace(task.spec, show=(*spec.show, slope))
    return planned_steps(
        inner, asks, earlier, lambda start: steps_of(task, start, asks), linked=False
    )


def statement(planned: Planned, room: bool) -> Iterable[Block]:
    """State the objective and the updates, with a table to fill in on a handout."""
    return stated(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw what the statement draws, the objective with the iterates on it, and the distances."""
    return pictures(planned, solution)


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show the updates written out, the table of iterates, and the methods side by side."""
    return exhibited(planned, solution, detail)
