"""Comparisons, cases and tables: how they read and print, and what they do at the edges."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.latex import Latex
from solver.algebra.op import OPS
from solver.algebra.ops.tabulate import tabulated
from solver.algebra.pull import pull
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.backends.base import EvaluationError
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

A, B, C, V = name("a"), name("b"), name("c"), name("v", (4,))
SCOPE = Scope({"a": A, "b": B, "c": C, "v": V, "X": name("X", (2, 2))})
BACKENDS = ("exact", "numpy", "torch")
SIGNS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def value(text: str, backend: str = "exact", **givens: Any) -> Any:
    known = [Given(key, SCOPE.names[key].shape) for key in givens]
    plan = Plan(tuple(known), (Step("y", read(text, SCOPE), ()),))
    return evaluate(plan, givens, backend).floats("y")


# --- reading and printing ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a < b", "[a < b]"),
        ("0 <= a < b", r"[0 \le a < b]"),
        ("a < b and c != 1", r"[a < b \text{ and } c \ne 1]"),
        ("(a < b or b < c) and a == c", r"[(a < b \text{ or } b < c) \text{ and } a = c]"),
        ("not a < b", r"[\text{not } (a < b)]"),
        ("(a < b) + 1", "[a < b] + 1"),
        ("cases(a, a > 0, 0)",
         r"\begin{cases} a, & a > 0 \\ 0, & \text{otherwise} \end{cases}"),
        ("cases(a, a > 0, b, a <= 0)",
         r"\begin{cases} a, & a > 0 \\ b, & a \le 0 \end{cases}"),
        ("at(v, a - 1, start=-2)", "v(a - 1)"),
        ("convolve(v, v)", "v * v"),
        ("all(tabulate(k < a, (k, 0, 3)))", r"[k < a \text{ for } k = 0, \dots, 3]"),
    ],
)  # fmt: skip
def test_is_printed_and_read_back(text: str, latex: str) -> None:
    expr = read(text, SCOPE)
    assert Latex()(expr) == latex
    assert read(str(expr), SCOPE) == expr


def test_a_chain_is_every_comparison_in_it() -> None:
    first, then = make("le", number(0), A), make("lt", A, B)
    assert read("0 <= a < b", SCOPE) == make("and", first, then)
    assert read("0 <= a and a < b", SCOPE) == make("and", first, then)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cases(a)", "a value and a condition"),
        ("cases(X, a > 0, v)", "differ in shape"),
        ("X < v", "the shapes differ"),
        ("tabulate(a, b)", "a range is"),
        ("tabulate(X, (k, 0, 3))", "a table has numbers in it"),
        ("tabulate(k, (k, 3, 0))", "1 to 10000 terms"),
        ("tabulate(k, (k, 0, 99999))", "1 to 10000 terms"),
        ("tabulate(k, (k, 0, a))", "from one whole number"),
        ("at(X, 1)", "is not a sequence"),
        ("at(v, X)", "not one place"),
        ("convolve(X, v)", "X is not a sequence"),
        ("a in b", "`in` is not allowed"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        read(text, SCOPE)


# --- values --------------------------------------------------------------------------------------
@pytest.mark.parametrize("backend", BACKENDS)
@given(a=st.integers(-3, 3), b=st.integers(-3, 3))
@quick(20)
def test_comparisons_are_those_of_python(backend: str, a: int, b: int) -> None:
    for sign, holds in SIGNS.items():
        assert value(f"a/3 {sign} b/3", backend, a=a, b=b) == float(holds(a, b))
    logic = float((a < b or a == 2) and not b > 1)
    assert value("(a < b or a == 2) and not b > 1", backend, a=a, b=b) == logic


@pytest.mark.parametrize("backend", BACKENDS)
def test_doubles_that_differ_by_rounding_are_equal(backend: str) -> None:
    assert (
        value("a + b == c", backend, a=Fraction("0.1"), b=Fraction("0.2"), c=Fraction("0.3")) == 1
    )
    assert value("a == b", backend, a=1, b=Fraction(10**9 + 1, 10**9)) == 0


def test_a_case_that_does_not_apply_is_not_worked_out_exactly() -> None:
    assert value("cases(1/a, a != 0, 7)", a=0) == 7
    assert value("cases(1/a, a != 0, 7)", a=2) == 0.5
    assert value("cases(log(a), a > 0, -1)", a=-3) == -1


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_cases_are_chosen_for_each_of_a_batch(backend: str) -> None:
    found = value("cases(1/a, a != 0, 7)", backend, a=[0.0, 2.0, 4.0])
    assert found == [7.0, 0.5, 0.25]


def test_without_a_case_that_applies_there_is_no_value() -> None:
    with pytest.raises(EvaluationError, match="no case that applies"):
        value("cases(1, a > 0)", a=-1)
    assert np.isnan(float(value("cases(1, a > 0)", "numpy", a=-1)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_table_is_read_where_it_is_and_0_beyond(backend: str) -> None:
    givens = {"v": [5, 6, 7, 8]}
    read_off = [value(f"at(v, {n}, start=-1)", backend, **givens) for n in range(-3, 5)]
    assert read_off == [0, 0, 5, 6, 7, 8, 0, 0]
    with pytest.raises(EvaluationError, match="the terms run from -1 to 2"):
        value("at(v, 3, start=-1, beyond=0)", backend, **givens)


# --- derivatives of tables, and slips ------------------------------------------------------------
def test_the_gradient_of_a_table_adds_up_its_terms() -> None:
    expr = tabulated(A ** name("k"), "k", 0, 3)
    slope = pull(expr, name("G", (4,)), "a")
    assert isinstance(slope, Expr)
    arriving = [1, 10, 100, 1000]
    givens = {"a": 2, "G": arriving}
    plan = Plan((Given("a"), Given("G", (4,))), (Step("s", slope, ()),))
    expected = sum(g * k * 2 ** (k - 1) for k, g in enumerate(arriving) if k)
    for backend in BACKENDS:
        assert evaluate(plan, givens, backend).floats("s") == expected


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("a < b", "a <= b"),
        ("a >= b", "a > b"),
        ("cases(1, a > 0, 2)", "cases(2, a > 0, 1)"),
        ("convolve(v, v)", "convolve(v, reverse(v))"),
        ("at(v, a)", "at(v, a - 1)"),
    ],
)
def test_slips_are_other_formulas_of_the_same_shape(text: str, slip: str) -> None:
    expr = read(text, SCOPE)
    (known,) = OPS[expr.op].slips
    changed = known.change(expr)
    assert changed == read(slip, SCOPE)
    assert changed.shape == expr.shape


def test_cases_that_are_alike_cannot_be_exchanged() -> None:
    expr = read("cases(1, a > 0, 1)", SCOPE)
    assert OPS["cases"].slips[0].change(expr) is None
