"""Convolution, correlation and pooling of maps: one layer, by hand, and questions about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from solver.algebra.shapes import Shape
from solver.document.blocks import Block
from solver.kinds._conv2d import fields, stated, telling
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
    return planned_steps(spec, asks, earlier, lambda start: build(start, asks), upstream)


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """Say what is done to the input; on a handout, give grids to fill in."""
    return stated.statement(planned, room)


def figures(planned: Planned, solution: Solution | None) -> tuple[()]:
    """Draw nothing at the head of the solution: maps stand below the step that they show."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show windows, maps, tables and pictures below the steps they belong to."""
    return telling.exhibits(planned, solution, detail)
