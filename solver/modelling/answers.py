"""The steps that answer questions, and those that texts mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from solver.algebra.expr import Expr, substitute
from solver.algebra.tidy import tidy
from solver.modelling.asked import Question
from solver.modelling.describe import describe
from solver.plan import Line, Step

LONGEST = 60  # nodes; a longer formula explains nothing


def answers(
    questions: Iterable[Question], known: set[str], derived: Iterable[Step]
) -> tuple[Step, ...]:
    """Make steps of the asked formulas that are not steps already."""
    closed = {step.name: step.after[-1].expr if step.after else step.formula for step in derived}
    return tuple(
        Step(
            question.step, question.formula, describe(question.formula), "asked",
            after=_closed(question.formula, closed),
        )
        for question in questions
        if question.step not in known
    )  # fmt: skip


def _closed(formula: Expr, closed: Mapping[str, Expr]) -> tuple[Line, ...]:
    """Put the derivatives that a formula is made of into it."""
    found = tidy(substitute(formula, closed))
    shows = found != formula and found.weight <= LONGEST
    return (Line(found, ("put in the gradients above",)),) if shows else ()


def written_on(questions: Iterable[Question], steps: Iterable[Step]) -> tuple[Step, ...]:
    """Give the steps that answer questions their further forms, and what is accepted for them."""
    found = tuple(questions)
    return tuple(_with_forms(step, [q for q in found if q.step == step.name]) for step in steps)


def _with_forms(step: Step, questions: Sequence[Question]) -> Step:
    equal = dict.fromkeys(form for question in questions for form in question.equals)
    right = dict.fromkeys(form for question in questions for form in question.accept)
    lines = tuple(Line(form, ("with what is known of the givens",)) for form in equal)
    return replace(step, after=(*step.after, *lines), accepted=tuple(right))


def told_of(mentioned: Iterable[Expr], known: set[str]) -> tuple[Step, ...]:
    """Make steps of the formulas whose values a text mentions or shows: the entry `x[3]`."""
    formulas = {str(e).replace(" ", ""): e for e in mentioned if e.op != "name"}
    return tuple(
        Step(key, formula, describe(formula), "mentioned")
        for key, formula in formulas.items()
        if key not in known
    )
