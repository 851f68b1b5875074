"""What people write for a verdict, a word, a set, a size is read as they mean it, or not at all."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.algebra.expr import name
from solver.algebra.plain import sentence
from solver.forms import Extent, Form, Members, Read, Truth, Word, flat
from solver.kinds._claim.forms import Case, Verdict
from solver.kinds._cnn_table.solutions import Sizes
from solver.kinds._cost.chain import Order
from solver.kinds._descent.forms import VERDICT as DESCENT
from solver.kinds._fir.forms import Listed
from solver.kinds._formulas.forms import Column
from solver.kinds._gate.forms import Between, Function
from solver.kinds._lms.forms import Epochs, Verdicts
from solver.kinds._moments.forms import Theta
from solver.plan import Step
from solver.problem import Problem
from solver.resources import problems_dir
from solver.solved import Solved
from tests.shipped import shipped

SEPARABLE = Truth("separable", "not separable")
HOLDS = Truth("it holds", "it does not hold")
CAUSAL = Truth("causal", "not causal")
SIDES = Word(("left", "both cost the same", "right"))
ENDLESS = Word(("infinite: it never ends",))
NUMBERS = Members(tuple(map(str, range(9))))
TRIPLES = Members(("(1, 0, 1)", "(3, 1, 1)", "(5, 2, 1)"))
EFFECTS = Members(
    (
        "keeps the brightness",
        "shows edges only",
        "inverts light and dark",
        "blurs",
        "emphasises differences to the neighbours",
    ),
    "none of those listed",
)
PAIR = Function((("x1", "x_1"), ("x2", "x_2")))
LETTERS = Function((("A", "A"), ("B", "B"), ("C", "C")))
BIAS = Between(("w_0", "w_0"), zero=True)
A, B, C, D = (name(letter, (2, 2)) for letter in "ABCD")
CHAIN = Order((A, B, C, D), ((1, 3), (2, 4), (1, 4)))
RATES = Verdicts()
AT = Column((Fraction(0), Fraction(10), Fraction(20)))
SIGNAL = Listed(-1)


def bits(text: str) -> tuple[int, ...]:
    return tuple(map(int, text))


@pytest.mark.parametrize(
    ("form", "texts", "value"),
    [
        (Verdict(), ("True, because the kernel is smaller.", "true", "T", "TRUE.", "yes", "wahr",
                     "It is true", "The claim is true: each row is a window", "1", "correct",
                     "True for all n.", r"\text{true}", "Answer: true", "Verdict = TRUE", "t",
                     "I think it is true since nothing grows", "not false", '"true"', "**True**",
                     "(true)", "always true",
                     "True (see above)", "ja"), 1),
        (Verdict(), ("false", "F", "no", "False. It is true only for S = 1.", "not true", "0",
            "not always true", "Not necessarily.",
                     "it does not hold", "false, not true",
                     "False for S = 7", "The statement is not correct.", "False; take K = 5, S = 2",
                     "falsch", "It's wrong", "this isn't true", "false - counterexample 7", "n",
                     "FALSE\nbecause 7 works", "That is incorrect", "false because 3 > 2"), 0),
        (Truth(), ("yes", "Yes, it is possible with P = 1", "it is", "y", "true", "Yes!"), 1),
        (Truth(), ("no", "it is not", "No.", "not", "it isn't", "no, the sum is 3", "No it is not",
                   "No - even kernels never can"), 0),
        (SEPARABLE, ("separable", "linearly separable", "It is separable", "yes", "true",
                     "they are linearly separable because a line does it"), 1),
        (SEPARABLE, ("not separable", "not linearly separable", "XOR is not separable", "no",
                     "inseparable", "non-separable", "nonseparable", "isn't separable", "false",
                     "separable: no", "No, it is not separable", "It can't be separable"), 0),
        (HOLDS, ("it holds", "holds", "yes", "The property holds.", "true"), 1),
        (HOLDS, ("it does not hold", "doesn't hold", "does not hold for n = 3", "no"), 0),
        (CAUSAL, ("causal", "The filter is causal, since h(n) = 0 for n < 0", "yes", "causal: yes"),
            1),
        (CAUSAL, ("not causal", "non-causal", "acausal", "noncausal", "anticausal? no"[:0] + "no"),
            0),
        (SIDES, ("left", "Left.", "the left one is cheaper",
            "left, because the right one needs n^3",
                 "LEFT product"), 0),
        (SIDES, ("both cost the same", "the same", "they cost the same", "same cost"), 1),
        (SIDES, ("right", "right (fewer flops)", "the right order"), 2),
        (DESCENT, ("converging", "it converges", "converges", "convergent", "Convergence",
            "converged"), 0),
        (DESCENT, ("slow", "Slow!"), 1),
        (DESCENT, ("slowing", "it is slowing down"), 2),
        (DESCENT, ("overshoots", "overshooting", "it overshoots the minimum"), 3),
        (DESCENT, ("diverges", "diverges to infinity", "it is diverging", "divergent"), 4),
        (ENDLESS, ("infinite", "∞", r"\infty", "it never ends", "infinitely long", "inf",
            "infinity",
                   "infinite: it never ends"), 0),
    ],
)  # fmt: skip
def test_a_verdict_or_a_word_is_read(form: Form, texts: tuple[str, ...], value: int) -> None:
    found = {text: form.read(text, Fraction(value)) for text in texts}
    assert {text: read and read.value for text, read in found.items()} == dict.fromkeys(
        texts, value
    )
    other = Fraction(1 - value if isinstance(form, Truth) else value + 1)
    for read in found.values():
        assert read is not None
        assert form.same(read, Fraction(value))
        assert not form.same(read, other)


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        (Verdict(), ("", "   ", "true or false", "true/false", "True, false", "maybe", "?",
            "it depends",
                     "true for odd kernels", "only true for n = 1", "sometimes true", "7",
                     "the kernel",
                     "it is a mistake to think this is true", "neither", "yes and no", "x" * 9_000,
                     "T or F", "True. But only if n is odd", "yes it is false",
                     "both true and false", "true if n is odd")),
        (SEPARABLE, ("", "separable or not separable", "rows", "partly separable")),
        (SIDES, ("", "left or right", "left and right", "neither", "not left",
            "right is more expensive", "left is cheaper than right", "A",
            "left, right"[:0])),
        (DESCENT, ("slows", "converging, but slowly", "it does not converge", "oscillates",
                   "slow or converging", "converges slowly")),
        (ENDLESS, ("5", "finite", "not infinite")),
    ],
)  # fmt: skip
def test_what_says_nothing_or_two_things_is_not_read(form: Form, texts: tuple[str, ...]) -> None:
    assert {text: form.read(text, Fraction(1)) for text in texts} == dict.fromkeys(texts)


@pytest.mark.parametrize(
    ("form", "texts", "value"),
    [
        (NUMBERS, ("{3, 5}", "3, 5", "3 and 5", "P = 3, 5", "P = 3 or P = 5", "[3,5]", '["3", "5"]',
                   r"\{3, 5\}", "P ∈ {3, 5}", r"P \in \{5,3\}", "5; 3"), bits("000101000")),
        (NUMBERS, ("2", "P = 2", "p=2", "{2}", "$P = 2$", "2.", "P: 2", "only 2",
            "2 (on each side)",
                   "P = 2 on each side"), bits("001000000")),
        (NUMBERS, ("none", "{}", "∅", r"\emptyset", "no solution", "None.", "the empty set"),
            bits("0" * 9)),
        (NUMBERS, ("1 to 4", "1, 2, 3, 4", "1 ≤ P ≤ 4", r"0 < P \le 4", "1..4", "1-4",
            "1, 2, ..., 4",
                   r"\{1, \dots, 4\}", "1–4"), bits("011110000")),
        (TRIPLES, ("(1, 0, 1), (5, 2, 1)", "{(1,0,1), (5,2,1)}", "(5,2,1) and (1,0,1)",
            "1, 0, 1; 5, 2, 1",
                   "(K, P, S) = (1, 0, 1), (5, 2, 1)", '["(1, 0, 1)", "(5, 2, 1)"]',
                   "(K,P,S) ∈ {(1,0,1), (5,2,1)}"), bits("101")),
        (EFFECTS, ("keeps the brightness, blurs", "blurs and keeps brightness",
            "it blurs; keeps the brightness",
                   "blurring, brightness kept"), bits("10010")),
        (EFFECTS, ("shows edges only", "edges only", "It shows the edges."), bits("01000")),
        (EFFECTS, ("inverts light and dark, emphasises differences to the neighbours",
                   "inverts light and dark; emphasizes differences to neighbours",
                   "inverted, differences emphasised"), bits("00101")),
        (EFFECTS, ("none", "none of those listed", "None of these"), bits("00000")),
    ],
)  # fmt: skip
def test_a_set_is_read(form: Members, texts: tuple[str, ...], value: tuple[int, ...]) -> None:
    for text in texts:
        read = form.read(text, value)
        assert read is not None, text
        assert read.value == value, text
        assert form.same(read, value)
        assert not form.same(read, tuple(1 - entry for entry in value))


def test_a_member_that_is_none_of_the_candidates_is_wrong_and_not_unreadable() -> None:
    read = NUMBERS.read("2, 20", bits("001000000"))
    assert read is not None
    assert read.strange == ("20",)
    assert not NUMBERS.same(read, bits("001000000"))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (NUMBERS, "about 3"), (NUMBERS, "2.5"), (NUMBERS, ""), (NUMBERS, "P"), (NUMBERS,
            "1 to 99999999"),
        (NUMBERS, "1" * 400), (TRIPLES, "(1, 0)"), (TRIPLES, "(1, x, 1)"), (TRIPLES,
            "K=3, P=1, S=1"),
        (EFFECTS, "sharpens"), (EFFECTS, "does not blur"), (EFFECTS, "sharpens, blurs"), (EFFECTS,
            ""),
    ],
)  # fmt: skip
def test_a_set_that_is_none_is_not_read(form: Members, text: str) -> None:
    assert form.read(text, (0,) * len(form.labels)) is None


SHAPE = (34, 34, 16)


@pytest.mark.parametrize(
    ("text", "right", "remark"),
    [
        *((text, SHAPE, "") for text in (
            "34x34x16", "34 × 34 × 16", "(34, 34, 16)", "[34, 34, 16]", "34X34X16", "34*34*16",
            "16@34x34", r"34 \times 34 \times 16", "34 by 34 by 16", "34x34, 16 channels", "34²×16",
            r"$34\times34\times16$", "H = 34, W = 34, C = 16", "34 34 16", "34x34x16 = 18496",
            "H×W×C = 34×34×16",
            "(34, 34) with 16 channels", "(N, 34, 34, 16)", "34 × 34 × 16 (= 18496)",
            "torch.Size([34, 34, 16])",
            "34 x 34 x 16 feature maps", r"34^2 \times 16", "34⨯34⨯16"[:0] + "(34,34,16)",
        )),
        ("16×34×34", SHAPE, "the dimensions are in another order"),
        ("C=16, H=34, W=34", SHAPE, "the dimensions are in another order"),
        ("1 × 34 × 34 × 16", SHAPE, "a dimension of size 1 is written, or left out"),
        ("34 × 34", (34, 34, 1), "a dimension of size 1 is written, or left out"),
        ("16 × 32 × 32", (1, 16, 32, 32), "a dimension of size 1 is written, or left out"),
        ("1x32x32x16", (1, 16, 32, 32), "the dimensions are in another order"),
        ("5x5x3x6", (6, 3, 5, 5), "the dimensions are in another order"),
        ("400", (400,), ""),
        ("400 neurons", (400,), ""),
        ("1 x 400", (400,), "a dimension of size 1 is written, or left out"),
        ("5 by 9", (5, 9), ""),
    ],
)  # fmt: skip
def test_a_size_is_read(text: str, right: tuple[int, ...], remark: str) -> None:
    value = tuple((size,) for size in right)
    read = Extent().read(text, value)
    assert read == Read(value, remark)
    assert Extent().same(read, value)


@pytest.mark.parametrize(
    ("text", "right"),
    [("9x5", (5, 9)), ("34x34", SHAPE), ("32x32x16", SHAPE), ("34x34x16x2", SHAPE), ("84x120", (120,
        84)),
     ("16@32x32", SHAPE), ("34x16x34", SHAPE)],
)  # fmt: skip
def test_another_size_is_wrong(text: str, right: tuple[int, ...]) -> None:
    read = Extent().read(text, right)
    assert read is not None
    assert read.remark == ""
    assert not Extent().same(read, right)


@pytest.mark.parametrize(
    "text", ["", "large", "34.5 x 2", "H x W", "1" * 300, "-3x4", "34+34", "(3)(4)"]
)
def test_what_is_no_size_is_not_read(text: str) -> None:
    assert Extent().read(text, SHAPE) is None


@pytest.mark.parametrize(
    ("form", "texts", "column"),
    [
        (PAIR, ("AND", "and", "AND gate", "the AND function", "x1 AND x2", "x1 ∧ x2",
            r"x_1 \land x_2",
                "AND: x1 ∧ x2", "x1 x2", "x1x2", "x1 & x2", "x1 && x2", "logical AND", "x_1 · x_2",
                "AND(x1, x2)", "AND of x1 and x2", "conjunction", "it's AND", "an AND-gate",
                "AND (conjunction)", "It is an AND.", "y = x1 AND x2"),
                "0001"),
        (PAIR, ("OR", "x1 or x2", "x1 + x2", r"x_1 \vee x_2", "logical or", "x1 | x2",
            "OR function",
                "x_{1} \\lor x_{2}", "ODER"), "0111"),
        (PAIR, ("NAND", "NAND gate", "not(x1 and x2)", r"\overline{x_1 x_2}", "¬(x1 ∧ x2)",
            "not x1 or not x2",
                "NOT AND", "NAND (not and)", "inverse of AND", "!(x1 & x2)", "¬x1 ∨ ¬x2",
                "(x1 x2)'"), "1110"),
        (PAIR, ("NOR", "neither: not (x1 or x2)"[9:], r"\bar{x_1} \bar{x_2}", "¬x1 ∧ ¬x2",
            "x1' x2'", "~(x1|x2)"), "1000"),
        (PAIR, ("XOR", "the XOR function", "exclusive or", "x1 ⊕ x2", r"x_1 \oplus x_2", "EXOR",
            "x1 xor x2",
                "XOR gate", "x1 x2' + x1' x2", "Exclusive-OR", "x1 != x2"), "0110"),
        (PAIR, ("XNOR", "x1 ↔ x2", "equivalence", "x1 == x2", "NOT (x1 XOR x2)", "x1 iff x2"),
            "1001"),
        (PAIR, ("implication", "x1 → x2", r"x_1 \Rightarrow x_2", "x1 implies x2", "¬x1 ∨ x2",
                "implication: x1 → x2"), "1101"),
        (PAIR, ("NOT x1", "¬x1", "NOT: ¬x1"), "1100"),
        (PAIR, ("always true", "1", "constant 1", "tautology"), "1111"),
        (LETTERS, ("majority", "AB + AC + BC", "at least 2 of 3", "majority vote",
            "(A∧B)∨(A∧C)∨(B∧C)",
                   "at least two"), "00010111"),
        (LETTERS, ("B ∧ ¬C", "the function B ∧ ¬C, as a shortest sum of products", "B and not C",
            "BC'",
                   r"B \overline{C}"), "00100010"),
        (LETTERS, ("XOR", "A xor B xor C", "parity"), "01101001"),
    ],
)  # fmt: skip
def test_a_logic_function_is_read(form: Function, texts: tuple[str, ...], column: str) -> None:
    value = tuple((entry,) for entry in bits(column))
    signed = tuple((2 * entry - 1,) for entry in bits(column))
    for text in texts:
        for right in (value, signed):
            read = form.read(text, right)
            assert read is not None, text
            assert form.same(read, right), (text, read.value)
            assert not form.same(read, tuple((-entry or 1,) for (entry,) in signed))
    assert read is not None


@pytest.mark.parametrize(
    "text", ["", "gate", "AND or OR", "x1 NAND x2 NAND x1", "x3", "(" * 300, "not " * 60 + "x1",
    "AND: x1 ∨ x2", "AND (OR)", "x1 +",
             "xyz", "x1 x2)", "NOT", "__import__('os')"],
)  # fmt: skip
def test_what_is_no_logic_function_is_not_read(text: str) -> None:
    assert PAIR.read(text, ((0,), (0,), (0,), (1,))) is None


@pytest.mark.parametrize(
    ("text", "ends", "usual"),
    [
        *((text, (0, 1), True) for text in (
            "0 ≤ w_0 < 1", "[0, 1)", "[0,1[", "w0 ∈ [0, 1)", "0 <= w0 < 1", "1 > w_0 >= 0",
            "w_0 ≥ 0 and w_0 < 1", r"0 \le w_0 < 1", "between 0 and 1", "w_0 < 1, w_0 >= 0",
            r"w_0 \in [0, 1)", "0 ≤ b < 1", "from 0 to 1", "0 ≤ w_{0} < 1")),
        ("(0, 1]", (0, 1), False), ("0 < w_0 < 1", (0, 1), False),
        ("-1/2 ≤ w_0 < 3/2", (Fraction(-1, 2), Fraction(3, 2)), True),
        (r"[-0.5, \frac{3}{2})", (Fraction(-1, 2), Fraction(3, 2)), True),
    ],
)  # fmt: skip
def test_a_range_is_read(text: str, ends: tuple[Any, Any], usual: bool) -> None:
    value = tuple((Fraction(end),) for end in ends)
    read = BIAS.read(text, value)
    assert read is not None
    assert BIAS.same(read, value)
    assert (read.remark == "") == usual


@pytest.mark.parametrize(
    "text", ["", "w_0", "0", "[0, 1", "0 < w_0 > 1", "1 < w_0 < 0", "[a, b)", "w_0 > 0"]
)
def test_what_is_no_range_is_not_read(text: str) -> None:
    assert BIAS.read(text, ((0,), (1,))) is None


@pytest.mark.parametrize(
    ("texts", "power", "tight"),
    [
        (("Θ(d)", r"\Theta(d)", "Theta(d)", "d", "linear", "~ d", "d**1", "linear in d", "Θ(2d)",
            "grows linearly",
            "Θ(d_in)"[:0] + "Θ(d^1)"), 1, True),
        ((r"\Theta(\sqrt{d})", "Θ(√d)", "sqrt(d)", "d^{1/2}", "d^(1/2)", "d^0.5", "Theta(d^(1/2))",
          "square root of d", "grows like √d", "d^½"[:0] + "Θ(d^{0.5})"), Fraction(1, 2), True),
        (("O(d^{1/2})", "O(√d)", r"\mathcal{O}(\sqrt d)"), Fraction(1, 2), False),
        (("Θ(1)", "constant", "1", "Theta(d^0)"), 0, True),
        (("Θ(1/√d)", "d^(-1/2)", r"\frac{1}{\sqrt{d}}", "1/sqrt(d)", "d^{-1/2}", "d⁻¹ᐟ²",
            "Θ(d^-0.5)"), Fraction(-1, 2), True),
        (("Θ(d²)", "d*d", "d^2", "quadratic", r"\Theta(d^{2})"), 2, True),
    ],
)  # fmt: skip
def test_a_growth_is_read(texts: tuple[str, ...], power: Any, tight: bool) -> None:
    for text in texts:
        read = Theta("d").read(text, Fraction(power))
        assert read is not None, text
        assert (read.value, read.remark == "") == (power, tight), text
        assert Theta("d").same(read, Fraction(power))
        assert not Theta("d").same(read, Fraction(power) + 1)


@pytest.mark.parametrize(
    "text", ["d_in", "d_{in}", r"\Theta(d_{\text{in}})", "Theta(d_in)", "d", "Θ(din)"]
)
def test_the_index_of_a_variable_may_be_written_in_any_way(text: str) -> None:
    read = Theta("d_in").read(text, Fraction(1))
    assert read is not None
    assert read.value == 1


@pytest.mark.parametrize(
    "text", ["", "log d", "d log d", "Θ(m)", "fast", "d +", "((((" * 60, "d^d", "d^9999999", "Ω"]
)
def test_what_is_no_growth_is_not_read(text: str) -> None:
    assert Theta("d").read(text, Fraction(1)) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("(A B)(C D)", (1, 2, 2)), ("(AB)(CD)", (1, 2, 2)), ("(A @ B) @ (C @ D)", (1, 2, 2)),
        (r"\left(A B\right)\left(C \cdot D\right)", (1, 2, 2)), ("A(B(CD))", (1, 2, 1)),
        ("((AB)C)D", (2, 2, 3)), ("A((BC)D)", (1, 3, 1)), ("best = (A*B)*(C*D)", (1, 2, 2)),
        ("[(AB)(CD)]", (1, 2, 2)),
    ],
)  # fmt: skip
def test_an_order_is_read(text: str, places: tuple[int, ...]) -> None:
    read = CHAIN.read(text, (1, 2, 2))
    assert read is not None
    assert read.value == places
    assert CHAIN.product(read.value) == CHAIN.product(places)


@pytest.mark.parametrize(
    "text", ["", "ABCD", "(AB)(DC)", "(AB)C", "(AB)CD", "((AB)(CD)", "(AB)(CD)E", "left", "(" * 400]
)
def test_what_leaves_the_order_open_is_not_read(text: str) -> None:
    assert CHAIN.read(text, (1, 2, 2)) is None


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (RATES, "2 × at the minimum; diverging", (0, 0, 3)),
        (RATES, "at the minimum, at the minimum, diverges", (0, 0, 3)),
        (RATES, '["at the minimum", "still changing", "diverging"]', (0, 1, 3)),
        (RATES, "0.1: at minimum; 0.5: settled above; 2: diverges", (0, 2, 3)),
        (RATES, "2x at the minimum\nsettled above the minimum", (0, 0, 2)),
        (Epochs(20), "2 × never; epoch 14", (21, 21, 14)),
        (Epochs(20), "[null, null, 14]", (21, 21, 14)),
        (Epochs(20), "never, -, inf from epoch 14", (21, 21, 14)),
        (Epochs(20), "none; none; k = 14", (21, 21, 14)),
        (AT, "0.1, 0.05, 0.025", (Fraction(1, 10), Fraction(1, 20), Fraction(1, 40))),
        (AT, "0: 0.1, 10: 1/20, 20: 1/40", (Fraction(1, 10), Fraction(1, 20), Fraction(1, 40))),
        (AT, "[[0, 0.1], [10, 0.05], [20, 0.025]]", (Fraction(1, 10), Fraction(1, 20), Fraction(1,
            40))),
        (AT, "20 & 0.025 \\\\ 0 & 0.1 \\\\ 10 & 0.05", (Fraction(1, 10), Fraction(1, 20),
            Fraction(1, 40))),
        (AT, "0.1, ?, 0.025", (Fraction(1, 10), None, Fraction(1, 40))),
        (AT, "r(0) = 0.1; r(20) = 0.025", (Fraction(1, 10), None, Fraction(1, 40))),
        (SIGNAL, "0, 1, 3/2, 11/4", (0, 1, Fraction(3, 2), Fraction(11, 4))),
        (SIGNAL, "y[-1] = 0, y[0] = 1, y[1] = 3/2, y[2] = 2.75", (0, 1, Fraction(3, 2), Fraction(11,
            4))),
        (Sizes(), "[24, 26, 28]", (24, 26, 28)),
        (Case(), "(5, 2)", (5, 2)),
    ],
)  # fmt: skip
def test_a_table_is_read(form: Form, text: str, value: tuple[Any, ...]) -> None:
    shape = tuple(0 if entry is None else entry for entry in value)
    read = form.read(text, shape)
    assert read is not None
    assert read.value == value
    assert form.same(read, shape) == (None not in value)


@pytest.mark.parametrize(
    ("form", "text"),
    [(RATES, ""), (RATES, "fine; diverging"), (Epochs(20), "soon"), (AT, "see the plot"), (AT,
        "1/0, 2, 3"), (AT, "?"),
     (SIGNAL, ""), (SIGNAL, "1" * 3000)],
)  # fmt: skip
def test_what_is_no_table_is_not_read(form: Form, text: str) -> None:
    assert form.read(text, (0, 0, 3)) is None


def test_decimals_are_right_if_the_value_rounds_to_them() -> None:
    form, value = AT, (Fraction(1, 3), Fraction(2, 3), Fraction(1))
    for text, right in (
        ("0.333, 0.667, 1", True),
        ("0.333, 0.666, 1", False),
        ("0.3, 0.7, 1", False),
    ):
        read = form.read(text, value)
        assert read is not None
        assert form.same(read, value) == right, text


# --- over all that ships -------------------------------------------------------------------------
EXAMPLES = [path for path in sorted(problems_dir().glob("*/*.yaml")) if path.parent.name != "sets"]


@cache
def solved(path: Path) -> Solved:
    problem = shipped(path)
    assert isinstance(problem, Problem)
    return problem.solve(check="none")


def formed(path: Path) -> list[tuple[Step, Form, Any]]:
    """List the steps of a problem that have a form and a value, which a question may ask for."""
    found = solved(path)
    asked = found.problem.planned.asked
    return [
        (step, step.form, found.solution.rounded(step.name, 6))
        for step in found.steps
        if step.form and not step.form.reads_numbers
        if step.name in asked and step.name in found.solution
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_words_of_a_key_are_read_as_the_value(path: Path) -> None:
    for step, form, value in formed(path):
        texts = [json.dumps(form.data(value), ensure_ascii=False)]
        if not isinstance(form, Listed | Column):  # the key has a table below
            texts.append(sentence(form.words(value)))
        for text in texts:
            read = form.read(text, value)
            assert read is not None, (step.name, text)
            assert form.same(read, value), (step.name, text, read)


def test_most_forms_are_asked_for_somewhere() -> None:
    kinds = {type(form).__name__ for path in EXAMPLES for _, form, _ in formed(path)}
    assert kinds >= {
        "Truth",
        "Word",
        "Members",
        "Extent",
        "Function",
        "Between",
        "Theta",
        "Order",
        "Epochs",
    }


# --- whatever is written -------------------------------------------------------------------------
FORMS: list[tuple[Form, Any]] = [
    (Verdict(), Fraction(1)), (SEPARABLE, ((1,),)), (SIDES, Fraction(0)), (DESCENT, Fraction(0)),
        (NUMBERS, (0,) * 9),
    (TRIPLES, (0, 0, 1)), (EFFECTS, (0,) * 5), (Extent(), ((34,), (34,))), (PAIR, ((0,), (0,), (0,),
        (1,))),
    (BIAS, ((0,), (1,))), (Theta("d_in"), Fraction(1, 2)), (CHAIN, (1, 2, 2)), (RATES, (0, 1, 2)),
        (Epochs(9), (1, 2)),
    (AT, (1, 2, 3)), (SIGNAL, (1, 2)), (Sizes(), (1,)), (Case(), (1, 2)),
]  # fmt: skip
PIECES = st.sampled_from(
    "true false not and or x1 x2 A B ( ) [ ] { } , ; : = ≤ < 0 1 34 1/0 9e99 .5 × x @ ^ √ \\sqrt"
    " \\frac Θ O d d_in in {d_{in}} none never epoch 2× … ... - / ' ? _ \n \x00 \u202e ∞ left right"
    " blurs ¬ → \\overline 1-99999999".split(" ")
)
TEXTS = (
    st.text(max_size=60)
    | st.lists(PIECES, max_size=25).map(" ".join)
    | st.lists(PIECES).map("".join)
)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_is_too_strange(text: str) -> None:
    for form, value in FORMS:
        read = form.read(text, value)
        if read is not None:
            assert isinstance(form.same(read, value), bool)
            assert all(
                entry is None or isinstance(entry, int | Fraction) for entry in flat(read.value)
            )


@pytest.mark.parametrize("text", ["(" * 4_999, "1," * 2_400, "not " * 1_200, "A" * 4_999,
    "9" * 4_999, "x1 " * 1_600, "[" * 99_999,
                                  "1 " * 2_400, "-" * 4_999, "a=" * 2_400, "1-" * 2_400,
                                  "\\frac{1}{" * 500, "_{" * 2_000])  # fmt: skip
def test_a_long_text_is_read_or_refused_at_once(text: str) -> None:
    from time import perf_counter

    for form, value in FORMS:
        start = perf_counter()
        form.read(text, value)
        assert perf_counter() - start < 1, form
