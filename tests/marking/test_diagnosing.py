"""What is said of wrong answers: the values of each mistake are worked out by hand and in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from solver.marking.verdicts import Outcome
from tests.marking.worked import (
    CHAIN,
    MAP,
    MOMENTUM,
    SQUARE,
    UNITS,
    W1,
    W2,
    X,
    mark,
    network,
    outcomes,
)


# --- diagnoses ------------------------------------------------------------------------------------
def test_a_missing_mask_is_named_where_it_shows() -> None:
    found = mark(UNITS, **network(mask=False))
    assert found["dL/dx2"].outcome is Outcome.CORRECT
    assert found["dL/dW1"].diagnosis == "the mask of the active units was left out"
    assert found["dL/db1"].outcome is Outcome.FOLLOWS


def test_the_input_of_an_activation_taken_for_its_output_is_named() -> None:
    found = mark(UNITS, **network(inputs=True))
    assert found["dL/dW2"].diagnosis == "z was taken instead of x2"
    assert found["dL/dW1"].outcome is Outcome.CORRECT


def test_the_sign_of_the_upstream_gradient_explains_all_gradients_at_once() -> None:
    right = network()
    own = right | {key: -value for key, value in right.items() if key.startswith("dL/")}
    found = mark(UNITS, **own)
    assert found["dL/dW2"].outcome is Outcome.WRONG
    assert {found[key].outcome for key in ("dL/dW1", "dL/db1")} == {Outcome.FOLLOWS}


def test_one_gradient_with_the_wrong_sign_is_just_that() -> None:
    found = mark(UNITS, **network() | {"dL/dW2": -network()["dL/dW2"]})
    assert "sign" in found["dL/dW2"].diagnosis
    assert found["dL/dW1"].outcome is Outcome.CORRECT


def test_a_gradient_twice_as_large_has_a_factor_too_many() -> None:
    found = mark(UNITS, **network() | {"dL/dW1": 2 * network()["dL/dW1"]})
    assert found["dL/dW1"].diagnosis == "dL/dW1 has a factor 2 too many"


def test_two_mistakes_in_one_answer_are_found_as_a_pair() -> None:
    finer = UNITS.replace("x1: [1, 2, -1]", "x1: [1.372, 2.251, -1.125]")
    x = np.array([[1.372], [2.251], [-1.125]])
    found = mark(finer.replace("ask: [z, x2, x3,", "ask: [x3,"), x3=W2 @ np.maximum(W1 @ x, 0))
    assert found["x3"].diagnosis == "the bias b2 was not added, and the bias b1 was not added"


def test_a_value_of_few_digits_is_not_explained_by_two_mistakes() -> None:
    """Without both biases x3 is (6, 4): many pairs give such short numbers by chance."""
    found = mark(UNITS.replace("ask: [z, x2, x3,", "ask: [x3,"), x3=W2 @ np.maximum(W1 @ X, 0))
    assert found["x3"].diagnosis == ""


@pytest.mark.parametrize(
    ("weight", "step", "words"),
    [
        (1.0, -1, "the factor 1 − β was left out of the average"),
        (0.5, 1, "the step was added instead of subtracted"),
    ],
)
def test_a_momentum_step_done_wrong_is_named(weight: float, step: int, words: str) -> None:
    x, v, path = 3.0, 1.0, [3.0]
    for _ in range(3):
        v = 0.5 * v + weight * x
        x = x + step * 0.1 * v
        path.append(x)
    assert mark(MOMENTUM, x_M=path)["x_M"].diagnosis == words


def test_the_velocity_of_the_step_before_is_named() -> None:
    x, v, path = 3.0, 1.0, [3.0]
    for _ in range(3):
        x, v = x - 0.1 * v, 0.5 * v + 0.5 * x
        path.append(x)
    assert mark(MOMENTUM, x_M=path)["x_M"].diagnosis == "x was updated with the old v"


def test_a_value_made_from_a_rounded_one_is_imprecise_and_says_so() -> None:
    """r = 7/3 is 2.3 with one decimal, and 100 r is 230 instead of 233.3."""
    found = mark(CHAIN.replace("- 233", "+ 0"), r="7/3", q="230", w="1633.33")
    assert found["q"].outcome is Outcome.IMPRECISE
    assert found["q"].diagnosis == "r may have been rounded to 1 decimals"
    assert found["w"].outcome is Outcome.CORRECT


def test_rows_and_columns_exchanged_are_seen() -> None:
    product = np.array([[4, 23], [11, 61]])
    assert mark(SQUARE, P=product)["P"].outcome is Outcome.CORRECT
    assert mark(SQUARE, P=product.T)["P"].diagnosis == "rows and columns are exchanged"


def test_one_digit_that_differs_is_seen() -> None:
    found = mark(SQUARE, P=[[4, 23], [11, 67]])["P"]
    assert found.entry == (1, 1)
    assert found.diagnosis == "one digit of one entry differs: 67 for 61"


def test_the_factors_of_a_product_exchanged_are_named() -> None:
    exchanged = np.array([[2, 7], [1, 8]]) @ np.array([[1, 2], [3, 5]])
    found = mark(SQUARE, P=exchanged)["P"]
    assert found.diagnosis == "the factors of a matrix product were exchanged"


def test_a_value_that_nothing_explains_gets_no_diagnosis() -> None:
    found = mark(SQUARE, P=[[40, -3], [12, 99]])["P"]
    assert (found.outcome, found.diagnosis) == (Outcome.WRONG, "")


# --- other shapes ---------------------------------------------------------------------------------
def test_a_map_without_its_padding_is_smaller_and_what_follows_is_judged_with_it() -> None:
    """Without padding one entry is left: 1 + 0 + 0 + 0 + 1 + 0 + 0 + 1 − 1 = 2."""
    found = mark(MAP, Y="[[2]]", Z="[[4]]", s="4")
    assert found["Y"].diagnosis == "the padding was left out"
    assert outcomes(found) == {"Y": "wrong", "Z": "follows", "s": "follows"}


def test_a_smaller_map_that_is_no_part_of_the_right_one_gets_no_diagnosis() -> None:
    found = mark(MAP, Y="[[7, 8], [9, 1]]", Z="[[0, 0], [0, 0]]", s="5")
    assert found["Y"].diagnosis == ""
    assert outcomes(found) == {"Y": "wrong", "Z": "wrong", "s": "wrong"}


# --- formulas -------------------------------------------------------------------------------------
LAYER = """\
id: layer
kind: network
given: {x: {shape: [m, 1]}, W: {shape: [n, m]}, V: {shape: [k, n]}, t: {shape: [k, 1]}}
forward: {a: sigmoid(W @ x), y: V @ a, L: sum((t - y)**2) / 2}
ask: [dL/dV, dL/da, dL/dW]
"""


def test_a_formula_without_the_derivative_of_the_activation_is_explained() -> None:
    found = mark(LAYER, dL_dV="(y - t) a^T", dL_da="V^T (y - t)", dL_dW="V^T (y - t) x^T")
    assert outcomes(found)["dL/da"] == "correct"
    assert found["dL/dW"].outcome is Outcome.WRONG
    assert "sigmoid" in found["dL/dW"].diagnosis


def test_formulas_that_use_a_wrong_one_follow_from_it() -> None:
    own = r"(2 V^T (y - t)) \odot a \odot (1 - a) x^T"
    found = mark(LAYER, dL_dV="(y - t) a^T", dL_da="2 V^T (y - t)", dL_dW=own)
    assert found["dL/da"].diagnosis == "dL/da has a factor 2 too many"
    assert found["dL/dW"].outcome is Outcome.FOLLOWS
    assert found["dL/dW"].carried == ("dL/da",)


def test_a_formula_of_the_wrong_sign_is_seen() -> None:
    found = mark(LAYER, dL_dV="(t - y) a^T", dL_da="V^T (y - t)", dL_dW="?")
    assert found["dL/dV"].outcome is Outcome.WRONG
    assert "sign" in found["dL/dV"].diagnosis or "other way round" in found["dL/dV"].diagnosis
