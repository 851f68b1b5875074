"""Formulas that an author says are right, too: each is compared with the answer."""

from __future__ import annotations

import pytest

from solver.errors import SpecError
from solver.problem import Problem, built
from solver.solved import Solved
from solver.spec.load import load_text
from tests.solved_with import with_step

NETWORK = """
kind: network
title: t
given: {x: [1, 2], W: [[1, -1], [2, 3]]}
forward: {y: W @ x, L: sum(y**2)}
ask:
  - {step: L, accept: ["FORM"]}
"""
SYMBOLS = """
kind: formulas
title: t
parts:
  a:
    given: {n: {integer: ">= 1"}}
    steps: {s: 2 * n, t: 3 + 4}
    ask: [{step: s, KEY: [2 * n, "FORM"]}]
"""
GATE = """
kind: gate
title: t
inputs: [x1, x2]
values: bipolar
function: and
find: weights
weights: [-2, -1, 0, 1, 2]
ask: [{step: w, accept: ["FORM"]}]
"""


def solved(text: str, form: str, check: str = "standard") -> Solved:
    problem = built(load_text(text.replace("FORM", form), "t.yaml"))
    assert isinstance(problem, Problem)
    return problem.solve(check=check)


def refused(text: str, form: str) -> bool:
    """Tell whether there is one complaint about the answer, and it stands at the form."""
    with pytest.raises(SpecError) as found:
        solved(text, form)
    (complaint,) = found.value.complaints
    assert complaint.message.startswith("this is not the answer: ")
    line = text.replace("FORM", form).splitlines()[complaint.mark.line - 1]
    return line[complaint.mark.column - 1 :].startswith(form)


@pytest.mark.parametrize("form", ["65", "sum(y * y)", "y.T @ y", "130 / 2"])
def test_what_is_accepted_and_right_is_printed(form: str) -> None:
    assert "Also accepted: " in solved(NETWORK, form, "all").tex()


@pytest.mark.parametrize("form", ["66", "sum(y)", "1 / (y[1] + 1)", "log(y[1] - 5)", "65.0001"])
def test_what_is_accepted_and_wrong_is_complained_about_at_its_place(form: str) -> None:
    assert refused(NETWORK, form)


@pytest.mark.parametrize("key", ["accept", "equals"])
def test_forms_in_symbols_are_compared_at_sampled_numbers(key: str) -> None:
    text = SYMBOLS.replace("KEY", key)
    assert solved(text, "n + n + t - 7", "all").checked.routes["numpy"] == "agree"
    assert refused(text, "n + n + t - 6")


def test_other_results_of_a_search_are_right_if_they_pass_its_tests() -> None:
    assert solved(GATE, "[-2, 2, 2]").value("w") == [[-1.0], [1.0], [1.0]]
    assert refused(GATE, "[-1, 1, 2]")


def test_a_formula_over_gradients_is_told_without_them_in_symbols() -> None:
    text = (
        "kind: network\ntitle: t\n"
        "given: {x: {shape: [n, 1]}, W: {shape: [m, n]}, eta: {real: any}}\n"
        "forward: {y: W @ x, L: sum(y**2)}\nask: [{W_new: W - eta * dL/dW}, {twice: 2 * eta}]\n"
    )
    problem = built(load_text(text, "t.yaml"))
    assert isinstance(problem, Problem)
    plan = problem.solve(check="all").problem.plan
    assert [str(line.expr) for line in plan["W_new"].after] == ["W - 2 * eta * (y @ x.T)"]
    assert plan["twice"].after == ()


def test_a_test_that_does_not_depend_on_a_result_says_nothing_about_it() -> None:
    text = (
        "kind: network\ntitle: t\ngiven: {x: [1, 2]}\n"
        "forward: {n: sum(x), m: 2*n, gap: n - sum(x)}\nask: [{step: m, accept: [7]}]\n"
    )
    problem = built(load_text(text, "t.yaml"))
    assert isinstance(problem, Problem)
    tested = with_step(problem, "gap", lambda step: {"confirms": ("m",)})
    with pytest.raises(SpecError, match="this is not the answer: m"):
        tested.solve()
