"""Single answers and what is said of them: shapes, digits, formulas, blanks, strictness."""

from __future__ import annotations

from fractions import Fraction

import pytest

from solver.marking.handed import Handed
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.said import Entry, Said
from solver.marking.marking import Answer, marked
from solver.marking.verdicts import Verdict
from tests.marking.rooms import judged, room

LAYER = """\
id: layer
kind: network
given: {W: [[1, 2], [3, -4]], x: [1, 2], t: [1, 1], b: [0, 1]}
forward: {z: W @ x + b, a: relu(z), L: sum((a - t)**2)}
ask: [z, L, dL/dW, dL/dx]
"""
COUNTS = """\
id: counts
kind: formulas
given: {p: 61770, n: 7, W: [[1, 2], [3, 4], [5, 6]], r: [[1, 2, 3]]}
steps:
  total: p
  much: p * p * 4643681
  third: 1 / 3
  share: 6 / n
  fine: 1 / n
  short: 5 / 8
  root: sqrt(2)
  tiny: exp(-9)
  zero: p - p
  M: W
  s: W @ W.T
  mixed: "[1000.5, 3.2]"
  flat: r
ask:
  [total, much, third, share, {step: fine, digits: 5}, short, root, tiny, zero, M, s, mixed, flat]
"""
SYMBOLS = """\
id: symbols
kind: network
given: {W: {shape: [m, n]}, x: {shape: [n]}, t: {shape: [m]}, b: {shape: [m]}}
forward: {z: W @ x + b, a: sigmoid(z), L: sum((a - t)**2)/2}
ask: [z, a, L, dL/da, dL/dz, dL/dW, dL/dx]
"""
STACK = """\
id: stack
kind: network
given: {x: {shape: [n]}, W1: {shape: [n, n]}, W2: {shape: [n, n]}, A: {shape: [n, n]}}
forward: {y: W2 @ W1 @ x, P: W2 @ W1, Q: A.T}
ask: [y, P, Q]
"""
SUMS = """\
id: sums
kind: formulas
given: {n: {integer: ">= 1"}, y: {real: "> 0"}, v: {real: any}}
steps: {s: "sum(k, (k, 1, n))", q: y**2/2 + y, size: abs(v), gain: 2*q}
ask: [s, q, size]
"""
PULSE = """\
id: pulse
kind: fir
given: {N: {integer: ">= 1"}}
signals: {x: rect(N), h: rect(1)}
range: [-3, 14]
ask: [y]
"""


def outcomes(text: str, name: str, answers: str) -> list[tuple[str, str]]:
    """Judge answers that stand one a line."""
    lines = [line.strip() for line in answers.strip().splitlines()]
    return [(line, str(judged(text, name, line).outcome)) for line in lines]


def all_are(outcome: str, text: str, name: str, answers: str) -> None:
    found = outcomes(text, name, answers)
    assert found == [(answer, outcome) for answer, _ in found]


# --- shapes ---------------------------------------------------------------------------------------
def test_a_list_has_no_orientation_and_a_matrix_has_one() -> None:
    all_are("correct", LAYER, "z", "[5, -4] \n [5; -4] \n (5, -4)^T \n 5, -4 \n [5.0, -4.00]")
    row = judged(LAYER, "z", "[[5, -4]]")
    assert (row.outcome, row.why) == ("notation", "a row was given where a column was asked")
    column = judged(COUNTS, "flat", "[1; 2; 3]")
    assert (column.outcome, column.why) == ("notation", "a column was given where a row was asked")
    all_are("correct", COUNTS, "flat", "[1, 2, 3] \n [[1, 2, 3]]")


def test_the_transpose_is_right_but_for_the_notation() -> None:
    all_are("notation", COUNTS, "M", "[[1, 3, 5], [2, 4, 6]]")
    all_are("notation", LAYER, "dL/dW", "[[8, 0], [16, 0]]")  # of a gradient, even a square one
    all_are("wrong", COUNTS, "M", "[[1, 3, 5], [2, 4, 7]]")


