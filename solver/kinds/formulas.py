"""The author's own steps: formulas in order, unknowns that are solved for, tables and plots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Figure
from solver.kinds._formulas.build import Built, about_unknowns, build
from solver.kinds._formulas.fields import FIELDS
from solver.kinds._formulas.pages import Told, exhibited, sketched, stated
from solver.modelling.planned import Planned
from solver.modelling.start import Start
from solver.modelling.stepwise import planned_steps
from solver.plan import Step
from solver.solution import Solution
from solver.spec.model import Asked, Spec

__all__ = ["FIELDS", "exhibits", "figures", "plan", "sketches", "statement"]


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read the steps, solve for the unknowns, and derive what is asked.

    SpecError lists everything that is wrong.
    """
    others, assumed = about_unknowns(spec)
    found: list[Built] = []

    def steps(start: Start) -> Iterable[Step]:
        found.append(build(start, assumed))
        return found[0].steps

    planned = planned_steps(replace(spec, assume=others), asks, earlier, steps, linked=False)
    built = found[0]
    told = Told(tuple(built.solved), tuple(built.tables), spec.own.get("plots", ()))
    return replace(planned, own=told)


def statement(planned: Planned, room: bool) -> Iterable[Block]:
    """State what is solved for, and on a handout the tables to fill in."""
    return stated(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw nothing by itself: plots stand below the steps that they show."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show how unknowns are isolated, that they fulfil the condition, tables and plots."""
    return exhibited(planned, solution)


def sketches(planned: Planned, solution: Solution) -> Iterable[Block]:
    """Draw the plots that stand below none of the steps that are told."""
    return sketched(planned, solution)
