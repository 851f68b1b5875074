"""The mistakes that may lie behind an answer: the classic ones are listed, with their values.

The wrong values are worked out here as a student would who makes the mistake, in plain NumPy.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solver.algebra.expr import number
from solver.backends.base import EvaluationError
from solver.evaluate import evaluate
from solver.marking.diagnosis.mistakes import Mistake, evaluated, mistaken, mistakes
from solver.plan import Plan
from solver.problem import Problem, built
from solver.spec.load import load, load_text

ROOT = Path(__file__).parents[2] / "problems"

NETWORK = """\
id: units
kind: network
given:
  x1: [1, 2, -1]
  t: [1, 2]
  W1: [[0, 1, 1], [-2, 2, -1], [-1, -2, 1]]
  b1: [1, 2, 1]
  W2: [[0, 2, 1], [1, 1, 3]]
  b2: [1, -3]
forward: {z: W1 @ x1 + b1, x2: relu(z), x3: W2 @ x2 + b2, L: sum((t - x3)**2) / 2}
ask: [L, dL/dW1, dL/dW2]
"""
SIGMOID = """\
id: squashed
kind: network
given: {x: [1, 2], t: [1, 0], W: [[1, -1], [2, 1]], V: [[1, 3], [-2, 1]]}
forward: {z: W @ x, a: sigmoid(z), y: V @ a, L: sum((t - y)**2) / 2}
ask: [dL/dW, dL/dV]
"""
MOMENTUM = """\
id: heavy
kind: descent
given: {eta: 0.1, beta: 0.5, s: 3}
minimise: {f: x**2 / 2}
start: {x: s}
steps: 2
methods: {M: {update: [v = beta*v + (1 - beta)*g, x = x - eta*v], start: {v: 1}}}
ask: [x_M]
"""
LAYER = """\
id: layer
kind: formulas
given: {n: 14, k: 3, p: 1, s: 2, c: 3, f: 8}
steps:
  size: floor((n - k + 2*p) / s) + 1
  params: k**2 * c * f + f
  N: size + params
