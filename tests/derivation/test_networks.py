"""Gradients and Jacobians of random networks against Torch's autograd."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.gradient_names import as_derivative
from solver.derivation.gradients import gradients
from solver.derivation.jacobian import jacobian
from tests.algebra.quick import quick
from tests.derivation.nets import Net, at, networks, solved, with_lines

SEEDS = st.integers(0, 10**6)


def near(ours: Any, theirs: Any) -> bool:
    """Compare at 1e-10 of the largest entry."""
    theirs = np.asarray(theirs)
    scale = max(1.0, float(np.abs(theirs).max(initial=0)))
    return bool(np.abs(np.reshape(ours, theirs.shape) - theirs).max(initial=0) <= 1e-10 * scale)


@given(net=networks(), seed=SEEDS, batch=st.sampled_from([(), (1,), (2,), (3,), (2, 3)]))
@quick(120)
def test_gradients_equal_autograd(net: Net, seed: int, batch: tuple[int, ...]) -> None:
    forward = net.forward()
    wanted = [*(key for key in forward.givens if key != "t"), "x1", "z1"]
    steps = gradients(forward, "L", wanted)
    arrays = net.arrays(seed, batch)
    solution = solved(net, forward, with_lines(steps), arrays)
    named = {step.name: step for step in steps}
    assert {f"dL/d{key}" for key in wanted} <= set(named)
    for place in np.ndindex(*batch):
        tensors = {k: torch.tensor(a[place], requires_grad=True) for k, a in arrays.items()}
        found = {**tensors, **net.run(tensors)}
        assert near(at(solution["L"], place, ()), found["L"].item())
        bottoms = {key: pair.bottom for key in named if (pair := as_derivative(key))}
        inner = {key: below for key, below in bottoms.items() if below in found}
        slopes = torch.autograd.grad(
            found["L"], [found[k] for k in inner.values()], allow_unused=True
        )
        for (key, below), slope in zip(inner.items(), slopes, strict=True):
            expected = torch.zeros_like(found[below]) if slope is None else slope
            ours = at(solution[key], place, named[key].shape)
            assert near(ours, expected.numpy()), (key, str(named[key].formula), ours, expected)


@given(net=networks(), seed=SEEDS)
@quick(60)
def test_every_line_of_a_step_has_its_value(net: Net, seed: int) -> None:
    forward = net.forward()
    steps = gradients(forward, "L", list(forward.givens))
    solution = solved(net, forward, with_lines(steps), net.arrays(seed, (2,)))
    for step in steps:
        for k, line in enumerate((*step.before, *step.after)):
            assert line.expr.shape == step.shape
            value = np.broadcast_to(solution[step.name], (2, *step.shape))
            assert near(value, np.broadcast_to(solution[f"{step.name} line {k}"], value.shape)), (
                step.name, str(step.formula), str(line.expr),
            )  # fmt: skip


@given(net=networks(most=4, single=True), seed=SEEDS, batch=st.sampled_from([(), (1,), (3,)]))
@quick(60)
def test_jacobians_equal_autograd(net: Net, seed: int, batch: tuple[int, ...]) -> None:
    forward = net.forward()
    last = f"x{len(net.layers)}"
    bottom = "x0" if len(net.layers) < 3 else "x1"
    steps = (*jacobian(forward, last, bottom), *jacobian(forward, last, "b1"))
    steps = tuple({step.name: step for step in steps}.values())
    arrays = net.arrays(seed, batch)
    solution = solved(net, forward, with_lines(steps), arrays)
    named = {step.name: step for step in steps}
    for place in np.ndindex(*batch):
        tensors = {k: torch.tensor(a[place], requires_grad=True) for k, a in arrays.items()}
        found = {**tensors, **net.run(tensors)}
        for below in (bottom, "b1"):
            expected = full_jacobian(found[last], found[below])
            step = named[f"d{last}/d{below}"]
            assert step.shape == (expected.shape if expected.size > 1 else ())
            ours = at(solution[step.name], place, step.shape)
            assert near(ours, expected), (step.name, str(step.formula), ours, expected)
            for k, _ in enumerate((*step.before, *step.after)):
                line = at(solution[f"{step.name} line {k}"], place, step.shape)
                assert near(line, expected)


def full_jacobian(top: Any, bottom: Any) -> Any:
    """Differentiate entry by entry: n_top × n_bottom."""
    rows = [
        torch.autograd.grad(entry, bottom, retain_graph=True, allow_unused=True)[0]
        for entry in top.reshape(-1)
    ]
    blank = torch.zeros_like(bottom)
    return torch.stack([blank.reshape(-1) if r is None else r.reshape(-1) for r in rows]).numpy()
