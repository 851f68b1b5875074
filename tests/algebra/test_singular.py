"""Singular values and vectors: exact ones against NumPy and mpmath, and what defines them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.exact import Undecided
from solver.algebra.expr import Expr, make, name, number
from solver.errors import FormulaError
from solver.evaluate import EvaluationError, evaluate
from solver.plan import Given, Plan, Step

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def matrices(draw: Any) -> Any:
    """Draw whole entries, so that many matrices lack rank or have equal singular values."""
    rows, columns = draw(SIZES)
    entries = st.lists(st.integers(-3, 3), min_size=rows * columns, max_size=rows * columns)
    return np.array(draw(entries)).reshape(rows, columns)


def solved(op: str, a: Any, backend: str = "exact", factor: Expr | None = None) -> Any:
    shape = () if a.shape == (1, 1) else a.shape
    value = (
        Fraction(int(a[0, 0])) if not shape else tuple(tuple(map(Fraction, r)) for r in a.tolist())
    )
    ref = name("A", shape)
    plan = Plan(
        (Given("A", shape, value),),
        (Step("y", make(op, ref if factor is None else factor * ref), ()),),
    )
    return evaluate(plan, None, backend)


def floats(op: str, a: Any, backend: str = "exact", factor: Expr | None = None) -> Any:
    found = np.asarray(solved(op, a, backend, factor).floats("y"), dtype=float)
    return found if op == "spectral_norm" else found.reshape(a.shape)


@given(a=matrices())
def test_the_spectral_norm_is_numpys(a: Any) -> None:
    for backend in ("exact", "numpy", "torch"):
        assert np.isclose(floats("spectral_norm", a, backend), np.linalg.norm(a, 2), atol=1e-12)


@given(a=matrices())
def test_polar_is_a_partial_isometry_and_leaves_a_symmetric_factor(a: Any) -> None:
    for backend in ("exact", "numpy", "torch"):
        u = floats("polar", a, backend)
        h = u.T @ a
        assert np.allclose(u @ h, a, atol=1e-9)
        assert np.allclose(h, h.T, atol=1e-9)
        assert np.linalg.eigvalsh((h + h.T) / 2).min() > -1e-9
        assert np.allclose(u @ u.T @ u, u, atol=1e-9)
        assert round(float(np.sum(u * u))) == np.linalg.matrix_rank(a)


@given(a=matrices())
def test_polar_of_full_rank_is_scipys(a: Any) -> None:
    assume(np.linalg.matrix_rank(a) == min(a.shape))
    assert np.allclose(floats("polar", a), scipy.linalg.polar(a)[0], atol=1e-9)


@given(a=matrices())
def test_leading_shares_among_the_largest(a: Any) -> None:
    u, values, v = np.linalg.svd(a)
    many = int(np.sum(values > values[0] - 1e-9)) if values[0] > 1e-9 else 0
    expected = u[:, :many] @ v[:many] / max(many, 1)
    for backend in ("exact", "numpy", "torch"):
        assert np.allclose(floats("leading", a, backend), expected, atol=1e-9)


def test_fifty_digits_are_right() -> None:
    a = np.arange(1, 13).reshape(4, 3) ** 2 % 7
    mpmath.mp.dps = 60
    expected = mpmath.svd_r(mpmath.matrix(a.tolist()), compute_uv=False)[0]
    found = solved("spectral_norm", a).rounded("y", 50).value
    assert abs(mpmath.mpf(found.numerator) / found.denominator - expected) < mpmath.mpf(10) ** -49


def test_what_is_rational_stays_exact() -> None:
    signs = np.outer(np.array([1, -1] * 8), [1, 1, -1, 1])
    assert solved("spectral_norm", signs).exact("y") == "8"
    assert solved("polar", signs).exact("y")[0] == ["1/8", "1/8", "-1/8", "1/8"]
    assert solved("polar", np.array([[3, -4], [4, 3]])).exact("y") == [
        ["3/5", "-4/5"],
        ["4/5", "3/5"],
    ]


def test_balls_do_as_well() -> None:
    root = make("sqrt", number(2))
    a = np.array([[1, 2], [0, 1], [3, 1]])
    expected = np.sqrt(2) * np.linalg.norm(a, 2)
    assert np.isclose(floats("spectral_norm", a, factor=root), expected, rtol=1e-14)
    assert np.allclose(floats("polar", a, factor=root), floats("polar", a), atol=1e-14)


def test_a_rank_that_balls_cannot_tell_is_told() -> None:
    with pytest.raises((EvaluationError, Undecided)):
        floats("polar", np.array([[1, 1], [1, 1]]), factor=make("sqrt", number(2)))


def test_what_is_no_matrix_or_too_large_is_refused() -> None:
    with pytest.raises(FormulaError, match="is not a matrix"):
        make("spectral_norm", name("q", (3,)))
    with pytest.raises(FormulaError, match="at most 24 rows or columns"):
        make("polar", name("A", (30, 40)))
