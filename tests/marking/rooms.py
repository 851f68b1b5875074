"""Problems written in a test, and single answers judged."""

from __future__ import annotations

from functools import cache

from solver.marking.handed import Handed, Pupil
from solver.marking.judging.desk import Desk, Judged
from solver.problem import Problem, built
from solver.spec.load import load_text


def problem(text: str) -> Problem:
    """Make a problem of its text."""
    found = built(load_text(text, "problem.yaml"))
    assert isinstance(found, Problem)
    return found


@cache
def room(text: str) -> tuple[Desk, Pupil]:
    """Set up the desk where answers to a problem are judged, and a student with its own numbers."""
    desk = Desk(problem(text))
    return desk, Pupil(desk.problem, Handed(), desk.solved)


def judged(text: str, name: str, answer: str) -> Judged:
    """Judge one answer."""
    desk, pupil = room(text)
    question = next(q for q in desk.questions if q.name == name)
    return desk.judged(question, answer, pupil)
