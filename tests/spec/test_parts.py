"""Parts: laid over their problem, of the same kind or another."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from solver.errors import Complaint
from solver.spec.model import Spec

Load = Callable[[str], Spec]
Refuse = Callable[[str], tuple[Complaint, ...]]

PARTS = """\
kind: equations
given: {x: 1, y: 2}
symbols: {x: X, y: Y}
assume: [x > 0]
show: [z]
forward: {z: x + y}
parts:
  a: {text: First, points: 2, ask: [z]}
  b:
    given: {y: 3, w: {step: a.z}}
    symbols: {w: W}
    ask: [z, w]
  c: {kind: filter, kernel: [3, 3], ask: [x]}
"""


def test_a_part_that_only_asks_has_no_world_of_its_own(load: Load) -> None:
    part = load(PARTS).parts[0]
    assert (part.label, part.text, part.points, part.spec) == ("a", "First", Fraction(2), None)
    assert str(part.mark) == "problem.yaml:8:3"


def test_a_part_is_laid_over_the_problem(load: Load) -> None:
    part = load(PARTS).parts[1]
    assert part.spec is not None
    assert {g.name: g.value for g in part.spec.given} == {"x": 1, "y": 3, "w": None}
    assert {g.name: g.step for g in part.spec.given}["w"] == "a.z"
    assert part.spec.symbols == {"x": "X", "y": "Y", "w": "W"}
    assert [f.text for f in part.spec.assume] == ["x > 0"]
    assert [name for name, _, _ in part.spec.own["forward"]] == ["z"]
    assert part.spec.show == ()
    assert part.spec.asks == part.asks != ()


def test_a_part_may_be_of_another_kind(load: Load) -> None:
    spec = load(PARTS).parts[2].spec
    assert spec is not None
    assert (spec.kind, spec.own) == ("filter", {"kernel": (3, 3)})
    assert [given.name for given in spec.given] == ["x", "y"]


def test_a_problem_that_only_feeds_its_parts_needs_no_steps(load: Load, refuse: Refuse) -> None:
    text = "kind: equations\ngiven: {x: 1}\nparts:\n  a: {forward: {z: x}, ask: [z]}\n"
    assert load(text).own == {}
    assert "`forward` is missing" in str(refuse(text + "ask: [x]\n")[0])
    assert "`forward` is missing" in str(refuse(text + "  b: {ask: [x]}\n")[0])


def test_what_is_wrong_in_the_problem_is_said_once(refuse: Refuse) -> None:
    complaints = refuse(PARTS.replace("x: 1, y: 2", "x: one, y: 2").replace("X, y", "X, x"))
    assert [(c.mark.line, c.mark.column) for c in complaints] == [(2, 12), (3, 17)]
