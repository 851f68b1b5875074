"""The network kind: the documents' numbers, computed by other means, and what it can be asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from solver.errors import Complaint, SpecError
from solver.problem import Problem, built, load
from solver.resources import problems_dir
from solver.solved import Solved
from solver.spec.load import load_text


def shipped(stem: str) -> Solved:
    problem = load(problems_dir() / "network" / f"{stem}.yaml")
    assert isinstance(problem, Problem)
    return problem.solve(check="all")


def solved(text: str, check: str = "all") -> Solved:
    problem = built(load_text("kind: network\ntitle: t\n" + text, "t.yaml"))
    assert isinstance(problem, Problem)
    return problem.solve(check=check)


def complaints(text: str) -> tuple[Complaint, ...]:
    with pytest.raises(SpecError) as caught:
        solved(text)
    return caught.value.complaints


def leaf(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def close(found: Any, expected: torch.Tensor) -> None:
    np.testing.assert_allclose(found, expected.detach().numpy(), atol=1e-12)


def closed(found: Solved, name: str) -> str:
    step = found.problem.plan[name]
    return str(step.after[-1].expr if step.after else step.formula)


# --- the documents' problems ---------------------------------------------------------------------
def test_000_problem_3_1_ends_in_the_vectorised_form() -> None:
    found = shipped("two-layer-l1")
    layer = "W2.T @ -sign(t - x3) * x2 * (1 - x2)"
    assert closed(found, "dL/dW1") == f"{layer} @ x1.T"
    assert closed(found, "dL/db1") == layer
    assert closed(found, "dL/dW2") == "-sign(t - x3) @ x2.T"
    assert closed(found, "dL/db2") == "-sign(t - x3)"


def test_000_problem_3_2_equals_torch() -> None:
    found = shipped("relu-l1")
    x1, t = leaf([[1], [1], [-1]]), leaf([[1], [2]])
    weights = {
        "W1": leaf([[0, 1, 1], [-2, 2, -1]]),
        "b1": leaf([[1], [2]]),
        "W2": leaf([[0, 2], [1, 1]]),
        "b2": leaf([[1], [1]]),
    }
    hidden = torch.relu(weights["W1"] @ x1 + weights["b1"])
    loss = (t - weights["W2"] @ hidden - weights["b2"]).abs().sum()
    loss.backward()
    assert found.value("L") == loss.item() == 9
    for name, tensor in weights.items():
        close(found.value(f"dL/d{name}"), tensor.grad)  # type: ignore[arg-type]


def test_001_problem_3_1_has_jacobians_and_gradients() -> None:
    found = shipped("logistic-neuron")
    assert closed(found, "dx_next/dx") == "diag(x_next * (1 - x_next)) @ W"
    assert closed(found, "dx_next/db") == "diag(x_next * (1 - x_next))"
    assert closed(found, "dL/dW") == "G * x_next * (1 - x_next) @ x.T"
    assert closed(found, "dL/dx") == "W.T @ (G * x_next * (1 - x_next))"


def test_001_problem_3_2_keeps_the_factor_the_document_dropped() -> None:
    layer = "W2.T @ ((x3 - t) * x3 * (1 - x3)) * x2 * (1 - x2)"
    assert closed(shipped("logistic-mse"), "dL/dW1") == f"{layer} @ x1.T"


def test_003_problem_1_equals_torch() -> None:
    found = shipped("three-layer-relu")
    weights = {
        "W1": leaf([[1, 0], [3, 4], [1, 2]]), "b1": leaf([[0], [-2], [5]]),
        "W2": leaf([[2, 6, 1], [0, 3, 1]]), "b2": leaf([[-23], [-11]]),
        "W3": leaf([[-2, 3]]), "b3": leaf(18.0),
    }  # fmt: skip
    out = leaf([[2], [1]])
    for layer in "123":
        out = torch.relu(weights[f"W{layer}"] @ out + weights[f"b{layer}"])
    loss = (10 - out).square().sum()
    loss.backward()
    assert found.value("yhat") == out.item() == 8
    for name, tensor in weights.items():
        close(found.value(f"dL/d{name}"), tensor.grad)  # type: ignore[arg-type]


def test_004_problem_3_collapses() -> None:
    found = shipped("softmax-cross-entropy")
    step = found.problem.plan["dE/df2"]
    assert str(step.formula) == "o - y"
    assert [str(line.expr) for line in step.before][-1] == "sum(y) * o - y"
    assert closed(found, "dE/dx") == "(o - y) @ W2.T * a * (1 - a) @ W1.T"


# --- what may be asked ---------------------------------------------------------------------------
SCALARS = """
given: {i1: 1, i2: -2, w1: 0.5, w2: 0.25, b1: 0.1, v: 2, t: 1}
forward:
  h1: sigmoid(w1*i1 + w2*i2 + b1)
  o: v*h1
  L: (o - t)**2 + 0.01*w1**2
