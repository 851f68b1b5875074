"""The mistakes that ops know of: another node of the same shape, and another value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import Expr, names_in, walk
from solver.algebra.op import OPS, Slip
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.kernel_cases import CASES, Case
from tests.algebra.test_kernels import values_for

SLIPS = [(op.name, slip) for op in OPS.values() for slip in op.slips]
named = pytest.mark.parametrize(("op", "slip"), SLIPS, ids=[f"{o}-{s.words}" for o, s in SLIPS])


def mistakes(op: str, slip: Slip) -> Iterator[tuple[Case, Expr, Expr]]:
    """Make the mistake wherever a case has the op at its root or below."""
    for case in CASES.values():
        for node in walk(case.built()):
            if not set("abc").issuperset(names_in(node)):
                continue  # a part of what binds a name, as the condition of a search
            changed = slip.change(node) if node.op == op else None
            if changed is not None:
                yield case, node, changed


@named
def test_a_slip_keeps_the_shape(op: str, slip: Slip) -> None:
    assert all(changed.shape == node.shape for _, node, changed in mistakes(op, slip))


@named
def test_a_slip_changes_the_value_somewhere(op: str, slip: Slip) -> None:
    assert any(differs(case, node, changed) for case, node, changed in mistakes(op, slip))


def differs(case: Case, node: Expr, changed: Expr) -> bool:
    givens = tuple(Given("abc"[k], shape) for k, shape in enumerate(case.shapes))
    steps = (Step("right", node, ()), Step("wrong", changed, ()))
    values = dict(zip("abc", values_for(case, ()), strict=False))
    found = evaluate(Plan(givens, steps), values, backend="numpy")
    if "right" not in found or "wrong" not in found:
        return False
    return not np.allclose(found["right"], found["wrong"])


@named
def test_a_slip_is_worded_as_a_student_is_told(op: str, slip: Slip) -> None:
    assert slip.words
    assert slip.words == slip.words.strip().rstrip(".")
