"""The checks see mistakes: derivations of random networks with one thing wrong in one step.

The mistakes are those people make: a sign, a transpose, the order of a product, a forgotten factor
or path. What a mistake leaves equal (a symmetric matrix, a gradient of zeros) is no mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, number, rebuild, walk
from solver.check import check
from solver.check.sampling import cases
from solver.derivation.gradients import gradients
from solver.errors import Disagreement, FormulaError
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick
from tests.derivation.nets import Net, networks
from tests.derivation.textbook import Derived

Mutation = Callable[[Expr], Expr | None]


def swapped(node: Expr) -> Expr | None:
    return node.args[1] @ node.args[0] if node.op == "matmul" else None


def without_factor(node: Expr) -> Expr | None:
    """Drop what multiplies entry by entry, as a forgotten mask or σ′."""
    return node.args[0] if node.op == "mul" and node.args[0].shape == node.shape else None


MUTATIONS: dict[str, Mutation] = {
    "flip a sign": lambda e: e.args[0] if e.op == "neg" else -e,
    "turn minus to plus": lambda e: e.args[0] + e.args[1] if e.op == "sub" else None,
    "drop a transpose": lambda e: e.args[0] if e.op == "T" else None,
    "swap factors": swapped,
    "forget a factor": without_factor,
    "drop a path": lambda e: e.args[0] if e.op == "add" else None,
    "drop the other path": lambda e: e.args[1] if e.op == "add" else None,
    "add up twice": lambda e: e + e,
    "a wrong exponent": lambda e: e.args[0] ** number(3) if e.op == "pow" else None,
    "a wrong factor": lambda e: number(2) * e,
}


def mutants(formula: Expr, mutation: Mutation) -> Iterator[Expr]:
    """Apply a mutation at every place where the result keeps its shape."""
    for place in walk(formula):
        try:
            other = mutation(place)
            if other is not None and other.shape == place.shape:
                yield _with(formula, place, other)
        except FormulaError:
            continue


def _with(expr: Expr, place: Expr, other: Expr) -> Expr:
    if expr == place:
        return other
    return rebuild(expr, tuple(_with(arg, place, other) for arg in expr.args))


def plan_of(net: Net) -> Plan:
    """Derive all gradients of a network in symbols, each step by its formula alone."""
    forward = net.forward()
    steps = [step for step in gradients(forward, "L", list(forward.givens)) if not step.minor]
    givens = (
        Given(key, shape, None, frozenset({net.fact} - {""}) if key == "t" else frozenset())
        for key, shape in forward.givens.items()
    )
    ahead = [Step(key, formula, ()) for key, formula in forward.formulas.items()]
    return Plan(tuple(givens), (*ahead, *(replace(s, before=(), after=()) for s in steps)))


def with_formula(plan: Plan, step: str, formula: Expr) -> Plan:
    steps = (replace(s, formula=formula) if s.name == step else s for s in plan.steps)
    return replace(plan, steps=tuple(steps))


def differ(plan: Plan, other: Plan, step: str) -> bool:
    """Tell whether the value of a step is clearly another one on what the check will sample."""
    for case in cases(plan, None, {}):
        right, wrong = (np.asarray(case.evaluate(p)[step], dtype=float) for p in (plan, other))
        if np.abs(right - wrong).max() > 1e-3 * max(1e-3, np.abs(right).max()):
            return bool(np.isfinite(right).all())
    return False


def disagreement(plan: Plan) -> str:
    try:
        check(plan)
    except Disagreement as found:
        return str(found)
    return ""


@given(net=networks(most=3))
@quick(15)
def test_right_derivations_pass(net: Net) -> None:
    assert disagreement(plan_of(net)) == ""


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("z", [5, 8, 12, 20, 30])
def test_a_confident_prediction_raises_no_false_alarm(z: int, target: int) -> None:
    """For p near 1 the loss bends within the step of a difference, and 1 − p loses its digits."""
    found = Derived(
        {"z": (), "t": ()}, p="sigmoid(z)", L="-(t * log(p) + (1 - t) * log(1 - p))"
    )  # fmt: skip
    givens = Given("z", (), Fraction(z)), Given("t", (), Fraction(target))
    ahead = [Step(key, formula, ()) for key, formula in found.forward.formulas.items()]
    assert disagreement(Plan(givens, (*ahead, *found.steps.values()))) == ""


@pytest.mark.parametrize("mistake", MUTATIONS)
@given(net=networks(most=3), data=st.data())
@quick(12)
def test_a_mistake_is_seen_in_the_step_where_it_is(mistake: str, net: Net, data: Any) -> None:
    plan = plan_of(net)
    # the shares of several uses have no name of their own to be compared under: see below
    ends = [s for s in plan.steps if s.role == "gradient" and " via " not in s.name]
    pairs = [(s.name, f) for s in ends for f in mutants(s.formula, MUTATIONS[mistake])]
    assume(pairs)
    step, formula = data.draw(st.sampled_from(pairs))
    wrong = with_formula(plan, step, formula)
    assume(differ(plan, wrong, step) and not disagreement(plan))
    assert disagreement(wrong).startswith(step), f"{step} = {formula}"


SHARED = Derived(
    {"W": (3, 3), "x": (3, 1), "t": (3, 1)},
    h="tanh(W @ x)", y="W @ h + x", L="sum((y - t)**2) / 2",
)  # fmt: skip


def shared_plan() -> Plan:
    givens = tuple(Given(key, shape) for key, shape in SHARED.forward.givens.items())
    ahead = [Step(key, formula, ()) for key, formula in SHARED.forward.formulas.items()]
    return Plan(givens, (*ahead, *SHARED.steps.values()))


@pytest.mark.parametrize("share", ["dL/dW via h", "dL/dW via y", "dL/dx via h", "dL/dx via y"])
@pytest.mark.parametrize("mistake", ["flip a sign", "swap factors", "drop a transpose"])
def test_a_wrong_share_of_a_sum_is_seen(share: str, mistake: str) -> None:
    """It shows in the sum at the latest, even where each later line is derived again from it."""
    plan = shared_plan()
    for formula in mutants(plan[share].formula, MUTATIONS[mistake]):
        wrong = with_formula(plan, share, formula)
        if differ(plan, wrong, share):
            assert disagreement(wrong).startswith(share.partition(" via")[0])


@pytest.mark.parametrize("line", ["before", "after"])
def test_a_wrong_line_of_a_step_is_seen(line: str) -> None:
    """Softmax and cross-entropy has lines on both sides of its short form."""
    found = Derived(
        {"W": (3, 2), "x": (2, 1), "y": (3, 1)}, {"y": "sums_to_1"},
        z="W @ x", o="softmax(z)", L="-sum(y * log(o))",
    )  # fmt: skip
    facts = found.forward.facts
    givens = (Given(k, s, None, facts.get(k, frozenset())) for k, s in found.forward.givens.items())
    ahead = [Step(key, formula, ()) for key, formula in found.forward.formulas.items()]
    plan = Plan(tuple(givens), (*ahead, *found.steps.values()))
    assert disagreement(plan) == ""
    touched = 0
    for step in plan.steps:
        for k, old in enumerate(getattr(step, line)):
            lines = list(getattr(step, line))
            lines[k] = replace(old, expr=-old.expr)
            changed = replace(step, **{line: tuple(lines)})
            steps = tuple(changed if s is step else s for s in plan.steps)
            assert disagreement(replace(plan, steps=steps)).startswith(step.name)
            touched += 1
    assert touched
