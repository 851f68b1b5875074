"""Derivations end in the line a textbook prints, and say what they used to get there.

Expected ends are typed with all the brackets one likes: they are read, and compared as formulas.
"""

from __future__ import annotations

import pytest

from solver.algebra.expr import make
from solver.algebra.shapes import symbol
from tests.derivation.textbook import Derived

K, M, N = symbol("k"), symbol("m"), symbol("n")
LAYERS = {"x1": (N, 1), "t": (K, 1), "W1": (M, N), "b1": (M, 1), "W2": (K, M), "b2": (K, 1)}
TWO_LAYERS = Derived(
    LAYERS, x2="sigmoid(W1 @ x1 + b1)", x3="W2 @ x2 + b2", L="sum(abs(t - x3))"
)  # fmt: skip
HIDDEN = "W2.T @ (-sign(t - x3)) * x2 * (1 - x2)"


@pytest.mark.parametrize(
    ("bottom", "end"),
    [
        ("W1", f"({HIDDEN}) @ x1.T"),
        ("b1", HIDDEN),
        ("W2", "(-sign(t - x3)) @ x2.T"),
        ("b2", "-sign(t - x3)"),
        ("x1", f"W1.T @ ({HIDDEN})"),
        ("t", "sign(t - x3)"),
    ],
)
def test_sigmoid_and_l1(bottom: str, end: str) -> None:
    assert TWO_LAYERS.end(bottom) == TWO_LAYERS.read(end)


def test_sigmoid_and_l1_step_by_step() -> None:
    """Each step is a rule applied to the step before it; the values of layers are named."""
    for bottom, formula in (
        ("x3", "-sign(t - x3)"),
        ("W2", "dL/dx3 @ x2.T"),
        ("b2", "dL/dx3"),
        ("x2", "W2.T @ dL/dx3"),
        ("b1", "dL/dx2 * x2 * (1 - x2)"),
    ):
        assert TWO_LAYERS.step(bottom).formula == TWO_LAYERS.read(formula), bottom
    order = [key for key in TWO_LAYERS.steps if "(" not in key]
    assert order.index("dL/dx3") < order.index("dL/dx2") < order.index("dL/dW1")


def cross_entropy(fact: str, **shapes: object) -> Derived:
    givens = {"W": (K, N), "x": (N, 1), "y": (K, 1)}
    facts = {"y": fact} if fact else {}
    return Derived(givens, facts, z="W @ x", o="softmax(z)", L="-sum(y * log(o))")


@pytest.mark.parametrize(
    ("fact", "end", "reason"),
    [
        ("one_hot", "o - y", "sum(y) = 1, because y is one-hot"),
        ("sums_to_1", "o - y", "sum(y) = 1, because y sums to 1"),
        ("", "o * sum(y) - y", "y is not known to sum to 1, so sum(y) stays"),
        ("positive", "o * sum(y) - y", "y is not known to sum to 1, so sum(y) stays"),
    ],
)
def test_softmax_and_cross_entropy(fact: str, end: str, reason: str) -> None:
    found = cross_entropy(fact)
    wanted = {found.read(end), found.read(end.replace("o * sum(y)", "sum(y) * o"))}
    assert found.end("z") in wanted
    assert found.end("W") in {found.read(f"({e}) @ x.T") for e in wanted}
    assert reason in found.reasons("z")
    said = [word for word in ("one-hot", "sums to 1", "not known") if word in found.reasons("z")]
    assert len(said) == 1


@pytest.mark.parametrize(("fact", "end"), [("one_hot", "O - Y"), ("sums_to_1", "O - Y")])
def test_softmax_and_cross_entropy_row_by_row(fact: str, end: str) -> None:
    givens = {"X": (M, N), "W": (N, K), "Y": (M, K)}
    found = Derived(givens, {"Y": fact}, Z="X @ W", O="softmax(Z, axis=1)", L="-sum(Y * log(O))")
    assert found.end("Z") == found.read(end)
    assert found.end("W") == found.read(f"X.T @ ({end})")


AVERAGED = {
    "-sum(Y * log(O)) / 4": ("1/4 * (O - Y)", "0.25 * (O - Y)", "(O - Y) / 4"),
    "-sum(Y * log(O)) / c": ("1/c * (O - Y)", "(O - Y) / c"),
    "mean(-sum(Y * log(O), axis=1))": ("1/4 * (O - Y)", "0.25 * (O - Y)", "(O - Y) / 4"),
}


@pytest.mark.parametrize("loss", AVERAGED)
def test_softmax_and_cross_entropy_averaged_over_the_samples(loss: str) -> None:
    givens = {"X": (4, N), "W": (N, K), "Y": (4, K), "c": ()}
    found = Derived(givens, {"Y": "one_hot"}, Z="X @ W", O="softmax(Z, axis=1)", L=loss)
    assert found.end("Z") in {found.read(end) for end in AVERAGED[loss]}
    assert "because Y is one-hot" in found.reasons("Z")


