"""Functions that authors declare: nested, with parameters, left unknown, and bound names."""

from __future__ import annotations

import pytest

from solver.problem import Problem, built
from solver.solved import Solved
from solver.spec.load import load_text


def solved(text: str) -> Solved:
    problem = built(load_text("kind: network\ntitle: t\n" + text, "t.yaml"))
    assert isinstance(problem, Problem)
    return problem.solve(check="all")


@pytest.mark.parametrize(
    "text",
    [
        # a call at 0, and a parameter with the name of a given
        (
            "functions: {g(x): exp(x)*(1 + x), f(x): x*g(0) - g(x)}\n"
            "given: {x: [0.5, -1]}\nforward: {L: sum(f(x))}\nask: [dL/dx]\n"
        ),
        # a call within a function, whose argument is a product of its parameter
        (
            "functions: {f(u): u**2, g(u): f(u*u)}\n"
            "given: {x: [3, 1, -2]}\nforward: {y: g(x), L: sum(y)}\nask: [dL/dx]\n"
        ),
        # a Jacobian through a function whose parameter has the given's name
        "functions: {s(x): x**2 + 1}\ngiven: {x: [0.5, -1]}\nforward: {a: s(x)}\nask: [da/dx]\n",
        # built-in functions with parameters
        (
            "functions: {f(u): 'leaky_relu(u, 0.3) + elu(u) + elu(u, 0.7)'}\n"
            "given: {x: [3, 1, -2]}\nforward: {L: sum(f(x))}\nask: [dL/dx]\n"
        ),
        # a function left unknown, whose Jacobian is given
        (
            "functions: {f(u): unknown}\n"
            "given: {x: [1, 2], W: [[1, 2], [3, 4]], dy/dz: [[0.5, 0], [0, 2]]}\n"
            "forward: {z: W @ x, y: f(z)}\nask: [dy/dx]\n"
        ),
    ],
    ids=["at 0", "nested", "Jacobian", "parameters", "given Jacobian"],
)
def test_derivatives_agree_on_every_route(text: str) -> None:
    assert "disagree" not in solved(text).checked.routes.values()


def test_a_column_of_numbers_is_not_a_column_of_distributions() -> None:
    found = solved(
        "given: {f: [1, 2, 3], y: {value: [0, 1, 0], one_hot: true}}\n"
        "forward: {o: 'softmax(f, axis=1)', E: -sum(y*log(o))}\nask: [dE/df]\n"
    )
    assert found.solution.exact("dE/df") == [["0"], ["0"], ["0"]]