ask: [size, params, N]
"""
COST = """\
id: cost
kind: formulas
given: {y: [1, 2, 4], yhat: [2, 2, 1]}
steps: {e: y - yhat, L: mean(e**2), half: 1/2 * sum(e**2)}
ask: [L, half]
"""
X, T = np.array([[1.0], [2], [-1]]), np.array([[1.0], [2]])
W1 = np.array([[0.0, 1, 1], [-2, 2, -1], [-1, -2, 1]])
B1, W2, B2 = (
    np.array([[1.0], [2], [1]]),
    np.array([[0.0, 2, 1], [1, 1, 3]]),
    np.array([[1.0], [-3]]),
)


def plan_of(text: str) -> Plan:
    found = built(load_text(text, "problem.yaml"))
    assert isinstance(found, Problem)
    return found.planned.plan


def listed(text: str, target: str, blocked: Collection[str] = ()) -> dict[str, Mistake]:
    """List mistakes by their words, each as it is made in most places."""
    found: dict[str, Mistake] = {}
    for one in mistakes(plan_of(text), [target], blocked):
        found.setdefault(one.words, one)
    return found


def value(text: str, one: Mistake, target: str) -> Any:
    return evaluate(mistaken(plan_of(text), one), {}, "numpy", targets=[target])[target]


def made(text: str, target: str, words: str) -> Any:
    """Make the mistake with these words, and give the value of the target."""
    return value(text, listed(text, target)[words], target)


# --- a network, by hand --------------------------------------------------------------------------
def gradients(
    mask: bool = True, bias: bool = True, sign: int = 1, inputs: bool = False
) -> tuple[Any, Any]:
    """Work out dL/dW1 and dL/dW2, with one thing done wrong if so asked."""
    z = W1 @ X + (B1 if bias else 0)
    x2 = np.maximum(z, 0)
    up = sign * (W2 @ x2 + B2 - T)
    back = W2.T @ up
    down = back * (z > 0) if mask else back
    return down @ X.T, up @ (z if inputs else x2).T


def test_without_the_mask_the_gradient_is_passed_to_all_units() -> None:
    found = made(NETWORK, "dL/dW1", "the mask of the active units was left out")
    assert np.array_equal(found, gradients(mask=False)[0])
    assert not np.array_equal(found, gradients()[0])


def test_without_the_bias_of_the_first_layer() -> None:
    found = made(NETWORK, "dL/dW2", "the bias b1 was not added")
    assert np.array_equal(found, gradients(bias=False)[1])
    assert not np.array_equal(found, gradients()[1])


def test_the_error_of_the_wrong_sign_turns_the_gradient() -> None:
    plan = plan_of(NETWORK)
    words = f"the difference {plan['dL/dx3'].formula} was taken the other way round"
    assert np.array_equal(made(NETWORK, "dL/dW2", words), gradients(sign=-1)[1])


def test_the_input_of_relu_in_place_of_its_value() -> None:
    found = made(NETWORK, "dL/dW2", "z was taken instead of x2")
    assert np.array_equal(found, gradients(inputs=True)[1])
    assert not np.array_equal(found, gradients()[1])


def test_the_half_of_a_sum_of_squares_forgotten() -> None:
    loss = evaluate(plan_of(NETWORK), {}, "numpy")["L"]
    assert made(NETWORK, "L", "the division by 2 was left out") == 2 * loss


@pytest.mark.parametrize(
    ("words", "factor"),
    [
        ("the sign of dL/dW1 was turned", -1),
        ("dL/dW1 has a factor 2 too many", 2),
        ("dL/dW1 has a factor 1/2 too many", 0.5),
    ],
)
def test_a_gradient_is_off_as_a_whole(words: str, factor: float) -> None:
    found = listed(NETWORK, "dL/dW1")[words]
    assert found.tier == 2
    assert np.array_equal(value(NETWORK, found, "dL/dW1"), factor * gradients()[0])


# --- a sigmoid: its derivative, and square matrices ----------------------------------------------
W, V, S = np.array([[1.0, -1], [2, 1]]), np.array([[1.0, 3], [-2, 1]]), np.array([[1.0], [2]])
A = 1 / (1 + np.exp(-(W @ S)))
UP = V @ A - np.array([[1.0], [0]])


@pytest.mark.parametrize(
    ("words", "down"),
    [
        ("the derivative a * (1 - a) of the sigmoid was left out", V.T @ UP),
        ("the factor 1 - a was left out", (V.T @ UP) * A),
        ("the transpose of V was left out", (V @ UP) * A * (1 - A)),
        ("z was taken instead of a", (V.T @ UP) * (W @ S) * (1 - W @ S)),
        (
            "the derivative of the sigmoid was taken at its value a, not at its input",
            (V.T @ UP) * np.exp(-A) / (1 + np.exp(-A)) ** 2,
        ),
    ],
)
def test_the_way_back_through_a_sigmoid(words: str, down: Any) -> None:
    steps = [one for one in mistakes(plan_of(SIGMOID), ["dL/dW"]) if one.words == words]
    values = [value(SIGMOID, one, "dL/dW") for one in steps]
    assert any(np.allclose(found, down @ S.T) for found in values)


def test_the_outer_product_the_other_way_round() -> None:
    found = made(SIGMOID, "dL/dV", "the vectors of an outer product were exchanged")
    assert np.allclose(found, A @ UP.T)


# --- momentum ------------------------------------------------------------------------------------
def walk(weight: float = 0.5, sign: int = 1, old: bool = False) -> list[float]:
    """Go two steps on x²/2 from 3, with v = 1 before the first."""
    x, v = 3.0, 1.0
    seen = [x]
    for _ in range(2):
        new = 0.5 * v + weight * x
        x, v = x - sign * 0.1 * (v if old else new), new
        seen.append(x)
    return seen


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the factor 1 − β was left out of the average", walk(weight=1)),
        ("the step was added instead of subtracted", walk(sign=-1)),
        ("x was updated with the old v", walk(old=True)),
    ],
)
def test_momentum_gone_wrong(words: str, expected: list[float]) -> None:
    assert np.allclose(made(MOMENTUM, "x_M", words), expected)
    assert not np.allclose(expected, walk())


# --- sizes and counts ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("target", "words", "expected"),
    [
        ("size", "the floor was taken as a ceiling", 8),  # right: floor(13/2) + 1 = 7
        ("size", "1 was not added", 6),
        ("size", "2 * p was not added", 6),
        ("size", "the factor 2 was left out", 7),
        ("size", "the division by s was left out", 14),
        ("size", "rounding down was left out", 7.5),
        ("params", "the biases (f) were not counted", 216),
        ("params", "the square was forgotten", 80),
        ("params", "the factor c was left out", 80),
        ("N", "params was not added", 7),
    ],
)
def test_counting_gone_wrong(target: str, words: str, expected: float) -> None:
    assert made(LAYER, target, words) == expected


@pytest.mark.parametrize(
    ("target", "words", "expected"),
    [
        ("L", "the sum was taken instead of the mean", 10),
        ("L", "the square was forgotten", 2 / 3),
        ("half", "the mean was taken instead of the sum", 5 / 3),
        ("half", "the factor 1 / 2 was left out", 10),
        ("half", "yhat was added instead of subtracted", (9 + 16 + 25) / 2),
    ],
)
def test_losses_gone_wrong(target: str, words: str, expected: float) -> None:
    assert made(COST, target, words) == pytest.approx(expected)


# --- what is listed, and in which order ----------------------------------------------------------
def test_every_mistake_is_another_plan() -> None:
    for text, target in ((NETWORK, "dL/dW1"), (MOMENTUM, "x_M"), (LAYER, "N"), (SIGMOID, "dL/dW")):
        plan = plan_of(text)
        plans = [mistaken(plan, one) for one in mistakes(plan, [target])]
        assert len(plans) > 10
        assert plan not in plans
        assert all(plans.count(one) == 1 for one in plans)


def test_only_what_the_target_needs_is_looked_into() -> None:
    steps = {one.step for one in listed(LAYER, "params").values()}
    assert steps == {"params"}


def test_a_step_that_is_blocked_is_not_looked_into_nor_behind() -> None:
    free = {key for one in mistakes(plan_of(NETWORK), ["dL/dW1"]) for key in one.steps}
    assert {"z", "dL/dz", "dL/dx3"} <= free
    some = mistakes(plan_of(NETWORK), ["dL/dW1"], blocked=["dL/dz", "dL/dW1"])
    assert {key for one in some for key in one.steps} == {"dL/dW1"}


def test_what_is_typical_comes_first_and_what_is_near_before_what_is_far() -> None:
    found = mistakes(plan_of(NETWORK), ["dL/dW1"])
    tiers = [one.tier > 0 for one in found]
    assert tiers == sorted(tiers)
    assert found[0].words == "the mask of the active units was left out"
    others = [one.steps for one in found if one.tier == 1]
    assert others.index(("dL/dz",)) < others.index(("z",)) < others.index(("x3",))


def test_a_mistake_is_made_everywhere_or_once() -> None:
    text = COST.replace("e: y - yhat", "e: 3 * y - 3 * yhat").replace("[L, half]", "[L]")
    found = [one for one in mistakes(plan_of(text), ["L"]) if "factor 3" in one.words]
    values = [float(value(text, one, "L")) for one in found]
    y, o = np.array([1.0, 2, 4]), np.array([2.0, 2, 1])
    ways = [y - o, 3 * y - o, y - 3 * o]
    assert np.allclose(sorted(values), sorted(float(np.mean(way**2)) for way in ways))
    assert values[0] == pytest.approx(np.mean(ways[0] ** 2))


def test_the_list_is_bounded_and_the_same_every_time() -> None:
    plan = plan_of(NETWORK)
    everything = mistakes(plan, ["L", "dL/dW1", "dL/dW2"])
    assert mistakes(plan, ["dL/dW2", "dL/dW1", "L"]) == everything
    assert mistakes(plan, ["L", "dL/dW1", "dL/dW2"], most=7) == everything[:7]


@pytest.mark.parametrize(
    ("text", "target"), [(NETWORK, "dL/dW1"), (MOMENTUM, "x_M"), (LAYER, "N"), (COST, "half")]
)
def test_taking_over_what_is_not_touched_changes_no_value(text: str, target: str) -> None:
    base = evaluate(plan_of(text), {}, "numpy")
    for one in mistakes(plan_of(text), [target]):
        try:
            again = value(text, one, target)
        except EvaluationError:
            continue
        assert np.array_equal(evaluated(base, one, [target])[target], again, equal_nan=True)


def test_a_mistake_meets_the_values_a_student_carries() -> None:
    carried = np.array([[1.0], [1.0]])
    base = evaluate(plan_of(NETWORK), {}, "numpy", overrides={"dL/dx3": carried})
    one = listed(NETWORK, "dL/dW1", blocked=["dL/dx3"])["the mask of the active units was left out"]
    assert np.array_equal(evaluated(base, one, ["dL/dW1"])["dL/dW1"], W2.T @ carried @ X.T)


@pytest.mark.parametrize("file", sorted((ROOT / "network").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_mistake_in_a_shipped_network_can_be_made(file: Path) -> None:
    found = built(load(file))
    assert isinstance(found, Problem)
    plan = found.planned.plan
    base = evaluate(plan, {}, "numpy")
    asked = [key for key in found.planned.asked if key in base]
    listed = mistakes(plan, found.planned.asked)
    assert len(listed) > 20
    for one in listed:
        again = evaluated(base, one, asked)
        assert all(again[key].shape == base[key].shape for key in asked)


def test_without_an_inverse_there_is_no_value_and_no_crash() -> None:
    text = """\
id: singular
kind: formulas
given: {A: [[1, 2], [2, 1]], b: [1, 2]}
steps: {D: "A - [[0, 2], [2, 0]]", x: "solve(D, b)"}
ask: [x]
"""
    base = evaluate(plan_of(text), {}, "numpy")
    one = Mistake(
        "sub", "everything was taken off", 1, (("D", number(0) * base.plan["D"].formula),)
    )
    with pytest.raises(EvaluationError):
        evaluated(base, one, ["x"])
