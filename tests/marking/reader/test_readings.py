"""Answers read as what they say, in any notation; what cannot be read is refused with a place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from solver.marking.reader import read, spellings, symbol
from solver.marking.syntax import Binary, Derivative, Number, Span, Symbol, Unreadable
from tests.marking.reader.sexpr import shown
from tests.marking.reader.table import readings

TABLE = readings()


def reading(text: str) -> str:
    try:
        return shown(read(text))
    except Unreadable as problem:
        return f"!! {problem.message}"


def test_the_table_is_long_enough_and_has_no_text_twice() -> None:
    texts = [text for text, _ in TABLE]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_a_text_reads_as_the_table_says(text: str, expected: str) -> None:
    assert reading(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "quantum", "digits", "rounded"),
    [
        ("12", "12", "1", 2, False),
        ("0.731", "0.731", "0.001", 3, False),
        ("0.0183", "0.0183", "0.0001", 3, False),
        ("≈ 0.731", "0.731", "0.001", 3, True),
        ("0.33…", "0.33", "0.01", 2, True),
        ("1.3 M", "1300000", "100000", 2, False),
        (r"1.3\,\text{M}", "1300000", "100000", 2, False),
        ("85.7 %", "0.857", "0.001", 3, False),
        (r"85.7\%", "0.857", "0.001", 3, False),
        ("1e-3", "0.001", "0.001", 1, False),
        (r"1.2\times10^{-3}", "0.0012", "0.0001", 2, False),
        (r"3 \cdot 10^2", "300", "100", 1, False),
        ("1,234,567", "1234567", "1", 7, False),
        ("100", "100", "1", 3, False),
        ("2.50", "2.5", "0.01", 3, False),
        ("0,5", "0.5", "0.1", 1, False),
        (r"0.\overline{3}", "1/3", "0", 1, False),
        ("0.0", "0", "0.1", 1, False),
    ],
)
def test_a_number_knows_what_its_last_digit_is_worth(
    text: str, value: str, quantum: str, digits: int, rounded: bool
) -> None:
    expected = Number(Fraction(value), Fraction(quantum), digits, rounded)
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("3 M", {"M"}, "(jux 3 M)"),
        ("3M", {"M"}, "(jux 3 M)"),
        ("2x1 + 3x2", {"x1", "x2"}, "(+ (jux 2 x_1) (jux 3 x_2))"),
        ("34x34", {"x", "x1"}, "(times 34 34)"),
        ("Wx + b", {"W", "x", "b"}, "(+ (jux W x) b)"),
        ("Wx + b", {"Wx", "b"}, "(+ Wx b)"),
        ("yhat - y", {"yhat", "y"}, "(- yhat y)"),
        (r"yhat - \hat y", {"yhat"}, "(- yhat y^)"),
        ("conv_params", {"conv_params"}, "conv_params"),
        (r"\text{conv}_{\text{params}}", {"conv_params"}, "conv_params"),
        ("dW1 = dz1 @ x.T", {"dW1", "dz1", "x"}, "{dW_1 = (@ dz_1 (T x))}"),
        (r"dW_1 = dz_1 x^T", {"dW1", "dz1", "x"}, "{dW_1 = (jux dz_1 (T x))}"),
        ("6000 steps", {"steps"}, "(jux 6000 steps)"),
        ("diagrelu", (), "(jux diag relu)"),
        ("eta*dL/dW1", {"eta", "W1"}, "(* eta (D L W_1))"),
        ("or", {"or"}, "or"),
    ],
)
def test_the_names_of_a_problem_decide(text: str, words: set[str], expected: str) -> None:
    assert shown(read(text, words)) == expected


def test_a_letter_before_a_bracket_is_a_function_if_it_is_said_to_be() -> None:
    assert shown(read("2 u(n - 4)", functions={"u"})) == "(jux 2 u((- n 4)))"
    assert shown(read("2 u(n - 4)")) == "(jux (jux 2 u) (- n 4))"


@pytest.mark.parametrize(
    "text", ["W1", "W_1", "W_{1}", "W₁", r"\mathbf{W}_1", "𝐖_1", "Ｗ１", "$W_1$"]
)
def test_a_name_has_one_spelling(text: str) -> None:
    assert symbol(text) == Symbol("W", below="1")


@pytest.mark.parametrize("text", ["σ_x", r"\sigma_x", "sigma_x", r"\sigma_{x}", r"{\sigma}_x"])
def test_a_greek_letter_is_its_name(text: str) -> None:
    assert symbol(text) == Symbol("sigma", below="x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W", "w"),
        (r"\sigma(z)", r"\sigma'(z)"),
        ("W_2 W_1", "W_1 W_2"),
        ("W", "W^T"),
        ("y", r"\hat y"),
        ("a^{(1)}", "a^1"),
        ("[2 -1]", "[2 - 1]"),
        ("(1, 2)", "{1, 2}"),
        ("-2^2", "(-2)^2"),
        ("1 - (2 - 3)", "1 - 2 - 3"),
        (r"a \odot b", "a b"),
        ("x_{12}", "x_{1,2}"),
    ],
)
def test_case_primes_order_and_brackets_are_kept(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("yhat", r"\hat{y}"),
        ("yhat", "yhat"),
        ("W1", "W_1"),
        ("W1", "W^{(1)}"),
        ("a1", "a^{[1]}"),
        ("x_next", r"x_{\text{next}}"),
        ("w_new", r"w^{\text{new}}"),
        ("W1_new", r"W_{1,\text{new}}"),
        ("W1_new", r"W_1^{\text{new}}"),
        ("sigma_x", r"\sigma_x"),
        ("eta", "η"),
        ("xbar", r"\bar x"),
        ("y_hat", r"\hat y"),
        ("dz1", "dz_1"),
        ("dz1", r"dz_1 "),
        ("dL/dW1", r"\frac{\partial L}{\partial W_1}"),
        ("dL/dyhat", r"\frac{\partial L}{\partial \hat{y}}"),
        ("b.dL/dW1", r"\nabla_{W_1} L"),
        ("b.yhat", r"\hat{y}"),
    ],
)
def test_a_plan_name_is_known_in_its_usual_spellings(name: str, written: str) -> None:
    assert read(written) in spellings(name)


def test_spellings_come_in_one_order() -> None:
    assert spellings("dL/dW1")[0] == Derivative(Symbol("L"), Symbol("W", below="1"))
    assert spellings("dz1")[1] == Binary("jux", Symbol("d"), Symbol("z", below="1"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1 + ", Span(3, 3)),
        ("(1 + 2", Span(0, 1)),
        ("3 * * 4", Span(4, 5)),
        (r"x + \foo", Span(4, 8)),
        ("1 6", Span(2, 3)),
        ("\u200b1 6", Span(3, 4)),
        ("2\u202e1", Span(1, 2)),
    ],
)
def test_a_complaint_knows_its_place(text: str, place: Span) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.span == place


@pytest.mark.parametrize(
    ("text", "hint"), [("1 6", "16"), ("2 1/3", "2 + 1/…"), (r"2\frac13", r"2 + \frac13")]
)
def test_a_complaint_says_what_would_be_readable(text: str, hint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert hint in caught.value.hint
