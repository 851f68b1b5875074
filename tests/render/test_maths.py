from fractions import Fraction
from typing import Any

import pytest

from solver.algebra.expr import Expr, name, number
from solver.algebra.shapes import symbol
from solver.document.blocks import Belongs, Filled, Formula, Maths, ShapeOf, Source, Value
from solver.render.maths import MathsWriter
from solver.render.matrix import value_latex
from tests.render.build import matrix

WRITE = MathsWriter({"a": r"\hat a"})
A, B, X = name("a"), name("b"), name("x", (2, 1))


@pytest.mark.parametrize(
    ("maths", "latex"),
    [
        (Formula(A + B), r"\hat a + b"),
        (Formula(A, B), r"\hat a = b"),
        (Value(Fraction(-1, 3)), r"-\frac{1}{3}"),
        (Value(Fraction(2), 4, A), r"\hat a = 2"),
        (ShapeOf((2, symbol("n"))), r"2 \times n"),
        (ShapeOf(()), r"\text{scalar}"),
        (Belongs(X), r"x \in \mathbb{R}^{2 \times 1}"),
        (Belongs(B), r"b \in \mathbb{R}"),
        (Source("x²"), "x^{2}"),
        (Source("z = \ue0000\ue001", (Value(Fraction(3)),)), "z = 3"),
    ],
)
def test_prints(maths: Maths, latex: str) -> None:
    assert WRITE(maths) == latex


@pytest.mark.parametrize(
    ("expr", "values", "latex"),
    [
        (A + B, {"a": Fraction(1), "b": Fraction(-2)}, "1 + (-2)"),
        (A - B, {"a": Fraction(-1)}, "-1 - b"),
        (A ** number(2), {"a": Fraction(1, 3)}, r"(\frac{1}{3})^{2}"),
        (-A, {"a": Fraction(-3)}, "-(-3)"),
        (A * B, {"a": Fraction(2), "b": Fraction(-3)}, r"2 \cdot (-3)"),
        (A - B, {"a": Fraction(2), "b": Fraction(-3)}, "2 - (-3)"),
        (A * B, {"a": Fraction(-2), "b": Fraction(-3)}, r"(-2) \cdot (-3)"),
        (A * (B * A), {"a": Fraction(2), "b": Fraction(-3)}, r"2 \cdot (-3) \cdot 2"),
        (A + B * A, {"a": Fraction(2), "b": Fraction(-3)}, r"2 + (-3) \cdot 2"),
        (A * -B, {"a": Fraction(1), "b": Fraction(2)}, r"1 \cdot (-2)"),
        (A * -B, {"a": Fraction(1), "b": Fraction(0)}, r"1 \cdot 0"),
        (-A * B, {"a": Fraction(2), "b": Fraction(3)}, r"-2 \cdot 3"),
        (
            X.T.T,
            {"x": ((Fraction(1),), (Fraction(2),))},
            r"(\begin{bmatrix*}[r] 1 \\ 2 \end{bmatrix*}^{\top})^{\top}",
        ),
    ],
)
def test_puts_numbers_in_with_the_brackets_they_need(
    expr: Expr, values: dict[str, Any], latex: str
) -> None:
    printed = WRITE(Filled(expr, tuple(values.items())))
    assert printed.replace(r"\left(", "(").replace(r"\right)", ")") == latex


def test_a_derivative_in_a_line_of_text_is_slashed() -> None:
    assert WRITE(Formula(name("dL/dx")), small=True) == r"\partial L/\partial x"
    assert WRITE(Formula(name("dL/dx"))) == r"\frac{\partial L}{\partial x}"


class TestValues:
    def test_column_is_a_matrix_and_in_text_a_transposed_row(self) -> None:
        column = matrix([1], [-2])
        assert value_latex(column) == r"\begin{bmatrix*}[r] 1 \\ -2 \end{bmatrix*}"
        assert value_latex(column, small=True) == r"[1,\; -2]^{\top}"

    def test_sequence(self) -> None:
        assert value_latex(matrix(1, 2)) == r"({1},\allowbreak\; {2})"

    def test_large_matrix_is_cut_and_says_its_shape(self) -> None:
        shown = value_latex(matrix(*[[i * j for j in range(40)] for i in range(30)]))
        assert shown.count("&") == 6 * 5
        assert r"\ddots" in shown
        assert shown.endswith(r"_{\scriptscriptstyle 30\times 40}")

    def test_twelve_columns_are_printed_in_full(self) -> None:
        assert "dots" not in value_latex(matrix(*[[i] * 12 for i in range(3)]))

    def test_slices_carry_their_index(self) -> None:
        shown = value_latex(matrix([[[1]], [[2]]], [[[3]], [[4]]]))
        assert shown.count("bmatrix*") == 8
        assert r"\underset{[2,1]}" in shown
