"""`markscheme vary`: what is printed is a problem file, with the student's numbers in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.cli import main
from solver.problem import Problem, load

PARTS = """\
kind: network  # a comment that stays
title: Two parts
given: {x: [1, 2]}
forward: {z: x * 2}
parts:
  a: {ask: [z]}
  b: {kind: formulas, given: {k: 3}, steps: {m: k + 1}, ask: [m], vary: {k: {integers: [5, 9]}}}
vary: {x: {integers: [-9, 9]}}
"""
STRUCTURES = """\
kind: network
title: One of two
given: {x: [1, 2]}
forward: {z: x * 2}
ask: [z]
structures:
  double: {}
  triple: {forward: {z: x * 3}}
vary: {x: {integers: [-9, 9]}}
"""


def printed(text: str, folder: Path, capsys: pytest.CaptureFixture[str], student: str) -> Problem:
    """Print a student's variant, and load it as the problem file that it is."""
    path = folder / "problem.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["vary", str(path), "--student", student]) == 0
    own = folder / f"{student}.yaml"
    own.write_text(capsys.readouterr().out, encoding="utf-8")
    found = load(own)
    assert isinstance(found, Problem)
    return found


def test_values_of_parts_stand_in_their_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(PARTS, tmp_path, capsys, "ada")
    given = {each.name: each.value for each in found.plan.givens}
    assert given["x"] != ((1,), (2,))
    assert 5 <= given["b.k"] <= 9
    assert "# a comment that stays" in (tmp_path / "ada.yaml").read_text(encoding="utf-8")


def test_a_structure_is_printed_as_a_problem_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formulas = {
        str(printed(STRUCTURES, tmp_path, capsys, f"s{k}").plan["z"].formula) for k in range(12)
    }
    assert formulas == {"x * 2", "x * 3"}
