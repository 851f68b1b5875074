"""Whatever is typed gets a verdict at once, without an exception; and what is off is wrong."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.marking.handed import Handed, Pupil
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.desk import Desk
from solver.marking.judging.said import Entry, Said
from solver.marking.marking import Answer, marked
from tests.marking.hostile import HOSTILE, LONG
from tests.marking.rooms import problem

NUMBERS = """\
id: numbers
kind: network
given:
  W: [[1, 2], [2, 4]]
  X: [[1, 2, 3], [4, 5, 6], [7, 8, 10]]
  n: 100000
  x: [1, 2]
  t: [1, 1]
  b: [0, 1]
forward: {z: W @ x + b, a: relu(z), L: sum((a - t)**2), e: exp(-L), Y: X @ X, m: n + 1}
ask: [L, z, dL/dW, e, Y, m]
"""
SYMBOLS = """\
id: symbols
kind: network
given: {W: {shape: [m, n]}, x: {shape: [n]}, t: {shape: [m]}, b: {shape: [m]}}
forward: {z: W @ x + b, a: sigmoid(z), L: sum((a - t)**2)/2}
ask: [z, dL/dW, dL/dx]
"""
SLOW = 1.0  # seconds of computing, for one answer
ACCEPTED = {"correct", "notation"}


@cache
def room(text: str) -> tuple[Desk, Pupil]:
    desk = Desk(problem(text))
    for question in desk.questions:
        if not desk.is_numeric(question):
            desk.samples(question.step)
    return desk, Pupil(desk.problem, Handed(), desk.solved)


def outcomes(text: str, answer: str) -> set[str]:
    desk, pupil = room(text)
    return {str(desk.judged(question, answer, pupil).outcome) for question in desk.questions}


# --- whatever is typed ----------------------------------------------------------------------------
@pytest.mark.parametrize("text", [NUMBERS, SYMBOLS], ids=["numbers", "symbols"])
def test_what_was_written_to_break_it_is_judged_at_once(text: str) -> None:
    outcomes(text, "1")
    slow = {}
    for answer in HOSTILE:
        began = process_time()
        found = outcomes(text, answer)
        taken = (process_time() - began) / len(room(text)[0].questions)
        assert "correct" not in found, answer[:80]
        if taken > SLOW:
            slow[answer[:80]] = taken
    assert not slow


@pytest.mark.parametrize("text", [NUMBERS, SYMBOLS], ids=["numbers", "symbols"])
def test_it_is_marked_explained_and_told_as_well(text: str) -> None:
    names = [question.name for question in room(text)[0].questions]
    answers = [answer for answer in HOSTILE if answer not in LONG]
    handed = [Handed(answers={name: Answer(answer) for name in names}) for answer in answers]
    cards = marked(problem(text), handed)
    assert len(cards) == len(handed)
    assert all(verdict.message for card in cards for verdict in card.verdicts)
    assert {verdict.strict for card in cards for verdict in card.verdicts} == {Fraction(0)}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_gives_a_verdict(answer: str) -> None:
    for text in (NUMBERS, SYMBOLS):
        assert outcomes(text, answer)


PIECES = st.sampled_from(
    [
        *"x W z b t L n 1 2 0 -3 0.5 1/3 ( ) [ ] { } , ; + - * / ^ _ = | ' ! ? & % . :".split(),
        *r"\frac{ \sum_{i=1}^{n} \sigma( relu( ^T ^{-1} ⊙ @ dL/dW if \\ \cdot e^{ 10^9 x_i".split(),
        " ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_pieces_of_formulas_give_a_verdict(answer: str) -> None:
    for text in (NUMBERS, SYMBOLS):
        assert outcomes(text, answer)


# --- past the tolerance ---------------------------------------------------------------------------
def typed(value: Fraction, digits: int) -> Entry:
    """Write a number with so many digits behind the point."""
    quantum = Fraction(1, 10**digits)
    return Entry(Fraction(round(value / quantum)) * quantum, quantum, digits)


VALUES = st.fractions(-(10**4), 10**4, max_denominator=10**4).filter(
    lambda v: v.denominator != 1 and abs(v) > Fraction(1, 100)
)


@given(VALUES, st.integers(6, 9))
def test_a_value_with_many_digits_is_right_however_many_there_are(
    value: Fraction, digits: int
) -> None:
    said = Said((), (typed(value, digits),))
    assert compared(said, Truth((), (value,)))[0] is Match.RIGHT
    assert compared(said, Truth((), (float(value),)))[0] is Match.RIGHT


@given(VALUES, st.integers(6, 9), st.sampled_from([-1, 1]), st.sampled_from([3, 4, 5]))
def test_a_value_moved_past_its_tolerance_is_not_right(
    value: Fraction, digits: int, sign: int, wanted: int
) -> None:
    unit = Fraction(10) ** (len(str(int(abs(value)))) - wanted) if abs(value) >= 1 else abs(value)
    moved = typed(value + sign * unit, digits)
    assert compared(Said((), (moved,)), Truth((), (value,)), wanted)[0] is not Match.RIGHT
    far = typed(value + sign * abs(value) / 10, digits)
    assert compared(Said((), (far,)), Truth((), (value,)), wanted)[0] is Match.WRONG


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**5), st.sampled_from([-1, 1]))
def test_a_whole_number_that_is_off_is_wrong(value: int, off: int, sign: int) -> None:
    said = Said((), (Entry(Fraction(value + sign * off), Fraction(1), 9),))
    assert compared(said, Truth((), (Fraction(value),)))[0] is Match.WRONG


@given(st.lists(VALUES, min_size=2, max_size=9), st.data())
def test_one_entry_that_is_off_is_found_in_an_array(
    values: list[Fraction], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    largest = max(map(abs, values))
    moved = [v + (largest / 5 if k == place else 0) for k, v in enumerate(values)]
    said = Said((len(values),), tuple(typed(value, 8) for value in moved))
    truth = Truth((len(values),), tuple(values))
    assert compared(said, truth) == (Match.WRONG, place)
