"""Dots, stars and brackets between vectors: an inner product is read where one is meant."""

from __future__ import annotations

import pytest

from tests.marking.rooms import judged

HEAD = """\
id: unit
kind: network
forward: {z: "w.T @ x + b", L: "z ** 2"}
ask: [z, dL/dw]
"""
NUMBERS = f"{HEAD}given: {{x: [1, 2], w: [3, -1], b: 4}}\n"
SYMBOLS = f"{HEAD}given: {{x: {{shape: [n]}}, w: {{shape: [n]}}, b: {{shape: []}}}}\n"
Z = [
    (r"w^T x + b", "correct"),
    (r"w \cdot x + b", "correct"),
    ("x·w + b", "correct"),
    ("⟨w, x⟩ + b", "correct"),
    (r"\langle x, w \rangle + b", "correct"),
    (r"\left\langle x, w \right\rangle + b", "correct"),
    (r"\sum_i w_i x_i + b", "correct"),
    ("w x + b", "notation"),
    ("w * x + b", "notation"),
    ("w x^T + b", "wrong"),  # a matrix, for all to see
    ("w \\cdot x - b", "wrong"),
    ("w \\cdot b", "wrong"),
    ("⟨w, x x^T⟩ + b", "wrong"),
    ("⟨w⟩", "unreadable"),
    ("⟨w, x, b⟩", "unreadable"),
    ("⟨w, x", "unreadable"),
]
SLOPE = [
    (r"2 (w \cdot x + b) x", "correct"),
    (r"2 (\langle w, x \rangle + b) x", "correct"),
    ("2 x (w^T x + b)", "correct"),
    (r"(w \cdot x + b) \cdot x", "wrong"),
]


CASES = [("z", *case) for case in Z] + [("dL/dw", *case) for case in SLOPE]


@pytest.mark.parametrize(("name", "answer", "said"), CASES)
def test_a_formula_is_read_as_it_is_meant(name: str, answer: str, said: str) -> None:
    assert judged(SYMBOLS, name, answer).outcome == said


@pytest.mark.parametrize(("name", "answer", "said"), CASES)
def test_a_formula_for_a_number_is_too(name: str, answer: str, said: str) -> None:
    expected = "notation" if said == "correct" else said  # a value was asked
    assert judged(NUMBERS, name, answer).outcome == expected
