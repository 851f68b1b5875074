"""What depends on what in a plan, as far as students' own values let it through."""

from __future__ import annotations

from collections.abc import Collection

from solver.plan import Plan


def reach(plan: Plan, names: Collection[str]) -> frozenset[str]:
    """List what depends on some steps, and these."""
    touched = set(names)
    for step in plan.steps:
        if not touched.isdisjoint(step.uses):
            touched.add(step.name)
    return frozenset(touched)


def behind(plan: Plan, key: str, answered: Collection[str]) -> frozenset[str]:
    """List the answered steps that a step was made from: nobody looks further back than these."""
    found, wanted = set[str](), set(plan[key].uses)
    for step in reversed(plan.steps):
        if step.name in wanted and step.name in answered:
            found.add(step.name)
        elif step.name in wanted:
            wanted.update(step.uses)
    return frozenset(found)