ask: [L, dL/dw1, dL/dw2, {w1_new: w1 - 0.1*dL/dw1}]
"""


def test_scalars_written_out_one_by_one() -> None:
    found = solved(SCALARS)
    w1, w2, v = leaf(0.5), leaf(0.25), leaf(2.0)
    loss = (v * torch.sigmoid(w1 - 2 * w2 + 0.1) - 1) ** 2 + 0.01 * w1**2
    loss.backward()
    assert found.value("dL/dw1") == pytest.approx(w1.grad.item())  # type: ignore[union-attr]
    assert found.value("dL/dw2") == pytest.approx(w2.grad.item())  # type: ignore[union-attr]
    assert found.value("w1_new") == pytest.approx(0.5 - 0.1 * w1.grad.item())  # type: ignore[union-attr]
    assert found.problem.plan["z"].formula.op == "add"


def test_several_outputs_and_several_losses() -> None:
    found = solved(
        """
given: {x: [1, 2], W: [[1, -1], [2, 0.5]], V: [[1, 3]], s: 2}
forward:
  h: tanh(W @ x)
  p: V @ h
  q: sum(h**2)
  A: p**2
  B: p + s*q
ask: [dA/dW, dB/dW, dB/dh, dh/dx]
"""
    )
    x, w, v = leaf([[1], [2]]), leaf([[1, -1], [2, 0.5]]), leaf([[1.0, 3.0]])
    h = torch.tanh(w @ x)
    p, q = (v @ h).squeeze(), (h**2).sum()
    (first,) = torch.autograd.grad(p**2, w, retain_graph=True)
    close(found.value("dA/dW"), first)
    second, at_h = torch.autograd.grad(p + 2 * q, (w, h), retain_graph=True)
    close(found.value("dB/dW"), second)
    close(found.value("dB/dh"), at_h)
    rows = [torch.autograd.grad(h[k, 0], x, retain_graph=True)[0].T for k in range(2)]
    close(found.value("dh/dx"), torch.cat(rows))


def test_row_batches_repeat_the_bias() -> None:
    found = solved(
        """
given: {X: [[1, 2], [3, 4], [5, -6]], W: [[1, 0, -1], [2, 1, 1]], b: [[1, -1, 0.5]]}
forward:
  H: relu(X @ W + rows(b, 3))
  L: mean(H**2)
ask: [dL/dW, dL/db]
"""
    )
    x, w, b = leaf([[1, 2], [3, 4], [5, -6]]), leaf([[1, 0, -1], [2, 1, 1]]), leaf([[1, -1, 0.5]])
    torch.relu(x @ w + b).square().mean().backward()
    close(found.value("dL/dW"), w.grad)  # type: ignore[arg-type]
    close(found.value("dL/db"), b.grad)  # type: ignore[arg-type]


def test_an_authors_function_works_like_a_built_in_one() -> None:
    found = solved(
        """
