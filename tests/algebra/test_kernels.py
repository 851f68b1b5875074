"""Every kernel on every backend against Torch's own functions, alone and with batch axes.

A new op fails `test_every_op_has_a_case` until it has one here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import make, name, walk
from solver.algebra.op import OPS
from solver.algebra.ops.functions import FUNCTIONS
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.kernel_cases import CASES, ELEMENTWISE, C, Case, Shape

KNOWN_ELSEWHERE = {"name", "number", "unknown"}
BATCHES: tuple[Shape, ...] = ((), (2,), (3,), (1,), (2, 3))  # also as long as an axis
NEVER_EVALUATED = {"partial"}  # the left side of an equation


def test_every_op_has_a_case() -> None:
    used = {node.op for case in CASES.values() for node in walk(case.built())}
    missing = set(OPS) - used - KNOWN_ELSEWHERE - NEVER_EVALUATED
    assert not missing, f"add cases here for {sorted(missing)}"


def values_for(case: Case, batch: Shape) -> list[Any]:
    """Give exact binary fractions, different in every entry, none of them zero."""
    rng = np.random.default_rng(len(batch) + sum(batch))
    found = []
    for shape in case.shapes:
        size = rng.integers(1, 40, size=(*batch, *shape)) / 16
        sign = 1 if case.positive else rng.choice([-1, 1], size=size.shape)
        found.append(size * sign)
    return found


def reference(case: Case, values: list[Any], batch: Shape) -> Any:
    """Apply Torch to one set of values after another."""
    sets = [np.reshape(v, (-1, *s)) for v, s in zip(values, case.shapes, strict=True)]
    alone = [case.torch(*map(torch.tensor, one)).numpy() for one in zip(*sets, strict=True)]
    return np.stack(alone).reshape((*batch, *alone[0].shape))


def plan_of(case: Case) -> Plan:
    givens = [Given("abc"[k], shape) for k, shape in enumerate(case.shapes)]
    return Plan((*givens, Given("n")), (Step("y", case.built(), ()),))


@pytest.mark.parametrize("backend", ["numpy", "torch", "exact"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_kernels_agree_with_torch(case: Case, backend: str) -> None:
    for batch in BATCHES:
        values = values_for(case, batch)
        givens = dict(zip("abc", values, strict=False)) | {"n": 3}
        solution = evaluate(plan_of(case), givens, backend)
        found = np.asarray(solution.floats("y"), dtype=float)
        expected = reference(case, values, batch)
        assert tuple(solution["y"].shape) == expected.shape, batch
        assert np.allclose(found, expected, rtol=1e-12, atol=1e-14), batch


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("key", [key for key, case in CASES.items() if len(case.shapes) > 1])
def test_what_is_shared_by_the_batch_has_no_batch_axes(key: str, backend: str) -> None:
    case = CASES[key]
    values = values_for(case, (3,))
    shared = [values[0], *(value[0] for value in values[1:])]
    full = [values[0], *(np.broadcast_to(v[0], v.shape) for v in values[1:])]
    givens = dict(zip("abc", shared, strict=False)) | {"n": 3}
    found = evaluate(plan_of(case), givens, backend)["y"]
    assert np.allclose(np.asarray(found), reference(case, full, (3,)), rtol=1e-12)


# --- where the plain formulas would fail --------------------------------------------------------
EXTREMES = [[-1000.0], [-40.0], [-1e-20], [0.0], [1e-20], [40.0], [1000.0]]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("called", sorted(set(ELEMENTWISE) - {"exp"}))
def test_far_from_zero_nothing_overflows(called: str, backend: str) -> None:
    shape = (len(EXTREMES), 1)
    formula = make(called, name("a", shape), **dict(FUNCTIONS[called].parameters))
    plan = Plan((Given("a", shape),), (Step("y", formula, ()),))
    found = np.asarray(evaluate(plan, {"a": EXTREMES}, backend)["y"])
    exact = np.asarray(evaluate(plan, {"a": EXTREMES}, "exact").floats("y"))
    assert np.isfinite(found).all()
    assert np.allclose(found, exact, rtol=1e-12, atol=1e-300)


def test_softmax_of_large_numbers() -> None:
    plan = Plan((Given("a", C),), (Step("y", make("softmax", name("a", C), axis=None), ()),))
    found = evaluate(plan, {"a": [1000, 1001, 999]}, "numpy").floats("y")
    expected = F.softmax(torch.tensor([1000.0, 1001.0, 999.0], dtype=torch.float64), dim=0)
    assert np.allclose(np.ravel(found), expected, rtol=1e-14)


def test_values_at_kinks_follow_the_stated_conventions() -> None:
    a = name("a", C)
    steps = tuple(Step(key, make(key, a), ()) for key in ("relu", "drelu", "abs", "sign", "unit"))
    mask = Step("mask", make("argmax_mask", a, axis=None), ())
    plan = Plan((Given("a", C),), (*steps, mask))
    for backend in ("exact", "numpy", "torch"):
        solution = evaluate(plan, {"a": [0, 0, 0]}, backend)
        for step in steps:
            assert solution.floats(step.name) == [[0.0]] * 3, (backend, step.name)
        assert solution.floats("mask") == [[1.0], [0.0], [0.0]]  # the first of a tie


READS_NUMBERS = {
    "index",
    "place",
    "bigsum",
    "prod",
    "at",
}  # places and bounds are read off the device
READS_NUMBERS |= {"roll2d"}  # how far a map is moved
READS_NUMBERS |= {op.name for op in OPS.values() if op.opaque}  # and so is what is searched


@pytest.mark.parametrize("key", CASES)
def test_no_kernel_leaves_the_device(key: str) -> None:
    """Run without data on Torch's meta device, which refuses to meet a tensor of another."""
    case = CASES[key]
    formula = case.built()
    if READS_NUMBERS & {node.op for node in walk(formula)}:
        return
    values = {k: v.tolist() for k, v in zip("abc", values_for(case, (2,)), strict=False)}
    plan = Plan(plan_of(case).givens[:-1], plan_of(case).steps)
    if any(node.op == "dim" for node in walk(formula)):
        return
    found = evaluate(plan, values, "torch", device="meta")["y"]
    assert found.device.type == "meta"
    assert found.dtype == torch.float64
