"""Formulas at every term, minima downhill of a start, ratios and verdicts: what they refuse too."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.balls import simplest
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.pull import pull
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.tidy import tidy
from solver.backends.arrays import exact_array
from solver.errors import FormulaError
from solver.evaluate import EvaluationError
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

NAMES = {
    "x": (), "a": (), "q": (4,), "Q": (4, 2, 1), "v": (2, 1), "w": (2, 1), "A": (2, 2),
}  # fmt: skip
SCOPE = Scope({key: name(key, shape) for key, shape in NAMES.items()})


def value(expr: Expr, backend: str = "numpy", **values: Any) -> Any:
    plan = Plan(tuple(Given(k, s) for k, s in NAMES.items()), (Step("y", expr, ()),))
    return plan.evaluate(values, backend, targets=["y"])["y"]


# --- derivatives ---------------------------------------------------------------------------------
FORMULAS = {
    "each(u * sigmoid(a * u), u=q)": ("q", "a"),
    "each(norm(A @ u - w), u=Q)": ("Q", "A", "w"),
    "each(u * s, u=q, s=Q)": ("q", "Q"),
    "each(a * u, u=ratios(q))": ("q", "a"),
    "ratios(each(norm(u), u=Q))": ("Q",),
}


@pytest.mark.parametrize(("text", "key"), [(t, k) for t, keys in FORMULAS.items() for k in keys])
def test_gradients_equal_central_differences(text: str, key: str) -> None:
    formula, rng = read(text, SCOPE), np.random.default_rng(3)
    values = {k: rng.uniform(0.5, 2, size=s) for k, s in NAMES.items()}
    weight = rng.normal(size=tuple(int(str(dim)) for dim in formula.shape))
    up = name("G", formula.shape)
    gradient = pull(formula, up, key)
    assert gradient is not None
    givens = (*(Given(k, s) for k, s in NAMES.items()), Given("G", formula.shape))
    plan = Plan(givens, (Step("y", formula, ()), Step("dy", gradient, ())))
    found = np.asarray(plan.evaluate({**values, "G": weight}, "numpy")["dy"])
    assert found.shape == NAMES[key]
    for place in np.ndindex(*found.shape):
        ends = []
        for sign in (1, -1):
            moved = {k: np.array(v) for k, v in values.items()}
            moved[key][place] += sign * 1e-6
            out = plan.evaluate({**moved, "G": weight}, "numpy", targets=["y"])["y"]
            ends.append(float(np.sum(out * weight)))
        assert found[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-8)


# --- minima --------------------------------------------------------------------------------------
@given(
    centre=st.fractions(-50, 50, max_denominator=400),
    start=st.fractions(-50, 50, max_denominator=9),
)
@quick(20)
def test_a_rational_minimum_is_found_exactly(centre: Fraction, start: Fraction) -> None:
    body = (name("x") - number(centre)) ** number(4) + make("abs", name("x") - number(centre))
    found = value(make("minimiser", number(start), body, variable="x"), "exact")
    assert found == fmpq(centre.numerator, centre.denominator)


@given(low=st.fractions(-9, 9), width=st.fractions(0, 2))
@quick(60)
def test_the_simplest_fraction_has_the_least_denominator(low: Fraction, width: Fraction) -> None:
    ends = [np.asarray(fmpq(f.numerator, f.denominator), dtype=object) for f in (low, low + width)]
    (found,) = (simplest(*ends).item(),)
    assert low <= Fraction(int(found.p), int(found.q)) <= low + width
    smaller = range(1, min(int(found.q), 60))
    assert not any(low <= Fraction(-(-low * q // 1), q) <= low + width for q in smaller)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("minimiser(exp(x), x=a)", "keeps its sign"),
        ("minimiser(-x**2, x=0*a)", "keeps its sign"),
        ("minimiser(v[1] * v[2], v=w)", "not positive definite"),
        ("minimiser(exp(v[1]) + v[2]**2, v=w)", "Newton"),
    ],
)
def test_there_may_be_no_minimum(text: str, word: str) -> None:
    formula = read(text, SCOPE)
    values = {"a": 1, "w": [[1], [2]]}
    with pytest.raises(EvaluationError, match=word):
        value(formula, "exact", **values)
    for backend in ("numpy", "torch"):
        found = np.asarray(value(formula, backend, **values))
        assert np.isnan(found).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("minimiser(v, v=w)", "v (2×1) is not a number: it has no minimum"),
        ("minimiser(sum(x), x=A)", "A (2×2) is neither a number nor a column"),
        ("minimiser(x**2)", "minimiser takes one variable"),
        ("minimiser(x**2, x=a, v=w)", "minimiser takes one variable"),
        ("each(x**2)", "each takes a sequence"),
        ("each(u, u=v)", "v (2×1) is not a sequence"),
        ("each(q, u=q)", "q (4) is a sequence already"),
        ("each(u + s, u=q, s=block(q, 1, 2))", "differ in length"),
        ("ratios(v)", "v (2×1) is not a sequence of at least two numbers"),
        ("approach(q, v)", "have another shape than v (2×1)"),
        ("approach(v, a)", "v (2×1) is not a sequence of at least two terms"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text, SCOPE)
    assert message in str(caught.value)


def test_a_fraction_may_be_thousands_of_divisions_deep() -> None:
    a, b = 1, 1
    for _ in range(5000):
        a, b = b, a + b
    low, high = sorted((fmpq(a, b), fmpq(b, a + b)))
    found = simplest(exact_array(low), exact_array(high)).item()
    assert low <= found <= high


# --- verdicts ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ([8, 4, 2, 1], 0),
        ([8, 4, 3, 2.5], 0),
        ([8, 4, 3, 2.75], 2),
        ([800, 760, 722, 686], 1),
        ([8, -4, 2, -1], 3),
        ([1, 2, 4, 8], 4),
        ([1, -2, 4, -8], 4),
        ([1, 0, 0, 0], 0),
        ([0, 0, 0, 0], 0),
        ([1, 1, 1, 1], 1),
        ([100, 0.5, -0.5, 0.5], 0),  # what is within 1 % of the start is noise
        ([100, 50, 0.9, 0.9], 0),
        ([1, float("nan"), 2, float("inf")], 4),
    ],
)
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_verdict_follows_the_stated_rule(terms: list[float], code: int, backend: str) -> None:
    formula = read("approach(q, a)", SCOPE)
    assert int(value(formula, backend, q=[t + 5 for t in terms], a=5)) == code
    if np.isfinite(terms).all():
        assert int(float(value(formula, "exact", q=[t + 5 for t in terms], a=5))) == code


# --- the form of a derivative --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "nice"),
    [
        ("x**3 + (-1)", "x**3 - 1"),
        ("(v.T @ A).T", "A.T @ v"),
        ("(0.5 * (v.T @ A.T)).T", "0.5 * (A @ v)"),
        ("(A @ v).T", "(A @ v).T"),
    ],
)
def test_signs_and_transposes_are_tidied(text: str, nice: str) -> None:
    assert str(tidy(read(text, SCOPE))) == nice


@pytest.mark.parametrize(
    ("text", "gradient"),
    [
        (
            "x * sigmoid(2 * x)",
            "sigmoid(2 * x) + 2 * (x * (sigmoid(2 * x) * (1 - sigmoid(2 * x))))",
        ),
        ("exp(x) * x", "x * exp(x) + exp(x)"),
    ],
)
def test_uses_add_up_in_the_order_in_which_they_are_written(text: str, gradient: str) -> None:
    assert str(pull(read(text, SCOPE), number(1), "x")) == gradient