def test_logistic_regression() -> None:
    givens = {"X": (M, N), "w": (N, 1), "y": (M, 1)}
    loss = "-sum(y * log(p) + (1 - y) * log(1 - p))"
    for found in (
        Derived(givens, p="sigmoid(X @ w)", L=loss),
        Derived(givens, z="X @ w", p="sigmoid(z)", L=loss),
    ):
        assert found.end("w") == found.read("X.T @ (p - y)")
    assert found.end("z") == found.read("p - y")


def test_what_cancels_is_said() -> None:
    found = Derived(
        {"z": (N, 1), "y": (N, 1)},
        p="sigmoid(z)", L="-sum(y * log(p) + (1 - y) * log(1 - p))",
    )  # fmt: skip
    assert "cancel" in found.reasons("z")


def test_a_logistic_neuron() -> None:
    givens = {"w": (N, 1), "x": (N, 1), "b": (), "y": ()}
    found = Derived(givens, z="w.T @ x + b", p="sigmoid(z)", L="-y * log(p) - (1 - y) * log(1 - p)")
    assert found.end("z") == found.read("p - y")
    assert found.end("w") == found.read("(p - y) * x")
    assert found.end("b") == found.read("p - y")


@pytest.mark.parametrize(
    ("loss", "w"),
    [
        ("sum((X @ w - y)**2)", "2 * (X.T @ (X @ w - y))"),
        ("(X @ w - y).T @ (X @ w - y)", "2 * (X.T @ (X @ w - y))"),
        ("1/2 * sum((X @ w - y)**2)", "X.T @ (X @ w - y)"),
        ("sum((y - X @ w)**2) / 2", "X.T @ (X @ w - y)"),
        ("sum((X @ w - y)**2) + 3 * w.T @ w", "2 * (X.T @ (X @ w - y)) + 6 * w"),
        ("sum((X @ w - y)**2) + c * sum(w**2)", "2 * (X.T @ (X @ w - y)) + 2 * c * w"),
    ],
)
def test_least_squares_and_ridge(loss: str, w: str) -> None:
    givens = {"X": (M, N), "w": (N, 1), "y": (M, 1), "c": ()}
    found = Derived(givens, L=loss)
    assert found.end("w") == found.read(w)


def test_the_mean_of_squares_keeps_its_count() -> None:
    found = Derived({"W": (K, N), "x": (N, 1), "t": (K, 1)}, y="W @ x", L="mean((y - t)**2)")
    assert found.end("y") == found.read("2 * (y - t)") / make("dim", size=K)
    assert found.end("W") == found.end("y") @ found.read("x.T")


# --- what is used more than once -----------------------------------------------------------------
def test_a_residual_connection_adds_its_gradients_in_a_step_of_its_own() -> None:
    found = Derived(
        {"W": (N, N), "x": (N, 1), "t": (N, 1)}, h="tanh(W @ x)", y="x + h", L="sum((y - t)**2) / 2"
    )
    step = found.step("x")
    assert str(step.formula) == "dL/dx via h + dL/dx via y"
    assert "x is used twice: the gradients of its uses add up" in found.reasons("x")
    assert found.steps["dL/dx via y"].formula == found.read("dL/dy")
    assert found.steps["dL/dx via h"].formula == found.read("W.T @ (dL/dh * (1 - h**2))")
    assert found.end("x") == found.read("W.T @ ((y - t) * (1 - h**2)) + (y - t)")


def test_shared_weights_add_their_gradients_in_a_step_of_their_own() -> None:
    found = Derived(
        {"W": (N, N), "x": (N, 1), "t": (N, 1)},
        h="relu(W @ x)", y="relu(W @ h)", L="sum(abs(y - t))",
    )  # fmt: skip
    assert str(found.step("W").formula) == "dL/dW via h + dL/dW via y"
    assert "W is used twice" in found.reasons("W")
    assert found.steps["dL/dW via h"].shape == found.steps["dL/dW via y"].shape == (N, N)


def test_weights_used_three_times_in_one_formula_are_counted() -> None:
    found = Derived({"W": (N, N), "x": (N, 1)}, L="sum(W @ (W @ (W @ x)))")
    assert str(found.step("W").formula).count(" + ") == 2
    assert not [key for key in found.steps if " via " in key]
    assert "W is used three times" in found.reasons("W")


def test_a_gradient_that_nobody_would_read_is_not_written_out() -> None:
    layers = {f"x{k + 1}": f"tanh(w * x{k})" for k in range(30)}
    found = Derived({"w": (), "x0": ()}, **layers, L="x30**2")
    steps = [step for step in found.steps.values() if not step.minor]
    assert max(line.expr.weight for step in steps for line in step.after) <= 250
    assert found.step("x29").after
    assert not found.step("w").after
