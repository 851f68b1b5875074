"""Derive once, evaluate many: the three-layer network of `problems/network`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solver.plan import Plan
from solver.problem import Problem, built
from solver.resources import problems_dir
from solver.spec.load import load
from solver.spec.model import Spec
from tests.benchmarks.timing import Check, best, best_beside, slowness

Arrays = dict[str, Any]
SETS = 100_000
SHAPES = {
    "x": (2, 1), "y": (), "W1": (3, 2), "b1": (3, 1), "W2": (2, 3), "b2": (2, 1), "W3": (1, 2),
    "b3": (),
}  # fmt: skip
GRADIENTS = tuple(f"dL/d{name}" for name in SHAPES if name != "y")


@pytest.fixture(scope="module")
def spec() -> Spec:
    found = load(problems_dir() / "network/three-layer-relu.yaml")
    assert isinstance(found, Spec)
    return found


@pytest.fixture(scope="module")
def plan(spec: Spec) -> Plan:
    problem = built(spec)
    assert isinstance(problem, Problem)
    return problem.plan


@pytest.fixture(scope="module")
def givens() -> Arrays:
    generator = np.random.default_rng(0)
    return {name: generator.normal(size=(SETS, *shape)) for name, shape in SHAPES.items()}


def by_hand(g: Arrays) -> Arrays:
    """Compute every gradient as one would in NumPy, with a leading batch axis."""
    turned = {name: g[name].swapaxes(-1, -2) for name in ("x", "W1", "W2", "W3")}
    scalar = {name: g[name][:, None, None] for name in ("y", "b3")}
    a1 = g["W1"] @ g["x"] + g["b1"]
    z1 = np.maximum(a1, 0)
    a2 = g["W2"] @ z1 + g["b2"]
    z2 = np.maximum(a2, 0)
    a3 = g["W3"] @ z2 + scalar["b3"]
    da3 = 2 * (np.maximum(a3, 0) - scalar["y"]) * (a3 > 0)
    da2 = turned["W3"] @ da3 * (a2 > 0)
    da1 = turned["W2"] @ da2 * (a1 > 0)
    return {
        "dL/dx": turned["W1"] @ da1,
        "dL/dW1": da1 @ turned["x"],
        "dL/db1": da1,
        "dL/dW2": da2 @ z1.swapaxes(-1, -2),
        "dL/db2": da2,
        "dL/dW3": da3 @ z2.swapaxes(-1, -2),
        "dL/db3": da3[:, 0, 0],
    }


def test_derivation(spec: Spec, within: Check) -> None:
    built(spec)  # imports what it needs
    within("derivation of a 3-layer network", best(lambda: built(spec), 100), 5e-3 * slowness())


def test_one_set_exactly(plan: Plan, within: Check) -> None:
    plan.evaluate()
    within("exact evaluation of one set", best(plan.evaluate, 100), 20e-3 * slowness())


def test_many_sets_at_once(plan: Plan, givens: Arrays, within: Check) -> None:
    def ours() -> Any:
        return plan.evaluate(givens, backend="numpy", targets=GRADIENTS)

    expected, found = by_hand(givens), ours()
    for name in GRADIENTS:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9)
    hand, machine = best_beside(lambda: by_hand(givens), ours, 10)
    within(f"gradients of {SETS} sets, beside NumPy by hand", machine, 2 * hand)
