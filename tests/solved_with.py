"""A problem with one of its steps changed, as a kind might have built it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from solver.plan import Plan, Step
from solver.problem import Problem
from solver.worlds import World


def with_step(
    problem: Problem, wanted: str, change: Callable[[Step], Mapping[str, Any]]
) -> Problem:
    """Give a step other properties, in the world that has it."""
    return replace(problem, worlds=tuple(_world(world, wanted, change) for world in problem.worlds))


def _world(world: World, wanted: str, change: Callable[[Step], Mapping[str, Any]]) -> World:
    plan = world.planned.plan
    steps = tuple(replace(s, **change(s)) if s.name == wanted else s for s in plan.steps)
    changed: Plan = replace(plan, steps=steps)
    return replace(world, planned=replace(world.planned, plan=changed))
