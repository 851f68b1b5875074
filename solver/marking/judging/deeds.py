"""Answers of which many are right: what they do decides, with the student's earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from solver.marking.handed import Pupil
from solver.marking.judging.desk import Desk, Judged
from solver.marking.judging.doing import does
from solver.marking.verdicts import Outcome
from solver.plan import Plan, Step

UNFIT = "this does not fit your own earlier answers"
OPEN = frozenset({Outcome.CORRECT, Outcome.NOTATION, Outcome.IMPRECISE, Outcome.WRONG})


def judged_by_deeds(desk: Desk, pupil: Pupil, judged: Mapping[str, Judged]) -> dict[str, Judged]:
    """Judge weights by their truth table, and the like; other answers stay as they are.

    An answer that is the key's stays right unless it does not fit the student's own earlier ones.
    """
    found = dict(judged)
    own: dict[str, Any] = {}
    same = True
    for name, step, one in _answers(desk, judged):
        assert one.said is not None
        own[step.name] = one.said.nested()
        same = same and one.outcome.accepted
        if not same:  # else all are the key's, which was checked when it was made
            found[name] = _judged(desk.problem.plan, pupil, step, own, one)
    return found


def _answers(desk: Desk, judged: Mapping[str, Judged]) -> Iterator[tuple[str, Step, Judged]]:
    """List the answers that may be judged by what they do, each with the name of its question."""
    for question in desk.questions:
        one = judged.get(question.name)
        if one is None or one.said is None or one.outcome not in OPEN:
            continue
        step = desk.problem.plan[question.step]
        if step.judged:
            yield question.name, step, one


def _judged(plan: Plan, pupil: Pupil, step: Step, own: Mapping[str, Any], one: Judged) -> Judged:
    """Judge one answer by what it does with the student's own earlier ones."""
    solution = pupil.solved.solution
    fits = does(plan, solution, step, own)
    if fits:
        return replace(one, outcome=Outcome.CORRECT, why="", other=True)
    if fits is None or not one.outcome.accepted:
        return one
    if does(plan, solution, step, {step.name: own[step.name]}):
        return one
    return replace(one, outcome=Outcome.WRONG, why=UNFIT)