@pytest.mark.parametrize(
    ("name", "answer", "why"),
    [
        ("z", "[5, -4, 0]", "an array of 3 was given, and an array of 2 × 1 was asked"),
        ("z", "5", "a number was given, and an array of 2 × 1 was asked"),
        ("dL/dW", "[[8, 16]]", "an array of 1 × 2 was given, and an array of 2 × 2 was asked"),
        ("L", "[17, 0]", "an array of 2 was given, and a number was asked"),
    ],
)
def test_a_wrong_size_is_wrong_and_both_sizes_are_said(name: str, answer: str, why: str) -> None:
    found = judged(LAYER, name, answer)
    assert (found.outcome, found.why) == ("wrong", why)


def test_the_first_wrong_entry_is_found_in_reading_order() -> None:
    assert judged(LAYER, "dL/dW", "[[8, 16], [0, 1]]").place == 3
    assert judged(LAYER, "dL/dW", "[[8, 15], [1, 1]]").place == 1
    assert judged(LAYER, "z", "[5, 4]").place == 1


# --- digits ---------------------------------------------------------------------------------------
RIGHT = {
    "total": "61770 \n 61,770 \n 61770.0 \n 61.8k \n 6.18e4 \n 61.77k \n 7*61770/7 \n ≈ 61800",
    "much": "1.77e16 \n 17.7e15 \n 1.772e16",
    "third": r"1/3 \n 0.333 \n 0.3333 \n 33.3% \n 2/6 \n 3^{-1} \n 0.3334 \n 0.333... \n ≈ 0.333",
    "share": "6/7 \n 0.857 \n 85.7% \n 12/14 \n 0.8571 \n 0.857142857",
    "fine": "1/7 \n 0.14286 \n 0.142857",
    "short": "5/8 \n 0.625 \n 62.5%",
    "root": r"sqrt(2) \n 1.41 \n 1.414 \n 2^{0.5} \n \sqrt2 \n 1.4142135623730951 \n 2/sqrt(2)",
    "tiny": "e^{-9} \n 1.23e-4 \n 0.000123 \n 0.0001234",
    "zero": "0 \n 0.0 \n -0 \n -5.5e-17",
    "mixed": "[1000.5, 3.2] \n [1000, 3] \n [1.00e3, 3.2] \n [1000, 3.21]",
}
COARSE = {
    "total": "62k \n 6.2e4 \n 61769.9 \n 61770.4",
    "much": "1.8e16",
    "third": "0.33 \n 33% \n 0.334 \n 0.332 \n 333/1000",
    "share": "0.86 \n 86% \n 0.858",
    "fine": "0.143 \n 0.1429",
    "short": "0.62 \n 0.63 \n 0.6 \n 0.6251",
    "root": "1.4 \n 1.42 \n 99/70",
    "tiny": "0.00012 \n 1.24e-4",
    "mixed": "[1000, 3.3]",
}
FALSE = {
    "total": "61771 \n 61769 \n 61800 \n 61.7k \n 60000 \n 61.8 \n 6177",
    "much": "17700000000000000 \n 1.77e15 \n 1.77e17",
    "third": "0 \n 0.3 \n 0.34 \n 1/4 \n -1/3 \n 3",
    "share": "0.8 \n 1 \n 7/6 \n 8.57 \n 857",
    "fine": "0.1 \n 0.15",
    "short": "0.5 \n 0.65 \n 8/5",
    "root": "1.5 \n 2 \n 1.3 \n -1.41",
    "tiny": "0 \n 0.0001 \n 1.23e4 \n 0.000133",
    "zero": "0.001 \n 1",
    "mixed": "[1001, 7] \n [1000, 0] \n [100, 3.2]",
}


def _cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, answer.strip())
        for name, answers in table.items()
        for answer in answers.replace(r"\n", "\n").splitlines()
    ]


@pytest.mark.parametrize(("name", "answer"), _cases(RIGHT))
def test_a_number_that_rounds_right_is_right(name: str, answer: str) -> None:
    assert judged(COUNTS, name, answer).outcome == "correct"


