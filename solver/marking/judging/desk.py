"""One answer judged by itself: read; then its shape, its value, its digits; formulas by samples."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.forms import Form, Read, flat
from solver.marking import syntax as s
from solver.marking.handed import Pupil, as_truth
from solver.marking.judging.by_formula import Symbolic
from solver.marking.judging.by_numbers import Numeric, as_said
from solver.marking.judging.formulas import Samples
from solver.marking.judging.judged import Judged, described, listed, unread
from solver.marking.judging.meant import Meaning
from solver.marking.judging.said import BLANK, Entry, Said, nested
from solver.marking.judging.setting import Setting
from solver.marking.limited import ANSWER, LATE, Overdue, limited
from solver.marking.naming import Question
from solver.marking.verdicts import Outcome
from solver.plan import Step
from solver.spec.model import Ask

__all__ = ["Desk", "Judged", "as_said", "described", "listed"]

_HOLLOW = f"{BLANK}[]();,& \t\n"  # what stands around entries that were all left blank


@dataclass(frozen=True)
class Desk(Setting):
    """Where the answers to a problem are judged, one by one."""

    def judged(self, question: Question, text: str, pupil: Pupil) -> Judged:
        """Judge an answer by itself."""
        if not text.strip() or (BLANK in text and not text.strip(_HOLLOW)):
            return Judged(Outcome.MISSING)
        try:
            with limited(ANSWER):
                return self._judged(question, text, pupil)
        except Overdue:
            return Judged(Outcome.UNREADABLE, f"{LATE}; give the result alone")
        except s.Unreadable as error:
            return unread(error, text)

    def _judged(self, question: Question, text: str, pupil: Pupil) -> Judged:
        step, meaning = self.problem.plan[question.step], self.meaning(question)
        if not self.is_numeric(question):
            return self.formula(step, meaning, self.node(question, text), pupil)
        assert isinstance(question.ask, Ask)
        numbers = Numeric(pupil, pupil.truth(step), meaning, step, question.ask.digits or 0)
        form = own_form(step)
        found = in_words(form, numbers, text) if form else None
        if found is None and (form is None or form.type == "table"):
            return numbers.judged(self.node(question, text))
        if found is None:
            hint = "write it as the question does"
            raise s.Unreadable("this is not read as an answer to this", s.Span(0, len(text)), hint)
        return found

    def formula(self, step: Step, meaning: Meaning, node: s.Node, pupil: Pupil) -> Judged:
        """Judge a formula in names, or else with the student's own numbers in it."""
        found = Symbolic(step, self.samples(step.name), meaning).judged(node)
        if found.outcome is Outcome.WRONG:
            own = Samples.own(self.problem.plan, step.name, pupil.handed.values)
            other = Symbolic(step, own, meaning).judged(node) if own else found
            return other if other.outcome.accepted else found
        return found


def own_form(step: Step) -> Form | None:
    """Give the form in which answers to a step are read; None if as numbers."""
    return None if step.form is None or step.form.reads_numbers else step.form


def in_words(form: Form, numbers: Numeric, text: str) -> Judged | None:
    """Judge an answer in words, a shape, a set; None if it is none."""
    truth = numbers.truth
    value = nested(truth.shape, truth.entries)
    found = form.read(" ".join(text.split()), value)
    if found is None:
        return None
    if form.type == "table":
        return numbers.compared(_listed(found), [found.remark])
    right = form.same(found, value)
    outcome = Outcome.CORRECT if right else Outcome.WRONG
    if right and found.remark:
        outcome = Outcome.NOTATION
    return Judged(outcome, found.remark, _said(found.value))


def _listed(read: Read) -> Said:
    """Take the cells of a table one by one; some may be blank."""
    cells = list(flat(read.value))
    quanta = read.quanta or (Fraction(0),) * len(cells)
    entries = (
        Entry(Fraction(0), blank=True) if cell is None else Entry(Fraction(cell), quantum)
        for cell, quantum in zip(cells, quanta, strict=True)
    )
    return Said((len(cells),), tuple(entries), loose=True)


def _said(value: Any) -> Said | None:
    if value is None or any(cell is None for cell in flat(value)):
        return None
    found = as_truth(value)
    said = Said(found.shape, tuple(Entry(Fraction(entry)) for entry in found.entries))
    return None if said.is_huge else said
