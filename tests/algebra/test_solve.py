"""Linear systems against exact fractions: one solution, none, or several."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import make, name
from solver.backends.base import EvaluationError
from solver.errors import FormulaError
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

BACKENDS = ("exact", "numpy", "torch")


def plan_of(rows: int, columns: int, sides: int = 1) -> Plan:
    shapes = {"A": (rows, columns), "b": (rows, sides)}
    shapes = {key: () if shape == (1, 1) else shape for key, shape in shapes.items()}
    refs = [name(key, shape) for key, shape in shapes.items()]
    steps = (Step("x", make("solve", *refs), ()), Step("r", make("rank", refs[0]), ()))
    return Plan(tuple(Given(key, shape) for key, shape in shapes.items()), steps)


@st.composite
def systems(draw: Any) -> tuple[Any, Any]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    row = st.lists(st.integers(-3, 3), min_size=columns, max_size=columns)
    matrix = draw(st.lists(row, min_size=max(rows, columns), max_size=max(rows, columns)))
    b = draw(st.lists(st.integers(-3, 3), min_size=len(matrix), max_size=len(matrix)))
    return matrix, b


@pytest.mark.parametrize("backend", BACKENDS)
@given(system=systems())
@quick(60)
def test_a_system_has_the_solution_that_sympy_finds_or_none(backend: str, system: Any) -> None:
    matrix, b = sympy.Matrix(system[0]), sympy.Matrix(system[1])
    plan = plan_of(*matrix.shape)
    givens = {
        "A": np.reshape(system[0], plan.givens[0].shape),
        "b": np.reshape(system[1], plan.givens[1].shape),
    }
    ranks = matrix.rank(), matrix.row_join(b).rank()
    assert plan.evaluate(givens, backend, targets=["r"]).floats("r") == ranks[0]
    if ranks[0] < matrix.shape[1] or ranks[1] > ranks[0]:
        with pytest.raises(EvaluationError, match=r"x has (no|more than one) solution"):
            plan.evaluate(givens, backend, targets=["x"])
        return
    found = plan.evaluate(givens, backend, targets=["x"])
    expected = [Fraction(str(entry)) for entry in matrix.gauss_jordan_solve(b)[0]]
    assert np.allclose(np.ravel(found.floats("x")), np.array(expected, dtype=float), atol=1e-12)
    if backend == "exact":
        assert [Fraction(str(entry)) for entry in np.ravel(found.exact("x"))] == expected


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_within_a_batch_a_set_without_a_solution_gets_no_number(backend: str) -> None:
    tall = [[1, 0], [0, 1], [1, 1]]
    givens = {"A": [tall, tall], "b": [[[1], [2], [3]], [[1], [2], [4]]]}
    found = np.asarray(plan_of(3, 2).evaluate(givens, backend, targets=["x"])["x"])
    assert np.allclose(found[0, :, 0], [1, 2])
    assert np.isnan(found[1]).all()


def test_rounding_errors_make_no_weight_of_a_zero() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.integers(-5, 6, size=(30, 9))
    x = np.array([0, -1, 0, -1, 8, -1, 0, -1, 0]) / 4
    found = plan_of(30, 9).evaluate({"A": matrix, "b": matrix @ x}, "numpy", targets=["x"])
    assert [entry == 0 for entry in np.ravel(found.floats("x"))] == [entry == 0 for entry in x]


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((3, 2), (2, 1)), "solve(A (3×2), b (2×1)): there are 3 equations, but 2 right sides"),
        (((2, 3), (2, 1)), "solve(A (2×3), b (2×1)): 2 equations cannot settle 3 unknowns"),
        (((2, 2, 2), (2, 1)), "solve(A (2×2×2), b (2×1)): it takes two matrices"),
    ],
)
def test_what_does_not_fit_names_both(shapes: Any, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        make("solve", name("A", shapes[0]), name("b", shapes[1]))
    assert caught.value.message == message
