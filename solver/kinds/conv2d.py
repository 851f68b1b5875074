"""Convolution, correlation and pooling of maps: one layer, by hand, and questions about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from solver.algebra.shapes import Shape
from solver.document.blocks import Block
from solver.errors import FormulaError, SpecError
from solver.kinds._conv2d import fields, telling
from solver.kinds._conv2d.build import build
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.fields import Field
from solver.spec.model import Asked, Spec

FIELDS: Mapping[str, Field[Any]] = fields.FIELDS


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Plan a layer and what is asked of it; SpecError lists everything that is wrong."""
    upstream = spec.own.get("upstream", {})
    try:
        return planned_steps(spec, asks, earlier, lambda start: build(start, asks), upstream)
    except FormulaError as error:  # a derivative that no rule is stated for
        raise SpecError(error.at(spec.own.get("operation", (None, spec.mark))[1])) from None


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """Say what is done to the input."""
    return telling.statement(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[()]:
    """Draw nothing at the head of the solution: maps stand below the step that they show."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show windows, maps, tables and pictures below the steps they belong to."""
    return telling.exhibits(planned, solution, detail)
