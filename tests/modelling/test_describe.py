"""Reasons are true of the formula they stand beside."""

import pytest

from solver.algebra.plain import sentence
from tests.document.solving import solved

GIVEN = (
    "given: {a: 2, b: 3, c: 4, w: 5, W: [[1, 2], [3, 4]], M: [[1, 2], [3, 4]], x: [1, 2], "
    "y: [3, 1], b1: [1, 1], X: [[1, 2], [0, 1]]}\n"
)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("W @ x + b1", "weights times inputs, plus the bias"),
        ("b1 + W @ x + W @ y", "weights times inputs, plus the bias"),
        ("w*a + b", "weights times inputs, plus the bias"),
        ("W @ x", "multiply the matrices"),
        ("W @ x + y", "multiply the matrices, then add"),  # a shortcut is no bias
        ("M @ y - (y - M @ y)", "multiply the matrices, then subtract"),
        ("a*b - (a - (b - c))*c", "combine the terms"),
        ("sum(x**2) + max(X) - max(M)", "combine the terms"),
        ("x - y", "subtract"),
        ("a*b*c", "multiply"),
        ("a*x", "scale"),
        ("x*y", "multiply entry by entry"),
        ("x/y", "divide entry by entry"),
        ("a/b", "divide"),
        ("norm(x, 1)", "take the norm"),
        ("norm(x, inf)", "take the norm"),
        ("sum(x)", "add up the entries"),
        ("-sum(x)/3", "add up the entries, and change the sign, and divide"),
        ("1/2*sum(x)", "add up the entries, and scale"),
        ("sum(X, axis=0)", "add up every column"),
        ("max(X, axis=1)", "take the largest entry of every row"),
        ("-x", "change the sign"),
        ("x", "the same as x"),
    ],
)
def test_a_reason_is_true(formula: str, why: str) -> None:
    found = solved(f"{GIVEN}forward: {{z: '{formula}'}}\nask: [z]\n")
    assert sentence(found.problem.plan["z"].why) == why


def test_an_update_along_the_gradient_is_called_so() -> None:
    found = solved(
        "given: {W: [[1, 2]], x: [1, 2]}\nforward: {L: (W @ x)**2}\n"
        "ask: [{new: W - 0.1*dL/dW}, {other: W - 0.1*dL/dx.T}]\n"
    )
    plan = found.problem.plan
    assert sentence(plan["new"].why) == "one step against the gradient"
    assert sentence(plan["other"].why) == "combine the terms"
