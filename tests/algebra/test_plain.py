"""What is printed in plain notation is read back as the very same expression."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, names_in, number, walk
from solver.algebra.op import OPS
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import combine, symbol
from tests.algebra.builders import OWN, M, N
from tests.algebra.formulas import MAKERS, formulas
from tests.algebra.quick import quick

# only ever the left side of a step, or only ever in formulas that a kind makes
NEVER_WRITTEN = {"group", "partial"} | {
    key for key, op in OPS.items() if not op.call and not op.plain
}


def scope_of(expr: Expr) -> Scope:
    """Declare every name that is free in the formula, the sizes, and two functions."""
    free = set(names_in(expr))
    nodes = {n.attr("name"): n for n in walk(expr) if n.op == "name" and n.attr("name") in free}
    plain = {key: node for key, node in nodes.items() if "/" not in key}
    sizes = {str(size): make("dim", size=size) for size in (M, N)}
    return Scope(
        {**plain, **sizes}, OWN, lambda top, bottom: nodes[f"d{top}/d{bottom}"], frozenset("L")
    )


def read_back(expr: Expr) -> Expr:
    return read(str(expr), scope_of(expr))


def test_every_op_is_written() -> None:
    assert set(MAKERS) == set(OPS) - NEVER_WRITTEN


@pytest.mark.parametrize("op", MAKERS)
@given(data=st.data())
@quick(12)
def test_reading_what_is_printed_gives_the_same(op: str, data: Any) -> None:
    expr = data.draw(formulas(op))
    assert read_back(expr) == expr, str(expr)


@given(data=st.data())
@quick(60)
def test_deep_formulas_too(data: Any) -> None:
    expr = data.draw(st.sampled_from(sorted(MAKERS)).flatmap(lambda op: formulas(op, depth=4)))
    assert read_back(expr) == expr, str(expr)


@given(data=st.data())
@quick(30)
def test_formulas_survive_pickling(data: Any) -> None:
    expr = data.draw(st.sampled_from(sorted(MAKERS)).flatmap(formulas))
    again = pickle.loads(pickle.dumps(expr))
    assert (again, hash(again), str(again)) == (expr, hash(expr), str(expr))


A, B = name("a"), name("b")
P, Q = name("P", (N, N)), name("Q", (N, N))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (A + (B + A), "a + (b + a)"),
        ((A + B) + A, "a + b + a"),
        (A - (B - A), "a - (b - a)"),
        (A * (B / A), "a * (b / a)"),
        (A / B / A, "a / b / a"),
        (-(A**B), "-a**b"),
        ((-A) ** B, "(-a)**b"),
        ((A**B) ** A, "(a**b)**a"),
        (A ** (B**A), "a**b**a"),
        (A**-B, "a**-b"),
        (number(-2) ** number(2), "(-2)**2"),
        (-(A * B), "-(a * b)"),
        ((-A) * B, "-a * b"),
        (A - -B, "a - -b"),
        ((P @ Q).T, "(P @ Q).T"),
        (P @ Q.T, "P @ Q.T"),
        (P @ (Q @ P), "P @ (Q @ P)"),
        (P * Q @ P, "P * Q @ P"),
        (-P.T, "-P.T"),
        ((-P).T, "(-P).T"),
    ],
)  # fmt: skip
def test_brackets_are_those_needed_and_no_more(expr: Expr, text: str) -> None:
    assert str(expr) == text
    assert read_back(expr) == expr


TWICE = combine((2, N))


@pytest.mark.parametrize(
    "expr",
    [
        make("eye", size=TWICE),
        make("fill", A, shape=(TWICE, 1)),
        make("rows", name("r", (1, 3)), count=combine((2, M), (-1, N))),
        make("block", name("x", (combine((3, N)), 1)), axis=0, start=N, stop=TWICE),
        make("scan", A, name("h") * B, states=("h",), inputs=(), steps=TWICE, out=0,
             together=False),
    ],
    ids=lambda expr: expr.op,
)  # fmt: skip
def test_a_size_with_a_factor_is_read_back(expr: Expr) -> None:
    assert read_back(expr) == expr


def test_a_transposed_number_is_read_back() -> None:
    assert read_back(number(2).T) == number(2).T


LONG = 59 * "3"


@pytest.mark.parametrize(
    "text",
    ["1e-99", "1e99", "1.5e-70", "0." + LONG, "1." + LONG + "e-9", "0.05e-99", LONG + "e99"],
)
def test_every_number_that_can_be_typed_is_read_back(text: str) -> None:
    value = read(text, Scope({}))
    assert value == number(Fraction(text))
    assert read_back(value) == value


def test_a_name_that_stands_for_a_derivative_is_one_name() -> None:
    slope = name("dL/dP", (N, N))
    expr = (number(Fraction(1, 2)) * slope).T @ slope.T / A
    assert read_back(expr) == expr


def test_a_size_is_a_number_too() -> None:
    assert read_back(A / make("dim", size=symbol("n"))).args[1].op == "dim"
