"""Elementwise functions: 200 digits against mpmath, far out and near 0, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name
from solver.algebra.op import OPS
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.plain import sentence
from solver.backends import find
from solver.backends.base import CAP, Scope
from solver.backends.program import run
from solver.evaluate import evaluate
from solver.modelling.describe import describe
from solver.plan import Given, Plan, Step
from tests.algebra.cases import ACTIVATIONS, POSITIVE_ONLY
from tests.algebra.quick import quick

mp = mpmath.MPContext()
mp.dps = 230
OTHER = {"slope": Fraction(1, 8), "alpha": Fraction(3, 2)}  # beside what is declared
GATE = mp.mpf(1702) / 1000


def _logistic(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


REFERENCE: dict[str, Callable[..., Any]] = {
    "sigmoid": _logistic,
    "tanh": mp.tanh,
    "relu": lambda x: max(x, mp.mpf(0)),
    "drelu": lambda x: mp.mpf(x > 0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "dleaky_relu": lambda x, slope: mp.mpf(1) if x > 0 else slope,
    "elu": lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
    "delu": lambda x, alpha: mp.mpf(1) if x > 0 else alpha * mp.exp(x),
    "gelu": lambda x: x * _logistic(GATE * x),
    "gelu_erf": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "exp": mp.exp,
    "log": mp.log,
    "erf": mp.erf,
    "abs": abs,
    "sign": mp.sign,
    "sqrt": mp.sqrt,
}
FAR = ("0", "1e-300", "1e-16", "1e-5", "0.3", "1", "4", "30", "40", "300", "700", "800")
POINTS = [Fraction(sign + x) for x in FAR for sign in ("", "-")]
rationals = st.fractions(-60, 60, max_denominator=10**6)


def parameters(op: str, other: bool) -> dict[str, Fraction]:
    return {key: OTHER[key] if other else value for key, value in FUNCTIONS[op].parameters}


def inside(op: str, x: Fraction) -> bool:
    return x > 0 or op not in POSITIVE_ONLY


def as_mp(x: Fraction) -> Any:
    return mp.mpf(x.numerator) / x.denominator


def expected(op: str, x: Fraction, attrs: dict[str, Fraction]) -> Any:
    return REFERENCE[op](as_mp(x), **{key: as_mp(value) for key, value in attrs.items()})


def test_every_function_has_a_reference() -> None:
    assert set(REFERENCE) == set(FUNCTIONS)


# --- exact numbers -------------------------------------------------------------------------------
def to_200_digits(op: str, x: Fraction, attrs: dict[str, Fraction]) -> Any:
    """Raise the precision, as the evaluator does, until 200 digits are proved."""
    precision = 1024
    while True:
        with ctx.workprec(precision):
            found = OPS[op].exact(fmpq(x.numerator, x.denominator), **attrs)  # type: ignore[misc]
            if not isinstance(found, arb):
                return mp.mpf(int(found.p)) / int(found.q)
            if found.rel_accuracy_bits() > 670:
                return mp.mpf(found.mid().str(220, radius=False))
        assert precision < CAP, f"{op}({x}) is not decided by {CAP} bits"
        precision *= 2


def check_digits(op: str, x: Fraction, other: bool) -> None:
    attrs = parameters(op, other)
    wanted = expected(op, x, attrs)
    assert abs(to_200_digits(op, x, attrs) - wanted) <= abs(wanted) * mp.mpf(10) ** -200


@pytest.mark.parametrize("op", REFERENCE)
@given(x=rationals, other=st.booleans())
@quick(25)
def test_exact_values_have_200_right_digits(op: str, x: Fraction, other: bool) -> None:
    if inside(op, x):
        check_digits(op, x, other)


@pytest.mark.parametrize("x", POINTS, ids=str)
@pytest.mark.parametrize("op", REFERENCE)
def test_exact_values_far_out_and_near_0(op: str, x: Fraction) -> None:
    if inside(op, x):
        check_digits(op, x, True)


@pytest.mark.parametrize("op", REFERENCE)
@given(x=rationals.filter(bool))
@quick(8)
def test_sympy_form_and_derivative(op: str, x: Fraction) -> None:
    """The SymPy form that is declared is the same function, and has the same derivative."""
    if not inside(op, x):
        return
    attrs = parameters(op, True)
    named = {key: sympy.Rational(v.numerator, v.denominator) for key, v in attrs.items()}
    u = sympy.Symbol("x", real=True)
    form = sympy.sympify(FUNCTIONS[op].sympy, {"x": u, **named}, rational=True)
    at = {u: sympy.Rational(x.numerator, x.denominator)}
    near(form.subs(at), expected(op, x, attrs))
    slope = FUNCTIONS[op].derivative(make(op, name("x"), **attrs))
    plan = Plan((Given("x", (), x),), (Step("slope", slope, ()),))
    found = plan.evaluate().rounded("slope", 45)
    near(sympy.diff(form, u).subs(at).doit(), as_mp(getattr(found, "value", found)))


def near(form: Any, value: Any) -> None:
    found = mp.mpf(str(sympy.N(form, 45, maxn=2000)))
    assert abs(found - value) <= mp.mpf(10) ** -38 * max(abs(value), mp.mpf(10) ** -40)


# --- doubles -------------------------------------------------------------------------------------
def doubles(expr: Expr, points: list[float], backend: str) -> Any:
    """Run the kernels as they are, without the evaluator's pardon for overflow."""
    found = find(backend, "cpu")
    x = found.array([[value] for value in points])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        return np.asarray(run(expr, Scope(found, {}, {"x": x}, {}))).reshape(-1)


