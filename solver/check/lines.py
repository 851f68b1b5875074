"""The further forms of a step's formula, as steps of a plan that can be evaluated."""

from __future__ import annotations

from dataclasses import replace

from solver.plan import Plan, Step


def lines_of(step: Step) -> tuple[Step, ...]:
    """Make steps of the other forms of a formula, under names no plan uses."""
    return tuple(Step(f"{step.name} #{k}", form, ()) for k, form in enumerate(step.others))


def with_lines(plan: Plan) -> Plan:
    """Add the other forms of every formula to a plan."""
    extra = tuple(line for step in plan.steps for line in lines_of(step))
    return replace(plan, steps=(*plan.steps, *extra))
