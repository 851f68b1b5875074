"""The right answers to every problem that ships are right, in whatever notation they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

import solver
from solver.marking.handed import Handed, Pupil
from solver.marking.judging.desk import Desk
from solver.problem import Problem
from solver.resources import problems_dir
from tests.marking.notations import answers

EXAMPLES = [path for path in sorted(problems_dir().glob("*/*.yaml")) if path.parent.name != "sets"]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_right_answers_are_right_in_any_notation(path: Path) -> None:
    problem = solver.load(path)
    assert isinstance(problem, Problem)
    desk = Desk(problem)
    pupil = Pupil(problem, Handed(), desk.solved)
    times: list[float] = []
    for question in desk.questions:
        if question.manual:
            continue
        seen: Counter[str] = Counter()
        if not desk.is_numeric(question):
            assert desk.samples(question.step).cases  # drawn once for a class, so not timed
        for notation, text in answers(desk, question):
            began = perf_counter()
            found = desk.judged(question, text, pupil)
            times.append(perf_counter() - began)
            told = f"{question.name}, {notation}: {text[:200]}: {found.why}"
            assert found.outcome == "correct", told
            seen[notation] += 1
        assert len(seen) >= 4, f"{question.name} is written in {list(seen)} only"
    print(f"{named(path)}: median {median(times) * 1000:.2f} ms, most {max(times) * 1000:.0f} ms")