@pytest.mark.parametrize(("name", "answer"), _cases(COARSE))
def test_a_number_that_is_right_as_far_as_it_goes_is_imprecise(name: str, answer: str) -> None:
    assert judged(COUNTS, name, answer).outcome == "imprecise"


@pytest.mark.parametrize(("name", "answer"), _cases(FALSE))
def test_any_other_number_is_wrong(name: str, answer: str) -> None:
    assert judged(COUNTS, name, answer).outcome == "wrong"


def test_digits_that_were_asked_for_are_needed() -> None:
    truth = Truth((), (Fraction(61770),))
    said = Said((), (Entry(Fraction(61800), Fraction(100), 3),))
    assert compared(said, truth) == (Match.RIGHT, None)
    assert compared(said, truth, 3)[0] is Match.RIGHT
    assert compared(said, truth, 4)[0] is Match.COARSE


# --- what was left standing, or written with names ------------------------------------------------
def test_arithmetic_that_was_left_standing_is_computed() -> None:
    all_are("correct", LAYER, "L", "25 - 8 \n 4^2 + 1 \n (5-1)^2 + (0-1)^2 \n [17] \n 17 points")
    all_are("correct", LAYER, "dL/dW", r"8*[1 2; 0 0] \n [[2*4, 16], [0, 0]]".replace(r"\n", "\n"))
    all_are("correct", LAYER, "z", "z = [5, -4] \n z = W x + b = [1*1+2*2, 3-8] + [0, 1] = [5, -4]")


def test_a_formula_where_a_value_was_asked_is_worth_its_value() -> None:
    found = judged(LAYER, "z", "W x + b")
    assert found.outcome == "notation"
    assert "a value was asked" in found.why
    all_are("wrong", LAYER, "z", "W x - b")


def test_what_is_to_be_found_explains_nothing() -> None:
    for name, answer in [("z", "z"), ("z", "a"), ("L", "L"), ("z", "dL/dW"), ("dL/dW", "2 dL/dW")]:
        found = judged(LAYER, name, answer)
        assert found.outcome == "unreadable"
        assert "is what is to be found" in found.why


BLANKS = "entries are left blank, the first is"


# --- blanks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "answer", "why"),
    [
        ("z", "[5, ?]", "entry (2, 1) is left blank; the others are right"),
        ("z", "[?; -4]", "entry (1, 1) is left blank; the others are right"),
        ("z", "[4, ?]", "entry (2, 1) is left blank; entry (1, 1) is wrong, too"),
        ("dL/dW", "[[8, 16], [0, ?]]", "entry (2, 2) is left blank; the others are right"),
        ("dL/dW", "[8 ?; 0 0]", "entry (1, 2) is left blank; the others are right"),
        ("dL/dW", "[[8, ?], [?, 0]]", f"2 {BLANKS} (1, 2); the others are right"),
    ],
)
def test_a_blank_entry_is_named_and_the_others_count(name: str, answer: str, why: str) -> None:
    found = judged(LAYER, name, answer)
    assert (found.outcome, found.why) == ("wrong", why)


def test_an_answer_of_nothing_but_blanks_is_missing() -> None:
    all_are("missing", LAYER, "dL/dW", "? \n [?, ?] \n [[?, ?], [?, ?]]")
    assert judged(LAYER, "z", "").outcome == "missing"


