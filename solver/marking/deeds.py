"""Answers of which many are right: what they do decides, with the student's earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from solver.marking.doing import does
from solver.marking.handed import Pupil
from solver.marking.judging import Desk, Judged
from solver.marking.verdicts import Outcome

OPEN = frozenset({Outcome.CORRECT, Outcome.NOTATION, Outcome.IMPRECISE, Outcome.WRONG})


def judged_by_deeds(desk: Desk, pupil: Pupil, judged: Mapping[str, Judged]) -> dict[str, Judged]:
    """Judge weights by their truth table, and the like; other answers stay as they are.

    An answer that is the key's stays right unless it does not fit the student's own earlier ones.
    """
    found = dict(judged)
    own: dict[str, Any] = {}
    for question in desk.questions:
        one = judged.get(question.name)
        if one is None or one.said is None or one.outcome not in OPEN:
            continue
        step = desk.problem.plan[question.step]
        if not step.judged:
            continue
        own[step.name] = one.said.nested()
        same = all(judged[q.name].outcome.accepted for q in desk.questions if q.step in own)
        if same:
            continue  # all of them are the key's, and so was checked when it was made
        plan, solution = desk.problem.plan, pupil.solved.solution
        fits = does(plan, solution, step, own)
        if fits:
            found[question.name] = replace(one, outcome=Outcome.CORRECT, why="", other=True)
        elif fits is False and one.outcome.accepted:
            fits_key = does(plan, solution, step, {step.name: own[step.name]})
            if not fits_key:
                why = "this does not fit your own earlier answers"
                found[question.name] = replace(one, outcome=Outcome.WRONG, why=why)
    return found
