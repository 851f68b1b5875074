"""The Python interface: load, solve, read values, write forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import solver
from solver.errors import Disagreement, SpecError
from solver.plan import Plan, Step
from solver.problem import Problem, ProblemSet
from solver.resources import problems_dir
from solver.solved import solve

RELU = problems_dir() / "network" / "relu-l1.yaml"


def relu() -> Problem:
    problem = solver.load(RELU)
    assert isinstance(problem, Problem)
    return problem


def test_values_come_as_floats_and_exactly() -> None:
    solved = relu().solve()
    assert solved.value("L") == 9.0
    assert solved.value("dL/dW1") == [[1.0, 1.0, -1.0], [3.0, 3.0, -3.0]]
    assert solved.solution.exact("dL/dW2") == [["1", "3"], ["1", "3"]]
    with pytest.raises(KeyError):
        solved.value("dL/dW9")


@pytest.mark.parametrize("backend", ["exact", "numpy", "torch"])
def test_every_backend_gives_the_same(backend: str) -> None:
    assert relu().solve(backend=backend).value("dL/db1") == [[1.0], [3.0]]


def test_the_json_object_keeps_its_contract() -> None:
    found = relu().solve().json()
    assert list(found)[:8] == [
        "schema", "id", "label", "kind", "title", "points", "statement", "givens",
    ]  # fmt: skip
    assert found["givens"]["x1"] == [["1"], ["1"], ["-1"]]
    (step,) = [step for step in found["steps"] if step["name"] == "dL/dW2"]
    assert step["exact"] == [["1", "3"], ["1", "3"]]
    assert step["value"] == [[1.0, 3.0], [1.0, 3.0]]
    assert step["shape"] == [2, 2]
    assert step["uses"] == ["dL/dx3", "x2"]
    assert step["asked"] is True
    assert found["checked"]["torch"] == "not_run"
    json.dumps(found, allow_nan=False)


def test_a_symbolic_step_has_a_formula_and_no_value() -> None:
    problem = solver.load(problems_dir() / "network" / "softmax-cross-entropy.yaml")
    (step,) = [s for s in problem.solve().json()["steps"] if s["name"] == "dE/df2"]
    assert (step["type"], step["value"], step["exact"]) == ("formula", None, None)
    assert step["formula"] == "o - y"
    assert step["shape"] == [1, "K"]


def test_a_notebook_shows_markdown_with_math() -> None:
    text = relu().solve()._repr_markdown_()
    assert text.startswith("### Two layers with ReLU and an L1 loss")
    assert "$$\\frac{\\partial L}{\\partial W_{1}}" in text


def test_a_set_is_one_document(tmp_path: Path) -> None:
    found = solver.load(problems_dir() / "sets" / "relu-residual.yaml")
    assert isinstance(found, ProblemSet)
    path = found.solve().pdf(tmp_path / "key.pdf")
    assert path.read_bytes().startswith(b"%PDF")


def test_every_complaint_comes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("kind: network\ntitle: t\ngiven: {x: 1}\nforward: {y: q, z: r}\nask: [y, w]\n")
    with pytest.raises(SpecError) as caught:
        solver.load(path)
    assert [str(c.mark).rpartition("bad.yaml")[2] for c in caught.value.complaints] == [
        ":4:14", ":4:20", ":5:10",
    ]  # fmt: skip


def test_a_wrong_rule_is_never_printed() -> None:
    """Break one derivative on purpose: solving refuses, and names the step."""
    problem = relu()
    (world,) = problem.worlds
    steps = tuple(
        Step(s.name, -s.formula, s.why, s.role) if s.name == "dL/dW2" else s
        for s in problem.plan.steps
    )
    object.__setattr__(world.planned, "plan", Plan(problem.plan.givens, steps))
    vars(problem).pop("planned", None)
    with pytest.raises(Disagreement, match="dL/dW2"):
        solve(problem, "exact", "cpu", "standard")
