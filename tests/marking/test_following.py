"""What follows from a student's own values: worked out by hand and in NumPy."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from solver.marking.handed import Handed
from solver.marking.marking import marked
from solver.marking.verdicts import Marked, Outcome
from tests.marking.worked import (
    B1,
    CHAIN,
    GATE,
    UNITS,
    W1,
    mark,
    network,
    outcomes,
    problem,
    texts,
)


# --- follow-through -------------------------------------------------------------------------------
def test_all_that_comes_of_a_wrong_z_follows_from_it() -> None:
    own = network(z=np.array([[2.0], [3], [-5]]))
    found = mark(UNITS, **own)
    assert outcomes(found) == {
        "z": "wrong", "x2": "follows", "x3": "follows", "L": "follows", "dL/dW2": "follows",
        "dL/dx2": "follows", "dL/dW1": "follows", "dL/db1": "follows",
    }  # fmt: skip
    assert found["x2"].carried == ("z",)
    assert found["x3"].carried == ("x2",)


def test_follow_through_earns_the_points_that_strict_marking_does_not() -> None:
    own = network(z=np.array([[2.0], [3], [-5]]))
    card = marked(problem(UNITS), [texts(own)])[0]
    assert (card.strict, card.follow) == (0, 7)
    assert card.first_wrong == "z"


def test_an_answer_that_is_right_in_spite_of_a_wrong_one_before_is_right() -> None:
    own = network() | {"z": np.array([[2.0], [3], [-5]])}
    found = mark(UNITS, **own)
    assert found["z"].outcome is Outcome.WRONG
    assert found["x2"].outcome is Outcome.CORRECT


def test_a_right_answer_stops_what_went_wrong_before_it() -> None:
    wrong, right = network(z=np.array([[2.0], [3], [-5]])), network()
    found = mark(UNITS, **{**right, "z": wrong["z"], "x3": wrong["x3"]})
    assert found["x2"].outcome is Outcome.CORRECT
    assert found["x3"].outcome is Outcome.WRONG  # it does not follow from the right x2


@pytest.mark.parametrize("blank", ["", "?? 3 [", "nan"])
def test_a_blank_or_unreadable_answer_carries_nothing(blank: str) -> None:
    own = network(z=np.array([[2.0], [3], [-5]])) | {"z": blank}
    found = mark(UNITS, **own)
    assert found["z"].outcome in {Outcome.MISSING, Outcome.UNREADABLE}
    assert found["x2"].outcome is Outcome.WRONG
    assert found["x3"].outcome is Outcome.FOLLOWS
    assert found["x3"].carried == ("x2",)


def test_what_follows_from_rounded_values_may_be_off_by_as_much() -> None:
    """r = 2.67 is wrong, and q = 100 r − 233 = 34 has only the digits that r leaves it."""
    found = mark(CHAIN, r="2.6667", q="33.6667", w="235.667")
    assert outcomes(found) == {"r": "wrong", "q": "follows", "w": "follows"}


def test_a_value_far_from_what_follows_does_not_follow() -> None:
    assert mark(CHAIN, r="2.6667", q="34.7", w="0.1")["q"].outcome is Outcome.WRONG


# --- values that make the rest trivial ------------------------------------------------------------
@pytest.mark.parametrize(
    ("z", "said"), [([[0.0], [0], [0]], "trivial"), ([[2.0], [2], [2]], "easy")]
)
def test_a_carried_value_that_makes_the_rest_trivial_is_flagged_and_earns_nothing(
    z: list[list[float]], said: str
) -> None:
    found = mark(UNITS, **network(z=np.array(z)))
    assert found["x2"].outcome is Outcome.FOLLOWS
    assert said in found["x2"].flag
    assert found["x2"].follow == 0


def test_an_ordinary_wrong_value_is_not_flagged() -> None:
    assert mark(UNITS, **network(z=np.array([[2.0], [3], [-5]])))["x2"].flag == ""


# --- where many answers are right -----------------------------------------------------------------
def test_what_comes_of_other_weights_that_do_the_same_is_right() -> None:
    """With y1, y2 = (1, 1), (1, −1), (−1, 1), (1, 1), the sum 1 − y1 − y2 has the signs of XOR."""
    found = mark(GATE, w="[1, -1, -1]", s="[[-1], [1], [1], [-1]]")
    assert found["w"].expected != "[[1], [-1], [-1]]"
    assert outcomes(found) == {"w": "correct", "s": "correct"}


def test_what_comes_of_weights_that_do_something_else_follows() -> None:
    found = mark(GATE, w="[1, 1, 1]", s="[[3], [1], [1], [3]]")
    assert outcomes(found) == {"w": "wrong", "s": "follows"}


# --- many students --------------------------------------------------------------------------------
def random_students(count: int) -> list[Handed]:
    """Let students have their own x1, and answers of which some are wrong or missing."""
    draw, found = random.Random(6), []
    for _ in range(count):
        x = np.array([[float(draw.randint(-3, 3))] for _ in range(3)])
        z = W1 @ x + B1 + (draw.random() < 0.3) * draw.randint(1, 3)
        own: dict[str, Any] = network(z=z, x=x, mask=draw.random() < 0.7)
        for key in draw.sample(sorted(own), draw.randint(0, 2)):
            own[key] = draw.choice(["", "[[", "3", str((-np.asarray(own[key])).tolist())])
        values = {"x1": tuple((int(entry),) for entry in x.reshape(-1))}
        found.append(Handed(values=values, answers=texts(own).answers))
    return found


def test_a_class_is_marked_as_its_students_are_one_by_one() -> None:
    whole, students = problem(UNITS), random_students(20)
    together = marked(whole, students)
    alone = [marked(whole, [each])[0] for each in students]
    assert together == alone
    assert len({verdict.outcome for card in together for verdict in card.verdicts}) >= 5


def test_the_order_of_students_does_not_matter() -> None:
    whole, students = problem(UNITS), random_students(8)
    forth: list[Marked] = marked(whole, students)
    assert marked(whole, students[::-1]) == forth[::-1]
