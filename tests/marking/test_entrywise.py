"""Answers entry by entry: letters below names run over what is asked, and sums bind theirs."""

from __future__ import annotations

import pytest

from tests.marking.rooms import judged

HEAD = """\
id: layer
kind: network
forward: {z: "W @ x + b", a: sigmoid(z), L: "sum((a - t)**2) / 2"}
ask: [z, dL/dz, dL/dW, dL/dx, L]
"""
NUMBERS = f"{HEAD}given: {{x: [1, 2, 0], W: [[1, 0, -1], [2, 1, 1]], b: [0, -3], t: [1, 0]}}\n"
SYMBOLS = (
    f"{HEAD}given: {{x: {{shape: [n]}}, W: {{shape: [m, n]}}, b: {{shape: [m]}}, "
    "t: {shape: [m]}}\n"
)
CASES = [
    ("z", r"\sum_j W_{ij} x_j + b_i", "notation", "entry by entry"),
    ("z", r"z_i = \sum_{j=1}^{n} W_{i,j} x_j + b_i", "notation", "entry by entry"),
    ("z", r"\sum_k W_{jk} x_k + b_j", "notation", "entry by entry"),
    ("z", r"\sum_j W_{ij} x_j - b_i", "wrong", ""),
    ("z", r"\sum_j W_{ji} x_j + b_i", "wrong", "`j` runs to m and to n"),
    ("z", r"W_{ij} x_j + b_i", "unreadable", r"`i` and `j` run free here, and one index is asked"),
    ("z", r"\sum_j W_{ij} q_j + b_i", "unreadable", "`q_j` is no name"),
    ("dL/dz", "(a_i - t_i) a_i (1 - a_i)", "notation", "entry by entry"),
    ("dL/dz", "(a_i - t_i) a_i", "wrong", ""),
    ("dL/dW", r"\frac{\partial L}{\partial z_i} x_j", "notation", "entry by entry"),
    ("dL/dW", r"\frac{\partial L}{\partial W_{ij}} = (a_i-t_i)a_i(1-a_i)x_j", "notation", ""),
    ("dL/dW", r"(a_j - t_j) a_j (1 - a_j) x_i", "notation", ""),  # the only order that fits
    ("dL/dW", r"(a_i - t_i) a_i (1 - a_i) x_i", "unreadable", "two are asked"),
    ("dL/dW", r"(a_i - t_i) a_i (1 - a_i) b_j", "wrong", "run further than the entries"),
    ("dL/dx", r"\sum_{i=1}^{m} W_{ij} \frac{\partial L}{\partial z_i}", "notation", ""),
    ("dL/dx", r"\sum_i W_{ij} (a_i - t_i) a_i", "wrong", ""),
    ("L", r"\frac12 \sum_i (a_i - t_i)^2", "correct", ""),
    ("L", r"\frac12 (a_i - t_i)^2", "unreadable", "`i` runs free here, and a number is asked"),
]


@pytest.mark.parametrize(("name", "answer", "outcome", "why"), CASES)
def test_entries_are_read_as_an_array(name: str, answer: str, outcome: str, why: str) -> None:
    found = judged(SYMBOLS, name, answer)
    assert found.outcome == outcome
    assert why in found.why


@pytest.mark.parametrize(("name", "answer", "outcome"), [case[:3] for case in CASES])
def test_with_numbers_they_are_computed(name: str, answer: str, outcome: str) -> None:
    answer = answer.replace("{m}", "{2}").replace("{n}", "{3}")
    expected = "notation" if outcome == "correct" else outcome  # a value was asked
    assert judged(NUMBERS, name, answer).outcome == expected
