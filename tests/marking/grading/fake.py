"""A marker that compares texts: enough to see what becomes of verdicts, whoever makes them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.marking.handed import Handed
from solver.marking.naming import Question, labelled, questions
from solver.marking.verdicts import Marked, Outcome, Verdict
from solver.problem import Problem

ZERO = Fraction(0)
WORTH = {Outcome.CORRECT: (1, 1), Outcome.FOLLOWS: (0, 1)}


def text_of(right: Any) -> str:
    """Write a right answer as a form has it: a column is a flat list there."""
    if isinstance(right, list):
        column = right and all(isinstance(row, list) and len(row) == 1 for row in right)
        parts = [text_of(row[0] if column else row) for row in right]
        return f"[{','.join(parts)}]"
    return str(right)


def mark(
    problem: Problem, handed: Sequence[Handed], strictness: str = "lenient", void: bool = False
) -> list[Marked]:
    """Call an answer right if its text is; after a wrong one, what says so `follows`."""
    return [_marked(problem, one, void) for one in handed]


def _marked(problem: Problem, one: Handed, void: bool) -> Marked:
    verdicts = tuple(_verdict(problem, question, one) for question in questions(problem))
    return Marked(problem.spec.id, problem.label, problem.spec.title, verdicts, void)


def _verdict(problem: Problem, question: Question, one: Handed) -> Verdict:
    answer = one.answers.get(question.name)
    got, name = answer.text if answer else "", labelled(problem.label, question.name)
    if question.manual:
        points = one.manual.get(question.name)
        outcome = Outcome.MANUAL if points is None else Outcome.CORRECT
        worth = points or ZERO
        return Verdict(name, "", outcome, got, points=question.points, strict=worth, follow=worth)
    right = text_of(one.right[question.step])
    same = "".join(got.split()) == "".join(right.split())
    outcome = Outcome.CORRECT if same else Outcome.WRONG if got else Outcome.MISSING
    if "follows" in got:
        outcome = Outcome.FOLLOWS
    if got == "crash":
        raise RuntimeError("the marker has a fault")
    strict, follow = WORTH.get(outcome, (0, 0))
    return Verdict(
        name, question.step, outcome, got, right,
        diagnosis="the sign was lost" if got.startswith("-") and outcome is Outcome.WRONG else "",
        line=answer.line if answer else None, points=question.points,
        strict=strict * question.points, follow=follow * question.points,
    )  # fmt: skip
