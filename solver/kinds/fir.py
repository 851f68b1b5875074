"""Discrete convolution of signals: closed forms by regions, values, shifts, causality, length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Figure
from solver.kinds._fir import figures as drawn
from solver.kinds._fir import page
from solver.kinds._fir.fields import Convolutions, Range, Signals
from solver.kinds._fir.steps import build, with_tables
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.fields import Field
from solver.spec.model import Asked, Spec
from solver.spec.names import Equations

FIELDS: Mapping[str, Field[object]] = {
    "signals": Signals(required=True, about="signals: values, cases, or formulas in n"),
    "convolve": Convolutions(about="what is convolved, as `y: x * h`, which is the default"),
    "range": Range(about="the first and the last n at which values are listed"),
    "properties": Equations(about="what is to hold at every n, as `shift: y2(n) == y(n - 5)`"),
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Take the signals apart and convolve them; SpecError lists everything that is wrong."""
    return planned_steps(with_tables(spec), asks, earlier, build)


def statement(planned: Planned, room: bool) -> Iterable[Block]:
    """State the signals; with `room`, give a table to fill in."""
    return page.statement(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw the signals and their convolution as stems, one below the other."""
    return drawn.figures(planned, solution)


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """List the values below the steps that they belong to."""
    return page.exhibits(planned, solution, detail)