# --- formulas -------------------------------------------------------------------------------------
FORMULAS = {
    ("z", "correct"): r"""W x + b \n Wx+b \n b + W x \n W@x + b \n W*x + b
        \mathbf{W}\mathbf{x}+\mathbf{b}""",
    ("z", "notation"): r"x^T W^T + b^T \n W^T x + b \n x W + b",
    ("z", "wrong"): r"W x \n W x - b \n 5 \n [1, 2] \n W x + 2b \n x + b",
    ("z", "unreadable"): r"W x + c \n nothing \n z \n a \n dL/dz \n W x +",
    ("a", "correct"): r"sigma(z) \n \sigma(Wx+b) \n 1/(1+e^{-z}) \n e^z/(1+e^z) \n (1+tanh(z/2))/2",
    ("a", "wrong"): r"sigma'(z) \n tanh(z) \n sigma(x) \n relu(z)",
    ("dL/dz", "correct"): r"""(a-t) ⊙ a ⊙ (1-a) \n (a-t)∘a∘(1-a) \n (a-t)*a*(1-a) \n (a-t)⊙σ'(z)
        \mathrm{diag}(a⊙(1-a))(a-t) \n \frac{\partial L}{\partial a} \odot \sigma'(z)""",
    ("dL/dz", "notation"): r"(a-t) a (1-a) \n ((a-t)⊙a⊙(1-a))^T \n (a-t)⊙a⊙(1-a)^T",
    ("dL/dz", "wrong"): r"(t-a)⊙a⊙(1-a) \n (a-t)⊙σ(z) \n 2(a-t)⊙a⊙(1-a) \n (a-t)⊙σ'(a) \n a-t",
    ("dL/dW", "correct"): r"""dL/dz x^T \n \frac{\partial L}{\partial z} x^\top
        ((a-t)⊙a⊙(1-a)) x^T""",
    ("dL/dW", "notation"): r"x dL/dz^T \n dL/dz x \n x dL/dz \n (dL/dz) · x",
    ("dL/dW", "wrong"): r"dL/dz a^T \n dL/da x^T \n 2 dL/dz x^T",
    ("dL/dx", "correct"): r"W^T dL/dz \n W^T ((a-t)⊙a⊙(1-a))",
    ("dL/dx", "notation"): r"W dL/dz \n dL/dz W \n dL/dz^T W",
    ("dL/dx", "wrong"): r"W^T (a-t) \n -W^T dL/dz \n W^T dL/da",
    ("L", "correct"): r"""1/2 ||a-t||^2 \n \frac12\|a-t\|_2^2 \n sum((a-t)^2)/2 \n (a-t)^T(a-t)/2
        \frac{1}{2}\sum_{i=1}^{m}(a_i-t_i)^2 \n \frac12 \sum_i (a_i - t_i)^2""",
    ("L", "wrong"): r"||a-t||^2 \n 1/2 (a-t)^2 \n 1/2 ||a+t||^2 \n 1/2 ||a-t||_1",
}  # fmt: skip


@pytest.mark.parametrize(("name", "outcome"), FORMULAS)
def test_formulas_are_judged_by_what_they_are_worth(name: str, outcome: str) -> None:
    all_are(outcome, SYMBOLS, name, FORMULAS[name, outcome].replace(r"\n", "\n"))


def test_the_order_of_square_matrices_counts() -> None:
    all_are("correct", STACK, "P", "W2 W1 \n W_2W_1 \n W_2 W_1 \n (W1^T W2^T)^T \n W2 @ W1")
    all_are("wrong", STACK, "P", "W1 W2 \n W_1W_2 \n W1^T W2^T \n W2 ⊙ W1 \n W1*W2")
    all_are("notation", STACK, "P", "W2*W1")  # a star may be meant as the product
    all_are("correct", STACK, "y", "W2 W1 x \n W_2(W_1x)")
    all_are("wrong", STACK, "y", "W1 W2 x")
    all_are("notation", STACK, "y", "x^T W1^T W2^T")
    all_are("correct", STACK, "Q", "A^T \n A^\\top \n transpose(A)")
    all_are("wrong", STACK, "Q", "A \n -A^T")
    all_are("notation", STACK, "Q", "A'")


def test_sums_and_polynomials_are_right_in_any_form() -> None:
    right = r"n(n+1)/2 \n \sum_{k=1}^n k \n \sum_{i=0}^{n} i \n n^2/2 + n/2 \n (n^2+n)/2"
    all_are("correct", SUMS, "s", right.replace(r"\n", "\n"))
    all_are("wrong", SUMS, "s", "n(n-1)/2 \n n \n n^2/2")
    all_are("correct", SUMS, "q", "y^2/2+y \n y(y+2)/2 \n ((y+1)^2-1)/2 \n 0.5y^2+y")
    all_are("unreadable", SUMS, "q", "gain/2 \n q")  # gain is made of q