def points_for(op: str) -> list[float]:
    return [float(x) for x in POINTS if inside(op, x) and (op != "exp" or x < 705)]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("op", REFERENCE)
def test_doubles_are_right_far_out_and_near_0(op: str, backend: str) -> None:
    points, attrs = points_for(op), parameters(op, True)
    found = doubles(make(op, name("x", (len(points), 1)), **attrs), points, backend)
    wanted = np.array([float(expected(op, Fraction(x), attrs)) for x in points])
    assert np.allclose(found, wanted, rtol=1e-12, atol=1e-307)


STABLE: dict[str, Any] = {  # Torch's own gradient of these is NaN far out
    "softplus": lambda x: -torch.nn.functional.logsigmoid(-x),
    "delu": lambda x: torch.exp(torch.clamp(x, max=0)),
}


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("op", REFERENCE)
def test_derivatives_are_autograds_far_out_and_near_0(op: str, backend: str) -> None:
    points = [x for x in points_for(op) if x]
    slope = FUNCTIONS[op].derivative(make(op, name("x", (len(points), 1)), **parameters(op, False)))
    found = doubles(slope, points, backend)
    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    (wanted,) = torch.autograd.grad((ACTIVATIONS | STABLE)[op](x).sum(), x)
    assert np.allclose(found, wanted, rtol=1e-12, atol=1e-14)


# --- kinks ---------------------------------------------------------------------------------------
AT_0 = {
    "relu": 0, "abs": 0, "leaky_relu": Fraction(1, 8), "elu": Fraction(3, 2),
    "delu": Fraction(3, 2),
}  # fmt: skip


def slope_at(op: str, x: Fraction, backend: str) -> float:
    node = make(op, name("x"), **parameters(op, True))
    plan = Plan((Given("x"),), (Step("slope", FUNCTIONS[op].derivative(node), ()),))
    return float(evaluate(plan, {"x": x}, backend).floats("slope"))


@pytest.mark.parametrize("op", sorted(set(REFERENCE) - POSITIVE_ONLY))
def test_the_convention_at_a_kink_is_stated_and_kept(op: str) -> None:
    """A jump of the derivative at 0 is stated; what is taken there is what Torch takes."""
    tiny = Fraction(1, 10**30)
    jumps = abs(slope_at(op, tiny, "exact") - slope_at(op, -tiny, "exact")) > 1e-9
    assert jumps == bool(OPS[op].kink) == (op in AT_0)
    if jumps:
        assert {slope_at(op, Fraction(0), b) for b in ("exact", "numpy", "torch")} == {AT_0[op]}


# --- words ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("op", "said"), [("elu", "with α = 1.5"), ("leaky_relu", "slope = 0.125")])
def test_a_reason_states_the_parameters_it_speaks_of(op: str, said: str) -> None:
    node = make(op, name("x"), **parameters(op, True))
    _, why = OPS[op].vjp(node, name("g"), 0)  # type: ignore[misc]
    assert sentence(describe(node)).endswith(said)
    assert sentence(why).endswith(said)
