"""Marking: the answers of many students to one problem, judged, carried forward and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from solver.marking.diagnosis.explaining import Explanations, explained
from solver.marking.handed import Answer, Handed, Pupil
from solver.marking.judging.deeds import judged_by_deeds
from solver.marking.judging.desk import Desk, Judged
from solver.marking.naming import Question, labelled
from solver.marking.solutions.transcribed import transcribed
from solver.marking.strictness import shares
from solver.marking.telling import entry_of, expected, message, shortened
from solver.marking.verdicts import Marked, Outcome, Verdict
from solver.problem import Problem

__all__ = ["Answer", "Handed", "marked"]

NOTHING = Answer("")


def marked(
    problem: Problem, handed: Sequence[Handed], strictness: str = "lenient", void: bool = False
) -> list[Marked]:
    """Mark the answers of students who have the same structure of a problem, each its own values.

    Nothing a student wrote raises an error: what cannot be read is `unreadable`.
    """
    desk = Desk(problem)
    written = [transcribed(desk, Pupil(problem, one, desk.solved)) for one in handed]
    pupils = [each.pupil for each in written]
    judged = [_judged(desk, pupil) for pupil in pupils]
    found = explained(desk, pupils, judged)
    cards = (
        _marked(desk, pupil, judged[k], found[k], strictness, void)
        for k, pupil in enumerate(pupils)
    )
    return [
        replace(card, findings=each.findings, links=each.links, ignored=each.ignored)
        for card, each in zip(cards, written, strict=True)
    ]


def _judged(desk: Desk, pupil: Pupil) -> dict[str, Judged]:
    """Judge every answer by itself, by the name of its question."""
    alone = {
        question.name: desk.judged(question, _answer(pupil, question).text, pupil)
        for question in desk.questions
        if not question.manual
    }
    return judged_by_deeds(desk, pupil, alone)


def _answer(pupil: Pupil, question: Question) -> Answer:
    return pupil.handed.answers.get(question.name, NOTHING)


def _marked(
    desk: Desk,
    pupil: Pupil,
    judged: Mapping[str, Judged],
    found: Explanations,
    strictness: str,
    void: bool,
) -> Marked:
    problem = desk.problem
    verdicts = tuple(
        _manual(question, pupil, problem.label)
        if question.manual
        else _verdict(desk, question, pupil, judged[question.name], found, strictness)
        for question in desk.questions
    )
    return Marked(problem.spec.id, problem.label, problem.spec.title, verdicts, void)


def _manual(question: Question, pupil: Pupil, label: str | None) -> Verdict:
    """Take over the points that a person gave, if there are any."""
    given = pupil.handed.manual.get(question.name)
    answer = _answer(pupil, question)
    name = labelled(label, question.name)
    if given is None:
        return Verdict(
            name, "", Outcome.MANUAL, shortened(answer.text), points=question.points,
            message="for a person to mark", line=answer.line,
        )  # fmt: skip
    outcome = Outcome.CORRECT if given >= question.points else Outcome.WRONG
    earned = min(max(given, Fraction(0)), question.points)
    return Verdict(
        name, "", outcome, shortened(answer.text), points=question.points, strict=earned,
        follow=earned, message="marked by a person", line=answer.line,
    )  # fmt: skip


def _verdict(
    desk: Desk,
    question: Question,
    pupil: Pupil,
    judged: Judged,
    found: Explanations,
    strictness: str,
) -> Verdict:
    one = found.of(question.name)
    alone, carried = shares(judged.outcome, strictness)
    if one.outcome is not None:
        judged = replace(judged, outcome=one.outcome)
        explained_alone, carried = shares(judged.outcome, strictness)
        alone = max(alone, explained_alone)  # an explanation takes no points away
    right = expected(desk, question, pupil)
    answer = _answer(pupil, question)
    return Verdict(
        labelled(desk.problem.label, question.name),
        question.step,
        judged.outcome,
        shortened(answer.text),
        right,
        entry_of(judged.place, judged.said.shape) if judged.said is not None else None,
        one.diagnosis,
        message(judged, right, one.carried, one.diagnosis, one.flag),
        answer.line,
        question.points,
        alone * question.points,
        carried * question.points if not one.flag else alone * question.points,
        one.carried,
        one.flag,
    )
