import pytest

from solver.algebra.expr import Expr, make, name, number
from solver.document.blocks import Filled, Formula
from solver.render.maths import MathsWriter
from solver.render.matrix import value_latex
from tests.render.build import matrix

A, B, C = name("a"), name("b"), name("c")
WRITE = MathsWriter()


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (A / B / C, r"\frac{a / b}{c}"),
        (A / (B / C), r"\frac{a}{b / c}"),
        ((A + B / C) / C, r"\frac{a + b / c}{c}"),
        (A / (B * (B / C)), r"\frac{a}{b\,(b / c)}"),
        (A / B + A / C, r"\frac{a}{b} + \frac{a}{c}"),
        (A / (number(1) / (B / C)), r"\frac{a}{1 / (b / c)}"),
        (name("dL/dx") / C, r"\frac{\partial L/\partial x}{c}"),
    ],
)
def test_inside_a_fraction_quotients_are_strokes(expr: Expr, latex: str) -> None:
    assert WRITE(Formula(expr)) == latex


def test_a_value_inside_a_fraction_is_a_stroke_too() -> None:
    third, minus = matrix("1/3", "-2/3")
    printed = WRITE(Filled(A / (B * C), (("a", third), ("b", third), ("c", minus))))
    assert printed == r"\frac{1/3}{(1/3)\,(-2/3)}"


def test_a_repetition_breaks_after_its_commas() -> None:
    scan = make(
        "scan", name("x0"), name("x") / number(2),
        states=("x",), inputs=(), steps=3, out=0, together=False,
    )  # fmt: skip
    printed = WRITE(Formula(scan))
    assert r"\left[" not in printed
    assert printed.count(r",\allowbreak\; ") == 2


def test_a_sequence_of_matrices_counts_from_zero() -> None:
    shown = value_latex(matrix([[1]], [[2]]))
    assert r"\underset{[0]}" in shown
    assert r"\underset{[1]}" in shown
