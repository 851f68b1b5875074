"""Claims that are true or false: a verdict, a reason, and a witness that is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block
from solver.kinds._claim.build import steps_of
from solver.kinds._claim.doubts import doubts
from solver.kinds._claim.fields import FIELDS
from solver.kinds._claim.reason import with_verdict
from solver.kinds._claim.shown import exhibited
from solver.kinds._claim.stated import stated
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.model import Asked, Spec

__all__ = ["FIELDS", "HEADINGS", "asks", "doubts", "exhibits", "figures", "plan", "statement"]

HEADINGS = {"verdict": "", "forward": "", "gradient": "Gradients", "asked": ""}


def asks(spec: Spec, others: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Ask for the verdict and the reason, before whatever else is asked."""
    return with_verdict(spec, others)


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Plan the witness; SpecError lists everything that is wrong."""
    found = planned_steps(spec, asks, earlier, lambda start: steps_of(start, asks), linked=False)
    return replace(found, own=spec.own)


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the claim."""
    return stated(planned)


def figures(planned: Planned, solution: Solution | None) -> tuple[()]:
    """Draw nothing beside the statement: a figure of the witness tells the verdict."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show the plots below the verdict, and the numbers of the case that settles it."""
    return exhibited(planned, solution, detail)
