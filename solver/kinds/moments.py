"""Moments: mean, variance and growth of sums of products of independent random variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.algebra.shapes import Shape
from solver.document.blocks import Block
from solver.kinds._moments.build import Builder
from solver.kinds._moments.fields import FIELDS
from solver.kinds._moments.shown import shown
from solver.kinds._moments.stated import stated
from solver.kinds._moments.symbols import symbols_of
from solver.modelling.planned import Planned
from solver.modelling.stepwise import planned_steps
from solver.solution import Solution
from solver.spec.model import Asked, Spec

__all__ = ["FIELDS", "HEADINGS", "exhibits", "figures", "plan", "statement", "symbols"]

HEADINGS = {"forward": "", "growth": "", "simulation": "Simulation"}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Derive the moments line by line; SpecError lists everything that is wrong."""
    builder = Builder(spec, asks)
    planned = planned_steps(spec, asks, earlier, builder.steps, linked=False)
    return replace(planned, own=builder.kept)


def statement(planned: Planned, room: bool) -> Iterable[Block]:
    """Say what is random, with its moments, and the quantities."""
    return stated(planned.own)


def symbols(spec: Spec) -> Mapping[str, str]:
    """Print the moments of a quantity as E[y], Var(y) and Std(y)."""
    return symbols_of(spec)


def figures(planned: Planned, solution: Solution | None) -> tuple[()]:
    """Draw nothing."""
    return ()


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Put what was derived beside what the draws give."""
    return shown(planned, solution)
