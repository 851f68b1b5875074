"""Errors carried forward: a plan in which a student's own values stand in for those of steps.

A step that may be answered is computed as before, and what depends on it uses the student's value
where there is one. So the whole class is evaluated at once, whoever answered what.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from solver.algebra.expr import Expr, name, number, substitute
from solver.plan import Given, Plan, Step


def has(step: str) -> str:
    """Name the given that is 1 where a student has a value for a step, else 0."""
    return f"has {step}"


def said(step: str) -> str:
    """Name the given that holds the student's value."""
    return f"said {step}"


def carried(step: str) -> str:
    """Name what later steps use: the student's value where there is one."""
    return f"carried {step}"


def carrying(plan: Plan, answered: Collection[str], by_all: Collection[str] = ()) -> Plan:
    """Let students' values replace those of the answered steps for all that depends on them.

    Behind a step that is answered `by_all`, nothing depends on how it is computed.
    """
    givens, steps, table = list(plan.givens), list[Step](), own(plan, answered)
    for step in plan.steps:
        steps.append(replace(step, formula=substitute(step.formula, table), before=(), after=()))
        if step.name in answered:
            givens += [Given(has(step.name)), Given(said(step.name), step.shape)]
            whole = name(said(step.name), step.shape)
            chosen = whole if step.name in by_all else _chosen(step)
            steps.append(Step(carried(step.name), chosen, ()))
    return replace(plan, givens=tuple(givens), steps=tuple(steps))


def own(plan: Plan, answered: Collection[str]) -> dict[str, Expr]:
    """Say what stands for the answered steps in a carrying plan."""
    steps = (step for step in plan.steps if step.name in answered)
    return {step.name: name(carried(step.name), step.shape) for step in steps}


def _chosen(step: Step) -> Expr:
    """Write `has · said + (1 − has) · step`, which is exact for a `has` of 0 or 1."""
    there = name(has(step.name))
    return there * name(said(step.name), step.shape) + (number(1) - there) * step.ref
