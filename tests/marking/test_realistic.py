"""Answers as people write them to problems that ship, and what must be said of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from solver.marking.handed import Handed, Pupil
from solver.marking.judging.desk import Desk
from solver.problem import Problem, load

HERE = Path(__file__).parent
LINES = (HERE / "realistic.txt").read_text(encoding="utf-8").splitlines()[1:]


@cache
def desk(name: str) -> tuple[Desk, Pupil]:
    """Load a problem once."""
    problem = load(HERE.parents[1] / "problems" / f"{name}.yaml")
    assert isinstance(problem, Problem)
    return Desk(problem), Pupil(problem, Handed())


@pytest.mark.xdist_group("realistic")
@pytest.mark.parametrize("line", LINES)
def test_answers_as_people_write_them(line: str) -> None:
    problem, question, outcome, text = line.split(" :: ", 3)
    own, pupil = desk(problem)
    asked = next(one for one in own.questions if one.name == question)
    assert own.judged(asked, text.replace("⏎", "\n"), pupil).outcome == outcome
