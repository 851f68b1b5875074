"""Parts that ask about the problem's own network, and later parts that take its steps over."""

from __future__ import annotations

from solver.problem import Problem, built
from solver.spec.load import load_text

TEXT = """
kind: network
title: t
given: {x: [1, 2], W: [[1, -1], [2, 3]]}
forward: {y: W @ x, L: sum(y**2)}
parts:
  a: {ask: [y]}
  b: {given: {x: {step: a.y}}, ask: [y, dL/dW]}
"""


def test_a_step_that_a_part_asks_about_is_the_parts() -> None:
    problem = built(load_text(TEXT, "t.yaml"))
    assert isinstance(problem, Problem)
    found = problem.solve(check="all").solution
    assert found.exact("y") == [["-1"], ["8"]]
    assert found.exact("b.y") == [["-9"], ["22"]]
    assert found.exact("b.dL/dW") == [["18", "-144"], ["-44", "352"]]
