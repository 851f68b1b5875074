"""Effort: what the arithmetic behind an answer costs, the same however many are measured."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.problem import Problem, built
from solver.spec.load import load_text
from solver.variants.candidates import Pool
from solver.variants.effort import ROWS, Band, Meter, outside
from solver.variants.samples import batch, sampled
from solver.variants.weights import ROUNDED, weight

DENSE = """\
id: dense
kind: formulas
given: {W: [[1, 2], [3, 4]], x: [1, 1], c: 2}
steps: {z: W @ x, a: relu(z), y: c * sum(a)}
ask: [y]
vary: {W: {integers: [-3, 3]}, x: {integers: [0, 3]}}
"""


def problem(text: str = DENSE) -> Problem:
    found = built(load_text(text, "dense.yaml"))
    assert isinstance(found, Problem)
    return found


def measured(text: str = DENSE, **values: Any) -> list[float]:
    rows = {name: np.array(value, dtype=float) for name, value in values.items()}
    count = len(next(iter(rows.values())))
    return Meter(problem(text).planned, frozenset(rows)).measured(rows, count).tolist()


# --- weights -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "heavy"),
    [
        (0, 0), (1, 2), (-1, 3), (2, 3), (9, 3), (10, 5), (99, 5), (100, 7), (-100, 8),
        (1000, 9), (999, 7), (0.5, 4), (-0.5, 5), (0.25, 6), (12.5, 8), (0.1, 4), (1 / 3, 7),
        (2 / 7, 7), (22 / 7, 9), (10 / 13, 11), (np.pi, ROUNDED), (-np.e, ROUNDED + 1),
    ],
)  # fmt: skip
def test_the_table_of_weights(number: float, heavy: float) -> None:
    assert weight(number) == heavy


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_weighs_two_for_each_digit_and_one(number: int) -> None:
    plain = 2 * abs(number) if abs(number) < 2 else 2 * len(str(abs(number))) + 1
    assert weight(float(number)) == plain + (number < 0)


@given(st.fractions(max_denominator=20).filter(lambda x: x.denominator > 1 and abs(x) < 1000))
def test_a_broken_number_is_heavier_than_its_whole_part(number: Fraction) -> None:
    assert weight(float(number)) > weight(float(int(number)))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_numbers_are_weighed_one_by_one(numbers: list[float]) -> None:
    assert weight(numbers).tolist() == [weight(number).item() for number in numbers]


# --- effort --------------------------------------------------------------------------------------
def test_the_effort_of_a_product_by_hand() -> None:
    """Two rows: 1·1 + 2·2 = 5 and 3·1 + 4·2 = 11; their sum is 16, times 2."""
    matmul = (2 * 2 + 3 * 3) + (3 * 2 + 3 * 3)
    added = 3 + 5
    doubled = 3 * 5
    written = 2 + 2 + 1
    assert measured(W=[[[1, 2], [3, 4]]], x=[[[1], [2]]]) == [matmul + added + doubled + written]


def test_zeros_dead_units_and_small_numbers_make_it_easier() -> None:
    full, zero, dead, large = measured(
        W=[[[2, 2], [2, 2]], [[2, 0], [2, 2]], [[2, 2], [-2, -2]], [[2, 2], [2, 22]]],
        x=[[[2], [2]]] * 4,
    )
    assert zero < full < large
    signs = 2 * 3  # two negative factors, each with one of weight 3
    assert dead - signs < full


def test_a_gradient_of_zero_costs_nothing_further_down() -> None:
    text = DENSE.replace("ask: [y]", "ask: [dy/dW]")
    alive, dead = measured(text, W=[[[2, 2], [2, 2]], [[-2, -2], [-2, -2]]], x=[[[2], [2]]] * 2)
    assert dead < alive


@given(st.integers(1, 5), st.data())
def test_a_batch_is_measured_as_each_alone(count: int, data: st.DataObject) -> None:
    entries = st.lists(st.integers(-12, 12), min_size=4, max_size=4)
    rows = [data.draw(entries) for _ in range(count)]
    weights = np.reshape(rows, (count, 2, 2))
    inputs = weights[:, :, :1]
    alone = [measured(W=[w], x=[x])[0] for w, x in zip(weights, inputs, strict=True)]
    assert measured(W=weights, x=inputs) == alone


def test_a_batch_may_be_larger_than_what_is_measured_at_a_time() -> None:
    count = ROWS + 3
    found = measured(W=[[[1, 2], [3, 4]]] * count, x=[[[1], [2]]] * count)
    assert len(found) == count
    assert len(set(found)) == 1


def test_what_the_answers_do_not_need_takes_no_effort() -> None:
    spare = DENSE.replace("a: relu(z)", 'a: relu(z), more: "W @ W"')
    rows = {"W": [[[1, 2], [3, 4]]], "x": [[[1], [2]]]}
    assert measured(spare, **rows) == measured(**rows)


def test_units_are_whole() -> None:
    pool = Pool.of(problem(), "salt")
    assert pool is not None
    found, own = sampled(pool, 50, "whole")
    efforts = Meter(own.problem.planned, frozenset(own.targets)).measured(
        batch(own, found), len(found)
    )
    assert len(found) == 50
    assert all(effort == int(effort) > 0 for effort in efforts.tolist())


# --- the band ------------------------------------------------------------------------------------
def test_who_is_outside() -> None:
    efforts = np.array([84.0, 85.0, 115.0, 116.0])
    assert outside(efforts, Band(100, 85, 115)).tolist() == [True, False, False, True]
    assert not outside(efforts, None).any()


def test_a_sample_depends_on_the_problem_and_not_on_the_salt() -> None:
    one, other = (Pool.of(problem(), salt) for salt in ("one", "other"))
    assert one is not None
    assert other is not None
    drawn = [[each.drawn for each in sampled(pool, 20, "x")[0]] for pool in (one, other)]
    assert drawn[0] == drawn[1]
    renamed = replace(one, key=("x", "y"))
    assert [each.drawn for each in sampled(renamed, 20, "x")[0]] != drawn[0]
