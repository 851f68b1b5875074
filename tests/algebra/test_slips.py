"""The mistakes that ops know of: another node, of the same shape or another, and another value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import Expr, make, name, names_in, number, walk
from solver.algebra.op import OPS, Slip
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.spoken import spoken
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from solver.variants.mistaken import misshapen, slipped
from tests.algebra.kernel_cases import CASES, Case
from tests.algebra.test_kernels import values_for

ONE, TWO, THREE = map(number, (1, 2, 3))
S, C = (), (3, 1)


def updates(a: Expr, b: Expr, c: Expr) -> Expr:
    """Repeat four updates, each of which reads all that were made before it."""
    p, q, r, s = map(name, "pqrs")
    bodies = (p * a - s, q + p * TWO, r + p * q - TWO, s - a * p - q * THREE - r)
    return make(
        "scan", a, b, c, a, *bodies,
        states=("p", "q", "r", "s"), inputs=(), steps=3, out=3, together=False,
    )  # fmt: skip


def unused(*_: torch.Tensor) -> torch.Tensor:
    raise NotImplementedError


# what the slips are about, where no formula of the kernels' has it
EXAMPLES = {
    "bias": Case(((3, 3), C, C), lambda W, b, x: W @ x + b, unused),
    "bias first": Case(((3, 3), C, C), lambda W, b, x: b + W @ x, unused),
    "parameters": Case((S, S), lambda a, b: a**TWO * b + b, unused),
    "parameters, biases first": Case((S, S), lambda a, b: b + a * b, unused),
    "complement": Case((S,), lambda a: ONE - a, unused),
    "derivative of the sigmoid": Case((C, C), lambda g, s: g * s * (ONE - s), unused),
    "square": Case((C,), lambda a: a**TWO, unused),
    "four updates": Case((S, S, S), updates, unused),
}
SLIPS = [(op.name, slip) for op in OPS.values() for slip in op.slips]
named = pytest.mark.parametrize(("op", "slip"), SLIPS, ids=[f"{o}-{s.words}" for o, s in SLIPS])


def mistakes(op: str, slip: Slip) -> Iterator[tuple[Case, Expr, Expr]]:
    """Make the mistake wherever a case has the op at its root or below."""
    for case in (*CASES.values(), *EXAMPLES.values()):
        for node in walk(case.built()):
            if not set("abc").issuperset(names_in(node)):
                continue  # a part of what binds a name, as the condition of a search
            for one in (*slipped(node), *misshapen(node)) if node.op == op else ():
                if one.slip is slip:
                    yield case, node, one.changed


@pytest.mark.parametrize("case", [*CASES.values(), *EXAMPLES.values()])
def test_the_slips_that_keep_the_shape_are_told_from_the_others(case: Case) -> None:
    for node in walk(case.built()):
        assert all(one.changed.shape == node.shape for one in slipped(node))
        assert all(one.changed.shape != node.shape for one in misshapen(node))


@named
def test_a_slip_changes_the_value_somewhere(op: str, slip: Slip) -> None:
    assert any(differs(case, node, changed) for case, node, changed in mistakes(op, slip))


def differs(case: Case, node: Expr, changed: Expr) -> bool:
    givens = tuple(Given("abc"[k], shape) for k, shape in enumerate(case.shapes))
    steps = (Step("right", node, ()), Step("wrong", changed, ()))
    values = dict(zip("abc", values_for(case, ()), strict=False))
    found = evaluate(Plan(givens, steps), values, backend="numpy")
    if "right" not in found or "wrong" not in found:
        return False
    return changed.shape != node.shape or not np.allclose(found["right"], found["wrong"])


@named
def test_a_slip_is_worded_as_a_student_is_told(op: str, slip: Slip) -> None:
    assert slip.words
    assert slip.words == slip.words.strip().rstrip(".")


@pytest.mark.parametrize(
    ("formula", "words", "wrong"),
    [
        ("W @ x + b", "the bias b was not added", "W @ x"),
        ("rows(b1, 3) + W @ V", "the bias b1 was not added", "W @ V"),
        ("3 * 3 * 1 * 10 + 10", "the biases (10) were not counted", "3 * 3 * 1 * 10"),
        ("3 * 3 * n**2 + n", "the biases (n) were not counted", "3 * 3 * n**2"),
        ("(n - k) / s + 1", "1 was not added", "(n - k) / s"),
        ("(n - k) / s", "the division by s was left out", "n - k"),
        ("n - k", "k was added instead of subtracted", "n + k"),
        ("n - k", "the difference n - k was taken the other way round", "k - n"),
        ("1 - s", "s was taken instead of 1 - s", "s"),
        ("-x", "the minus sign was left out", "x"),
        ("2 * x", "the factor 2 was left out", "x"),
        ("1 / 2 * n", "the factor 1 / 2 was left out", "n"),
        ("x * b * (1 - b)", "the derivative b * (1 - b) of the sigmoid was left out", "x"),
        ("n**2", "the square was forgotten", "n"),
        ("n**3", "the power 3 was left out", "n"),
        ("n**3", "3 was taken as a factor, not as a power", "3 * n"),
        ("n**3", "the power 3 was taken one too high", "n**4"),
        ("n**3", "the power 3 was taken one too low", "n**2"),
        ("2**(-k)", "the minus sign of the power -k was left out", "2**k"),
        ("W @ V", "the factors of a matrix product were exchanged", "V @ W"),
        ("x @ b.T", "the vectors of an outer product were exchanged", "b @ x.T"),
        ("W @ x", "W was transposed", "W.T @ x"),
        ("W.T", "the transpose of W was left out", "W"),
        ("b.T", "the transpose of b was left out", "b"),
        ("W @ A", "W was transposed", "W.T @ A"),
        ("A @ A.T", "the factors of a matrix product were exchanged", "A.T @ A"),
        ("sum(x)", "the mean was taken instead of the sum", "mean(x)"),
        ("sum(x[i], (i, 1, 3))", "the last term of the sum was left out", "sum(x[i], (i, 1, 2))"),
        ("sum(x[i], (i, 1, n))", "the first term of the sum was left out", "sum(x[i], (i, 2, n))"),
        ("x[2]", "the entry after the right one was taken", "x[3]"),
        ("floor(n / 2)", "rounding down was left out", "n / 2"),
        ("norm(x, 2)", "the 1-norm was taken", "norm(x, 1)"),
    ],
)
def test_what_is_done_is_what_is_said(formula: str, words: str, wrong: str) -> None:
    node = formula_of(formula)
    told = {one.words: one.changed for one in (*slipped(node), *misshapen(node))}
    assert words in told
    assert told[words] == formula_of(wrong)


def formula_of(text: str) -> Expr:
    shapes = {"A": (3, 2), "W": (3, 3), "V": (3, 3), "x": C, "b": C, "b1": (1, 3)}
    names = {key: name(key, shape) for key, shape in shapes.items()}
    return read(text, Scope(names | {key: name(key) for key in "nkst"}))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("n + 1", "n was not added"),  # nobody gives 1 for n + 1
        ("x * 1", "the factor 1 was left out"),
        ("n / 1", "the division by 1 was left out"),
        ("W.T @ x", "W.T was transposed"),
        ("A.T @ x", "A.T was transposed"),
        ("A.T @ x", "the factors of a matrix product were exchanged"),  # it does not fit
        ("W @ b + x", "the bias x was not added"),  # but a shortcut around the layer
        ("n * k * s", "the factor n * k was left out"),  # which are two
    ],
)
def test_what_nobody_does_is_not_said(formula: str, words: str) -> None:
    node = formula_of(formula)
    told = [one.words for one in (*slipped(node), *misshapen(node))]
    assert words not in told


def test_a_long_formula_is_cut_in_the_words() -> None:
    node = formula_of("n + " * 40 + "k") * formula_of("s")
    told = [one.words for one in slipped(node)]
    assert any("…" in words for words in told)
    assert max(map(len, told)) < 100


def test_parts_are_spelled_for_students() -> None:
    x, n = name("a.x", (4,)), name("b.n")
    assert spoken(make("at", x, n, start=0, beyond=True) * name("b.dL/dW")) == "x(n) * dL/dW"
    ones = make("fill", number(1), shape=(4, 1))
    assert spoken(name("b.m") * ones) == "m * 1"
    assert spoken(name("V", (3, 4)) @ ones) == "V @ fill(1, shape=[4, 1])"
    assert spoken("the bias") == "the bias"


@pytest.mark.parametrize(
    ("formula", "words", "wrong"),
    [
        ("correlate2d(X, K, stride=2)", "the stride was left out", "correlate2d(X, K)"),
        ("convolve2d(X, K, dilation=2)", "the dilation was left out", "convolve2d(X, K)"),
        ("correlate2d(X, K)", "the map was padded, so that it keeps its size",
         "correlate2d(pad_zero(X, 1, 1, 1, 1), K)"),
        ("correlate2d(X, K)", "the full result was computed, past the border",
         "correlate2d(pad_zero(X, 2, 2, 2, 2), K)"),
        ("pad_zero(X, 1, 2, 1, 2)", "the padding was left out", "X"),
        ("max_pool2d(X, 2)", "the stride was left out", "max_pool2d(X, 2, stride=1)"),
        ("average_pool2d(X, 3, padding=1)", "the padding was left out", "average_pool2d(X, 3)"),
        ("max_pool2d(X, 2)", "part of a window counted", "max_pool2d(X, 2, ceil=1)"),
        ("max_pool2d(X, 2, ceil=1)", "cells at the border were left out", "max_pool2d(X, 2)"),
    ],
)  # fmt: skip
def test_what_is_done_to_a_window_is_what_is_said(formula: str, words: str, wrong: str) -> None:
    scope = Scope({"X": name("X", (9, 7)), "K": name("K", (3, 3))})
    found = {one.words: one.changed for one in misshapen(read(formula, scope))}
    assert found[words] == read(wrong, scope)
