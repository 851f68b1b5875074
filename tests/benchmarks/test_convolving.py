"""Many convolutions at once: the 5×9 input and the 3×3 kernel of `problems/conv2d`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from solver.algebra.expr import name, substitute
from solver.algebra.pull import pull
from solver.plan import Given, Plan, Step
from solver.problem import Problem, load
from solver.resources import problems_dir
from tests.benchmarks.timing import Check, best_beside

Arrays = dict[str, Any]
SETS = 100_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = load(problems_dir() / "conv2d/diamonds.yaml")
    assert isinstance(found, Problem)
    return found.plan


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Let Torch use one thread, as NumPy by hand does: waiting for a busy core measures that."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def by_hand(g: Arrays) -> Any:
    """Pad, lay the windows out in columns (im2col), and multiply once."""
    padded = np.pad(g["X"], ((0, 0), (1, 1), (1, 1)))
    slices = [padded[:, i : i + 5, j : j + 9] for i in range(3) for j in range(3)]
    columns = np.stack(slices, axis=1).reshape(SETS, 9, 45)
    weights = g["K"][:, ::-1, ::-1].reshape(-1, 1, 9)
    return (weights @ columns).reshape(SETS, 5, 9)


def gradient_by_hand(g: Arrays) -> Any:
    """Multiply the columns by the gradient that arrives, and turn the kernels back."""
    padded = np.pad(g["X"], ((0, 0), (1, 1), (1, 1)))
    slices = [padded[:, i : i + 5, j : j + 9] for i in range(3) for j in range(3)]
    columns = np.stack(slices, axis=1).reshape(SETS, 9, 45)
    return (columns @ g["G"].reshape(SETS, 45, 1)).reshape(SETS, 3, 3)[:, ::-1, ::-1]


def full_by_hand(g: Arrays) -> Any:
    """Correlate the gradient that arrives with the kernel: same padding, as it is symmetric."""
    return by_hand({"X": g["G"], "K": g["K"][:, ::-1, ::-1]})


@pytest.mark.parametrize(("wanted", "hand"), [("X", full_by_hand), ("K", gradient_by_hand)])
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_gradients_of_many_convolutions(
    plan: Plan, backend: str, wanted: str, hand: Callable[[Arrays], Any], within: Check
) -> None:
    step = plan["Y"]
    padded = plan[step.formula.args[0].attr("name")]
    node = substitute(step.formula, {padded.name: padded.formula})
    formula = pull(node, name("G", node.shape), wanted)
    assert formula is not None
    givens = (*plan.givens, Given("G", node.shape))
    back = Plan(givens, (Step("back", formula, ()),))
    generator = np.random.default_rng(0)
    values = {
        key: generator.normal(size=(SETS, *shape))
        for key, shape in (("X", (5, 9)), ("K", (3, 3)), ("G", (5, 9)))
    }

    def ours() -> Any:
        return back.evaluate(values, backend=backend)["back"]

    np.testing.assert_allclose(np.asarray(ours()), hand(values), rtol=1e-9, atol=1e-9)
    seconds, machine = best_beside(lambda: hand(values), ours, 3)
    within(f"{SETS} gradients at {wanted} with {backend}, beside NumPy", machine, 2 * seconds)


@pytest.mark.parametrize("kernels", [1, SETS])
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_many_convolutions_at_once(plan: Plan, backend: str, kernels: int, within: Check) -> None:
    generator = np.random.default_rng(0)
    givens = {
        "X": generator.normal(size=(SETS, 5, 9)),
        "K": generator.normal(size=(kernels, 3, 3)),
    }

    def ours() -> Any:
        return plan.evaluate(givens, backend=backend, targets=["Y"])["Y"]

    np.testing.assert_allclose(np.asarray(ours()), by_hand(givens), rtol=1e-9, atol=1e-9)
    hand, machine = best_beside(lambda: by_hand(givens), ours, 5)
    within(f"{SETS} convolutions with {backend}, beside NumPy by hand", machine, 2 * hand)