functions: {f(u): u*sigmoid(1.702*u)}
given: {x: [1, -2], W: [[1, 2], [0, 1]]}
forward: {h: f(W @ x), L: sum(h)}
ask: [L, dL/dW]
"""
    )
    x, w = leaf([[1], [-2]]), leaf([[1, 2], [0, 1]])
    z = w @ x
    (z * torch.sigmoid(1.702 * z)).sum().backward()
    close(found.value("dL/dW"), w.grad)  # type: ignore[arg-type]


def test_a_value_on_the_kink_is_said_and_the_subgradient_is_zero() -> None:
    found = solved(
        "given: {x: [1, -1], W: [[1, 1], [2, 1]]}\n"
        "forward: {z: W @ x, h: relu(z), L: sum(h)}\nask: [dL/dW]\n"
    )
    assert found.solution.exact("dL/dW") == [["0", "0"], ["1", "-1"]]
    (kink,) = [k for step in found.steps for k, _ in found.kinks(step)]
    assert "kink at 0" in str(kink)
    assert "kink" in found.tex()


def test_weight_sharing_adds_up_as_its_own_step() -> None:
    found = solved(
        "given: {x: [1, -1], W: [[1, 1], [2, 1]]}\n"
        "forward: {h: tanh(W @ x), y: W @ h, L: sum(y**2)}\nask: [dL/dW]\n"
    )
    assert [s.name for s in found.steps if " via " in s.name] == ["dL/dW via y", "dL/dW via h"] or {
        s.name for s in found.steps if " via " in s.name
    } == {"dL/dW via y", "dL/dW via z"}


def test_an_upstream_gradient_with_a_value() -> None:
    found = solved(
        "given: {x: [1, 2], W: [[1, 2], [3, 4]], G: [1, -1]}\n"
        "forward: {y: W @ x}\nupstream: {y: G}\nask: [dL/dW, dL/dx]\n"
    )
    assert found.solution.exact("dL/dW") == [["1", "2"], ["-1", "-2"]]
    assert found.solution.exact("dL/dx") == [["-2"], ["-2"]]


def test_a_later_part_uses_an_earlier_ones_step() -> None:
    found = solved(
        """
parts:
  a: {given: {x: [1, 2], W: [[1, 2], [3, 4]]}, forward: {Y: W @ x}, ask: [Y]}
  b: {given: {Y: {step: a.Y}, V: [[1, -1]]}, forward: {s: V @ Y}, ask: [s, ds/dV]}
