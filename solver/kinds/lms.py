"""Linear regression sample by sample: the Wiener solution, LMS epochs, and learning rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Figure
from solver.kinds._lms.build import steps_of
from solver.kinds._lms.exhibits import exhibited
from solver.kinds._lms.fields import FIELDS
from solver.kinds._lms.stated import stated
from solver.kinds._lms.sweep import BOUND
from solver.kinds._lms.task import task_of
from solver.modelling.mentions import asked_at, words_in
from solver.modelling.planned import Planned
from solver.modelling.start import Start
from solver.modelling.stepwise import planned_steps
from solver.plan import Step
from solver.solution import Solution
from solver.spec.model import Asked, Spec

__all__ = ["FIELDS", "HEADINGS", "exhibits", "figures", "plan", "statement"]

HEADINGS = {
    "data": "The data",
    "optimum": "The Wiener solution",
    "forward": "LMS",
    "models": "The two models",
    "sweep": "Rates compared",
    "stability": "Which rates are stable",
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Plan a regression by LMS; SpecError lists everything that is wrong."""
    task = task_of(spec)
    asked = asked_at(BOUND, spec, asks) if BOUND in words_in(spec, asks) else None

    def build(start: Start) -> list[Step]:
        return steps_of(task, start, asked)

    planned = planned_steps(task.spec, asks, earlier, build)
    return replace(planned, own=task)


def statement(planned: Planned, room: bool) -> Iterable[Block]:
    """State the data, the error, and the updates, with tables to fill in on a handout."""
    return stated(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw nothing by itself: the figures stand below the steps that they show."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show the first updates, the tables by epoch and by rate, and the figures."""
    return exhibited(planned, solution, detail)
