"""Many variants on all routes at once: a batch that agrees, and a fault that no batch hides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from solver.algebra.expr import Expr, make, number
from solver.plan import Step
from solver.problem import Problem, built
from solver.spec.load import load_text
from solver.variants.candidates import Candidate, Pool
from solver.variants.samples import batch, sampled
from solver.variants.screening import screened
from solver.variants.stress import PAGES, Failure, Stress, smallest, stressed

LAYER = """\
id: layer
kind: network
given: {W: [[1, 2], [3, -4]], x: [1, 2], t: [1, 1], b: [0, 1]}
forward: {z: W @ x + b, a: relu(z), L: sum((a - t)**2)}
ask: [L, dL/dW, dL/dx]
vary: {W: {integers: [-5, 5]}, x: {integers: [-5, 5]}, b: {decimals: [-1, 1], step: 0.25}}
require: [L > 0]
"""
UPSTREAM = """\
id: arriving
kind: network
given: {W: [[1, 2], [3, -4]], x: [1, 2], dY: [1, 3]}
upstream: {Y: dY}
forward: {z: W @ x, Y: sigmoid(z)}
ask: [dL/dW, dL/dx]
vary: {W: {integers: [-2, 2]}, dY: {integers: [-5, 5]}}
require: [all(z != 0)]
"""
JACOBIAN = """\
id: steep
kind: network
given: {W: [[1, 2], [3, -4]], x: [1, 2]}
forward: {z: W @ x, y: tanh(z)}
ask: [dy/dx]
vary: {W: {decimals: [-0.5, 0.5], step: 0.1}}
"""
DIVIDED = """\
id: divided
kind: formulas
given: {a: 5, b: 7, c: 1}
steps: {d: abs(b) + b + c, y: a / (d - 1)}
ask: [y]
vary: {a: {integers: [1, 9]}, b: {integers: [-9, 9]}}
"""


def problem(text: str) -> Problem:
    found = built(load_text(text, "problem.yaml"))
    assert isinstance(found, Problem)
    return found


def pool_of(found: Problem) -> Pool:
    pool = Pool.of(found, "")
    assert pool is not None
    return pool


def agreeing(found: Problem, drawn: list[Candidate], pool: Pool) -> list[bool]:
    exact = [found.bound(pool.values(each)).plan.evaluate() for each in drawn]
    return screened(found.planned, batch(pool, drawn), exact).tolist()


@pytest.mark.parametrize("text", [LAYER, UPSTREAM, JACOBIAN])
def test_sound_variants_agree_all_at_once(text: str) -> None:
    found = problem(text)
    pool = pool_of(found)
    drawn, _ = sampled(pool, 40, "sound")
    assert len(drawn) == 40
    assert sum(agreeing(found, drawn, pool)) >= 38  # few are close to a kink, or cancel


Change = Callable[[Step], Step]


def spoilt(found: Problem, name: str, change: Change) -> Problem:
    """Change one step of a plan, as a fault of ours would."""
    (world,) = found.worlds
    plan = world.planned.plan
    steps = tuple(change(step) if step.name == name else step for step in plan.steps)
    planned = replace(world.planned, plan=replace(plan, steps=steps))
    return replace(found, worlds=(replace(world, planned=planned),))


def scaled(factor: int) -> Change:
    def change(step: Step) -> Step:
        formula: Expr = make("mul", number(factor), step.formula)
        return replace(step, formula=formula, before=(), after=())

    return change


@pytest.mark.parametrize(
    ("text", "name"), [(LAYER, "dL/dW"), (LAYER, "dL/dx"), (UPSTREAM, "dL/dW"), (JACOBIAN, "dy/dx")]
)
def test_a_wrong_derivative_is_doubted_in_every_variant(text: str, name: str) -> None:
    found = spoilt(problem(text), name, scaled(2))
    pool = pool_of(problem(text))
    drawn, _ = sampled(pool, 12, "wrong")
    wrong = [np.any(found.bound(pool.values(d)).plan.evaluate().floats(name)) for d in drawn]
    fine = agreeing(found, drawn, pool)
    assert any(wrong)
    assert not any(right and is_wrong for right, is_wrong in zip(fine, wrong, strict=True))


def test_a_wrong_line_is_doubted() -> None:
    def change(step: Step) -> Step:
        return replace(step, accepted=(make("mul", number(3), step.formula),))

    found = spoilt(problem(LAYER), "L", change)
    pool = pool_of(problem(LAYER))
    drawn, _ = sampled(pool, 12, "wrong")
    assert not any(agreeing(found, drawn, pool))


def test_an_exact_value_that_differs_is_doubted() -> None:
    found = problem(LAYER)
    pool = pool_of(found)
    drawn, _ = sampled(pool, 6, "wrong")
    exact = [found.bound(pool.values(each)).plan.evaluate() for each in drawn]
    exact[2] = exact[3]
    fine = screened(found.planned, batch(pool, drawn), exact)
    assert not fine[2]
    assert fine.sum() >= 4


def test_sound_problems_have_no_failures() -> None:
    told: list[int] = []
    found = stressed(pool_of(problem(LAYER)), 60, told.append)
    assert isinstance(found, Stress)
    assert (found.count, found.failures, sum(told)) == (60, (), 60)
    assert PAGES <= found.alone < 60


def test_a_failure_is_told_once_for_each_variant_and_shrunk() -> None:
    found = spoilt(problem(LAYER), "dL/dx", scaled(2))
    sound = pool_of(problem(LAYER))
    pool = replace(sound, design=replace(sound.design, problem=found))
    vars(pool.design)["is_fixed"] = True  # planned anew, the fault would be gone
    result = stressed(pool, 20)
    assert result.failures
    assert {failure.kind for failure in result.failures} == {"Disagreement"}
    least = smallest(pool, result.failures[0])
    assert "dL/dx" in least.message
    assert size(least) < size(result.failures[0])
    assert smallest(pool, result.failures[0]) == least


def size(failure: Failure) -> Fraction:
    """Add up the sizes of what was drawn for W."""
    rows: tuple[tuple[Fraction, ...], ...] = failure.drawn["W"]
    return sum((abs(entry) for row in rows for entry in row), start=Fraction(0))


def test_what_cannot_be_computed_is_not_drawn() -> None:
    """Where `b` is negative, the divisor is zero."""
    drawn, own = sampled(pool_of(problem(DIVIDED)), 30, "divided")
    assert all(each.drawn["b"] > 0 for each in drawn)
    assert own.tally.judged > own.tally.accepted
    assert stressed(pool_of(problem(DIVIDED)), 10).failures == ()


def test_what_is_too_large_to_compare_in_whole_is_looked_at_alone() -> None:
    rows = [[(7 * i + j) % 5 - 2 for j in range(15)] for i in range(18)]
    text = (
        "kind: network\n"
        f"given: {{x: {list(range(1, 16))}, W: {rows}}}\n"
        "forward: {z: W @ x, L: sum(z**2)}\nask: [dL/dW]\nvary: {x: {integers: [-3, 3]}}\n"
    )
    found = problem(text)
    pool = pool_of(found)
    drawn, _ = sampled(pool, 3, "large")
    assert agreeing(found, drawn, pool) == [False] * 3
    assert stressed(pool, 3).failures == ()