"""
    )
    assert found.solution.exact("b.s") == "-6"
    assert found.solution.exact("b.ds/dV") == [["5", "11"]]


# --- what is refused -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("given: {x: 1}\nforward: {y: x + q}\nask: [y]\n", "`q` is not defined"),
        ("given: {x: 1}\nforward: {y: y + x}\nask: [y]\n", "`y` is defined by itself"),
        ("given: {x: 1}\nforward: {y: z + x, z: x}\nask: [y]\n",
         "`z` is used before it is defined"),
        ("given: {x: 1, w: 2}\nforward: {y: x, L: y}\nask: [dL/dw]\n",
         "`dL/dw`: L does not depend on w"),
        ("given: {x: [1, 2], W: [[1, 2], [3, 4]]}\nforward: {y: W @ x}\nask: [dy/dW]\n",
         "`dy/dW` would have 3 axes: the order is too high"),
        ("given: {x: 1}\nforward: {x: 2}\nask: [x]\n", "the name `x` is defined twice"),
    ],
)  # fmt: skip
def test_broken_networks(text: str, message: str) -> None:
    assert message in [complaint.message for complaint in complaints(text)]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("given: {x: [1, 2], y: 0}\nforward: {a: x / y, s: sum(a)}\nask: [s]\n", "4:14",
         "a divides by zero"),
        ("given: {x: [1, 2]}\nforward: {a: log(x - 1), s: sum(a)}\nask: [s]\n", "4:14",
         "a takes the logarithm of a number that is not positive"),
        ("given: {x: -4}\nforward: {s: sqrt(x)}\nask: [s]\n", "4:14",
         "s takes the square root of a negative number"),
        ("given: {x: 5}\nforward: {s: exp(exp(exp(x)))}\nask: [s]\n", "4:14",
         "s: the number is too large to print"),
        ("given: {n: 2, x: 1}\nassume: [n > 3]\nforward: {s: n*x}\nask: [s]\n", "4:10",
         "`n > 3` is not true of these givens"),
    ],
)  # fmt: skip
def test_values_that_do_not_work_out(text: str, place: str, message: str) -> None:
    (complaint,) = complaints(text)
    assert str(complaint.mark) == f"t.yaml:{place}"
    assert complaint.message == message


def test_sampled_sizes_keep_to_the_assumptions() -> None:
    found = solved(
        "given: {W: {shape: [d_out, d_in]}, x: {shape: [d_in, 1]}}\nassume: [d_out > d_in]\n"
        "forward: {y: W @ x, L: sum(y**2)}\nask: [dL/dW]\n"
    )
    assert found.checked.routes["sympy"] == "agree"
    assert "Assume that" in found.tex()


def test_a_sum_over_an_index_is_derived_in_vector_form() -> None:
    found = solved(
        "given: {x: {shape: [n, 1]}, t: {shape: [n, 1]}, W: {shape: [n, n]}}\n"
        "forward:\n  y: W @ x\n"
        "  L: sum(abs(t[i] - y[i]), (i, 1, n)) + 1/2*sum(W[i, j]**2, (i, 1, n), (j, 1, n))\n"
        "ask: [dL/dW]\n"
    )
    assert closed(found, "dL/dy") == "-sign(t - y)"
    assert closed(found, "dL/dW") == "-sign(t - y) @ x.T + W"


def test_a_formula_may_be_asked_where_there_are_numbers() -> None:
    found = solved(
        "given: {x: [1, 2], W: [[1, 2], [3, 4]]}\nforward: {y: W @ x, L: sum(y**2)}\n"
        "ask: [{step: dL/dW, as: formula, accept: [2 * (W @ x) @ x.T]}, dL/dx]\n"
    )
    steps = {step["name"]: step for step in found.json()["steps"]}
    assert steps["dL/dW"]["type"] == "formula"
    assert steps["dL/dW"]["formula"] == "2 * (y @ x.T)"
    assert steps["dL/dx"]["value"] == [[76.0], [108.0]]
    assert "Also accepted" in found.tex()


def test_a_further_form_of_an_answer_is_compared_with_it() -> None:
    text = (
        "given: {x: {shape: [2, 1]}, W: {shape: [2, 2]}}\nforward: {y: W @ x, L: sum(y**2)}\n"
        "ask: [{step: dL/dW, equals: [{} * (W @ x) @ x.T]}]\n"
    )
    found = solved(text.replace("{}", "2"))
    assert str(found.problem.plan["dL/dW"].after[-1].expr) == "2 * (W @ x) @ x.T"
    with pytest.raises(SpecError, match="this is not the answer: dL/dW"):
        solved(text.replace("{}", "3"))


def test_every_part_and_problem_prints_its_own_symbols(tmp_path: Any) -> None:
    found = solved(
        "parts:\n"
        "  a: {symbols: {x: 'u_0'}, given: {x: 2}, forward: {y: 3*x}, ask: [dy/dx]}\n"
        "  b: {given: {x: 2}, forward: {y: 5*x}, ask: [dy/dx]}\n"
    )
    first, second = (
        step["latex"] for step in found.json()["steps"] if step["name"].endswith("dy/dx")
    )
    assert first == r"\frac{\partial y}{\partial u_0} = 3"
    assert second == r"\frac{\partial y}{\partial x} = 5"


def test_a_jump_of_the_curvature_raises_no_false_alarm() -> None:
    found = solved(
        "given: {x: [1, -2], W: [[1, 1], [2, 1]]}\n"
        "forward: {h: relu(W @ x), L: sum(h**2)}\nask: [dL/dW]\n"
    )
    assert found.checked.on_kink == ()


def test_a_step_that_is_put_in_is_printed_before() -> None:
    found = solved(
        "given: {z: {shape: [k, 1]}, y: {one_hot: [k, 1]}}\n"
        "forward: {o: softmax(z), E: -sum(y * log(o))}\nask: [dE/dz]\n"
    )
    assert [s.name for s in found.steps_for(["dE/dz"]) if not s.minor] == ["o", "dE/do", "dE/dz"]


def test_a_kink_that_no_derivative_passes_is_not_remarked_on() -> None:
    given = "given: {x: [0, 1]}\n"
    beside = solved(given + "forward: {y: relu(x), L: sum(x**2)}\nask: [y, dL/dx]\n")
    passed = solved(given + "forward: {y: relu(x), L: sum(y**2)}\nask: [y, dL/dx]\n")
    assert [len([*found.kinks(found.problem.plan["y"])]) for found in (beside, passed)] == [0, 1]
