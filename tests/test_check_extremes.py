"""Right problems whose doubles lose their digits, or overflow, are not refused."""

from __future__ import annotations

import pytest

from solver.check.case import BEYOND_DOUBLES, IN_PART
from solver.problem import Problem, built
from solver.spec.load import load_text

LOGISTIC = 'p: sigmoid(z), L: "-(t*log(p) + (1 - t)*log(1 - p))"'
EXTREMES = {
    **{
        f"confident, z = {z}, t = {t}": (
            f"given: {{z: {z}, t: {t}}}\nforward: {{{LOGISTIC}}}\nask: [dL/dz]\n"
        )
        for z in (8, 20, 36, 40)
        for t in (0, 1)
    },
    "softmax": "given: {z: [1000, 0], y: [0, 1]}\n"
    "forward: {p: softmax(z), L: -sum(y*log(p))}\nask: [L, dL/dz]\n",
    "a small step": "given: {x: 3, h: 1e-8}\nforward: {D: (exp(x + h) - exp(x))/h}\nask: [D]\n",
    "cosine": "given: {x: [1, 1, 1], y: [1.0000001, 1, 1]}\n"
    "forward: {c: 1 - (x.T @ y)/(norm(x)*norm(y))}\nask: [c, dc/dx]\n",
    "a limit reached": "given: {x: 1}\n"
    "forward: {D: 'abs(scan(x/2 + 1/x, x=x, steps=8) - sqrt(2))', r: ratios(D)}\nask: [r]\n",
    "cancelling": "given: {x: 20}\nforward: {a: exp(x) + 1/3, b: a - exp(x)}\nask: [b]\n",
    "an overflow": "given: {x: 800}\nforward: {a: exp(x), L: a/(1 + a)}\nask: [L]\n",
    "a wild map": "given: {x: 1}\n"
    "forward: {L: 'scan(x**2 - 1.9, x=x/3, steps=60)', M: 'L[60]'}\nask: [M]\n",
}


@pytest.mark.parametrize("text", EXTREMES.values(), ids=EXTREMES)
def test_no_false_alarm(text: str) -> None:
    problem = built(load_text(f"kind: network\ntitle: t\n{text}", "t.yaml"))
    assert isinstance(problem, Problem)
    assert problem.solve(check="all").checked.routes["numpy"] == "agree"


def test_what_doubles_cannot_tell_is_said() -> None:
    text = f"kind: network\ntitle: t\n{EXTREMES['an overflow']}"
    problem = built(load_text(text, "t.yaml"))
    assert isinstance(problem, Problem)
    found = problem.solve()
    assert found.checked.left_out == {BEYOND_DOUBLES: ("a", "L")}
    assert found.checked_line.endswith("and so settled in exact numbers: a, L.")


def test_entries_that_are_too_many_to_compare_are_said() -> None:
    problem = built(
        load_text(
            "kind: network\ntitle: t\ngiven: {x: {shape: [60, 60]}, n: 1}\n"
            "forward: {y: x @ x, L: sum(y**2)}\nask: [dL/dx]\n",
            "t.yaml",
        )
    )
    assert isinstance(problem, Problem)
    found = problem.solve().checked
    assert found.routes["finite_differences"] == "agree"
    assert "dL/dx" in found.left_out[IN_PART]