def test_a_constant_that_is_right_at_one_point_is_wrong() -> None:
    all_are("wrong", SUMS, "s", "\n".join(str(n * (n + 1) // 2) for n in range(1, 9)))
    all_are("wrong", SUMS, "q", "3/2 \n 4 \n y \n 1.5y")


def test_piecewise_functions_may_be_split_in_any_way() -> None:
    right = r"""|v|
        max(v, -v)
        sqrt(v^2)
        v if v > 0 else -v
        \begin{cases} v & v \ge 0 \\ -v & \text{otherwise}\end{cases}
        \begin{cases} -v & v < -1 \\ -v & -1 \le v < 0 \\ v & v \geq 0\end{cases}"""
    all_are("correct", SUMS, "size", right)
    all_are("wrong", SUMS, "size", "v \n -v \n -|v| \n max(v, 0)")
    all_are("wrong", SUMS, "size", r"\begin{cases} -v & v > 0 \\ v & v \le 0\end{cases}")


def test_a_pulse_is_a_difference_of_steps() -> None:
    right = r"""u[n] - u[n-N]
        u(n) - u(n-N)
        u[n] u[N-1-n]
        1 if 0 <= n < N else 0
        \sum_{k=0}^{N-1} \delta[n-k]
        \begin{cases} 1 & 0 \le n \le N-1 \\ 0 & n < 0 \\ 0 & n \ge N\end{cases}"""
    all_are("correct", PULSE, "y", right)
    all_are("wrong", PULSE, "y", "u[n] - u[n-4] \n u[n] - u[n-N-1] \n u[n] \n u[n-1] - u[n-N] \n 1")


# --- strictness -----------------------------------------------------------------------------------
def verdict(strictness: str, name: str, answer: str) -> Verdict:
    (card,) = marked(room(LAYER)[0].problem, [Handed(answers={name: Answer(answer)})], strictness)
    return next(each for each in card.verdicts if each.name == name)


@pytest.mark.parametrize(
    ("strictness", "worth"), [("lenient", "1"), ("standard", "1/2"), ("strict", "0")]
)
def test_a_set_says_what_notation_is_worth(strictness: str, worth: str) -> None:
    found = verdict(strictness, "z", "[[5, -4]]")
    assert (found.outcome, found.strict) == ("notation", Fraction(worth) * found.points)
    assert verdict(strictness, "z", "[5, -4]").strict == found.points
    assert verdict(strictness, "z", "[5, 4]").strict == 0


def test_a_message_says_what_is_right_and_where_it_went_wrong() -> None:
    message = verdict("lenient", "z", "[5, 4]").message
    assert "the first wrong entry is (2, 1): 4" in message
    assert "right is [[5], [-4]]" in message
    assert "entry (2, 1) is left blank" in verdict("lenient", "z", "[5, ?]").message


# --- tables ---------------------------------------------------------------------------------------
TABLE = """\
id: table
kind: formulas
given: {y: {real: "> 0"}}
steps: {f: y**2 / 3}
tables: [{over: y, at: [1, 2, 3], steps: [f]}]
ask: [f_table]
"""


def test_a_table_is_judged_cell_by_cell() -> None:
    all_are("correct", TABLE, "f_table", "1/3, 4/3, 3 \n [0.333, 1.33, 3] \n 0.3333; 1.3333; 3")
    all_are("imprecise", TABLE, "f_table", "0.33, 1.3, 3 \n 1/3, 1.3, 3.0")
    all_are("wrong", TABLE, "f_table", "1/3, 4/3, 4 \n 1/3, 3 \n 1/3, 4/3, 3, 4")
    blank = judged(TABLE, "f_table", "[1/3, ?, 3]")
    assert (blank.outcome, blank.why) == (
        "wrong",
        "entry (2) is left blank; the others are right",
    )
