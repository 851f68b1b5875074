"""The derivative rule of every op against Torch autograd and central differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, name, names_in
from solver.algebra.op import OPS
from solver.algebra.pull import pull
from solver.algebra.shapes import is_vector
from solver.derivation.forward import Forward
from solver.derivation.jacobian import jacobian
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Plan, Step
from tests.algebra.cases import BINDERS, DIFFERENTIABLE, LEAVES, Case, cases, shape_of
from tests.algebra.quick import quick

SIZES = st.tuples(*[st.integers(1, 4)] * 3)
SEEDS = st.integers(0, 10**6)
BATCHES = st.sampled_from([(), (1,), (2,), (3,), (2, 2)])


def test_every_op_is_tested_here_or_has_nothing_to_differentiate() -> None:
    assert set(cases(2, 3, 4)) == set(DIFFERENTIABLE)
    assert set(OPS) == set(DIFFERENTIABLE) | LEAVES | BINDERS


def run(case: Case, plan: Plan, arrays: dict[str, Any], backend: str = "numpy") -> Any:
    return evaluate(plan, arrays, backend, functions=case.functions)


def upstream(case: Case, seed: int, batch: tuple[int, ...]) -> Any:
    return np.random.default_rng(seed + 1).normal(size=(*batch, *case.node.shape))


def gradients(case: Case) -> dict[str, Expr]:
    G = name("G", case.node.shape)
    return {key: _pulled(case.node, G, key) for key in case.dims}


def _pulled(node: Expr, G: Expr, key: str) -> Expr:
    found = pull(node, G, key)
    assert found is not None
    return found


@pytest.mark.parametrize("op", DIFFERENTIABLE)
@given(sizes=SIZES, seed=SEEDS, batch=BATCHES)
@quick(6)
def test_values_and_gradients_equal_torch(
    op: str, sizes: tuple[int, int, int], seed: int, batch: tuple[int, ...]
) -> None:
    for case in cases(*sizes).get(op, []):
        found = gradients(case)
        plan = case.plan(*(Step(f"dS/d{key}", e, ()) for key, e in found.items()))
        arrays = case.arrays(seed, batch) | {"G": upstream(case, seed, batch)}
        solution = run(case, plan, arrays)
        for place in np.ndindex(*batch):
            _compare_with_torch(case, solution, arrays, place)


def _compare_with_torch(case: Case, solution: Any, arrays: Any, place: tuple[int, ...]) -> None:
    tensors = case.tensors(arrays, place)
    out = case.torch(*tensors.values())
    G = torch.tensor(arrays["G"][place])
    assert_near(at(solution["out"], case.node.shape, place), out, case)
    slopes = torch.autograd.grad((G * out.reshape(G.shape)).sum(), list(tensors.values()))
    for (key, dims), slope in zip(case.dims.items(), slopes, strict=True):
        assert_near(at(solution[f"dS/d{key}"], shape_of(dims), place), slope, case, key)


def at(values: Any, shape: Any, place: tuple[int, ...]) -> Any:
    """Pick one set of a batch; a value that does not vary may have no batch axes."""
    values = np.asarray(values)
    assert values.shape[values.ndim - len(shape) :] == tuple(shape)
    return values[place] if values.ndim > len(shape) else values


def assert_near(ours: Any, theirs: Any, case: Case, key: str = "out") -> None:
    expected = theirs.detach().numpy().reshape(ours.shape)
    assert np.allclose(ours, expected, rtol=1e-10, atol=1e-11), (str(case), key, ours, expected)


@pytest.mark.parametrize("op", DIFFERENTIABLE)
@given(sizes=SIZES, seed=SEEDS)
@quick(4)
def test_gradients_equal_central_differences(
    op: str, sizes: tuple[int, int, int], seed: int
) -> None:
    for case in cases(*sizes).get(op, []):
        arrays = case.arrays(seed) | {"G": upstream(case, seed, ())}
        for key, gradient in gradients(case).items():
            slope = run(case, case.plan(Step("slope", gradient, ())), arrays)["slope"]
            expected = differences(case, arrays, key)
            slope = np.broadcast_to(slope, expected.shape)
            assert np.allclose(slope, expected, rtol=2e-6, atol=2e-7), (str(case), key)


def differences(case: Case, arrays: dict[str, Any], key: str, step: float = 1e-5) -> Any:
    """Perturb every entry of one name, up and down, in one batch."""
    x = arrays[key]
    moves = step * np.eye(x.size).reshape(x.size, *x.shape)
    up, down = (run(case, case.plan(), arrays | {key: x + sign * moves})["out"] for sign in (1, -1))
    change = np.broadcast_to(up - down, (x.size, *case.node.shape)) / (2 * step)
    return (change * arrays["G"]).reshape(x.size, -1).sum(axis=1).reshape(x.shape)


# --- Jacobians -----------------------------------------------------------------------------------
def vectors(case: Case) -> bool:
    shapes = [case.node.shape, *map(shape_of, case.dims.values())]
    inner = [arg.shape for arg in case.node.args]
    return all(not shape or (is_vector(shape) and len(shape) == 2) for shape in shapes + inner)


@pytest.mark.parametrize("op", DIFFERENTIABLE)
@given(n=st.integers(1, 4), seed=SEEDS)
@quick(4)
def test_jacobians_equal_torch(op: str, n: int, seed: int) -> None:
    for case in (c for c in cases(1, n, 3).get(op, []) + cases(n, 1, 3).get(op, []) if vectors(c)):
        shapes = {key: shape_of(dims) for key, dims in case.dims.items()}
        forward = Forward({"y": case.node}, shapes)
        for key in case.dims:
            if OPS[op].jacobian is None and not case.node.is_scalar:
                with pytest.raises(FormulaError, match="is not written as a matrix here"):
                    jacobian(forward, "y", key)
                continue
            step = jacobian(forward, "y", key)[-1]
            assert step.name == f"dy/d{key}"
            _compare_jacobian(case, key, step.formula, seed)


def _compare_jacobian(case: Case, key: str, formula: Expr, seed: int) -> None:
    arrays = case.arrays(seed)
    tensors = case.tensors(arrays)
    keys = list(tensors)
    full = torch.autograd.functional.jacobian(case.torch, tuple(tensors.values()))
    expected = full[keys.index(key)].numpy().reshape(size(case.node.shape), -1)
    steps = [Step("J", formula, ())]
    if "y" in names_in(formula):  # the rule refers to the output, as σ(1 − σ) does
        steps.insert(0, Step("y", case.node, ()))
    found = np.asarray(run(case, case.plan(*steps), arrays)["J"])
    wanted = () if expected.size == 1 else expected.shape
    assert formula.shape == wanted, (str(case), key, formula.shape, wanted)
    assert np.allclose(found.reshape(expected.shape), expected, rtol=1e-10, atol=1e-11), (
        str(case), key, str(formula), found, expected,
    )  # fmt: skip


def size(shape: Any) -> int:
    return int(np.prod(shape))
