"""One answer judged by itself: read; then its shape, its value, its digits; formulas by samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, names_in
from solver.algebra.plain import plain
from solver.marking import syntax as s
from solver.marking.comparing import Match, Truth, compared
from solver.marking.elaborate import Elaborator, Meaningless, as_extent
from solver.marking.formulas import Numbers, Samples, as_answer, same, turned
from solver.marking.handed import Pupil
from solver.marking.licence import arranged, factors
from solver.marking.naming import Question, questions
from solver.marking.said import Entry, Said, fitted, literal
from solver.marking.verdicts import Outcome
from solver.marking.vocabulary import Vocabulary, vocabulary
from solver.plan import Step
from solver.problem import Problem
from solver.report import closed_form, is_number
from solver.solved import Solved
from solver.spec.model import Ask

SLOPPY = "the factors are right, but as it is written the product is not what was asked"
_OUTCOMES = {
    Match.RIGHT: Outcome.CORRECT,
    Match.COARSE: Outcome.IMPRECISE,
    Match.NEAR: Outcome.IMPRECISE,
    Match.WRONG: Outcome.WRONG,
}
_SAID = {
    Match.COARSE: "more digits are needed",
    Match.NEAR: "close, but not right to the digits that are needed",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found about an answer by itself.

    `said` are its numbers, in the step's shape; `values` what its formula is worth on the samples.
    `place` is the first wrong entry in reading order. `why` is what there is to say about it.
    """

    outcome: Outcome
    why: str = ""
    said: Said | None = None
    values: tuple[Numbers, ...] | None = None
    place: int | None = None
    other: bool = False  # right, but not the one that the key gives


@dataclass(frozen=True)
class Desk:
    """A problem as marking needs it: names, questions, and samples, made once for a class."""

    problem: Problem

    @cached_property
    def solved(self) -> Solved:
        """The problem with its own numbers: they tell which answers are numbers."""
        return self.problem.solve(check="none")

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return questions(self.problem)

    @cached_property
    def _samples(self) -> dict[str, Samples]:
        return {}

    def samples(self, step: str) -> Samples:
        """Give the numbers on which formulas for a step are compared."""
        if step not in self._samples:
            losses = dict(self.problem.planned.losses)
            self._samples[step] = Samples.around(self.problem.plan, losses, step)
        return self._samples[step]

    @cached_property
    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {}

    def vocabulary(self, label: str) -> Vocabulary:
        """Give the names in sight of a part."""
        if label not in self._vocabularies:
            found = vocabulary(self.problem.plan, self.solved.symbols_in(label), label)
            self._vocabularies[label] = found
        return self._vocabularies[label]

    def label_of(self, question: Question) -> str:
        """Say whose names a question uses: those of its part, or of the problem."""
        return self.problem.world_of(question.part).label

    @cached_property
    def dependents(self) -> Mapping[str, frozenset[str]]:
        """List for every step what depends on it, and itself."""
        found: dict[str, set[str]] = {}
        for step in self.problem.plan.steps:
            found[step.name] = {step.name}
            for above in found.values():
                if not above.isdisjoint(step.uses):
                    above.add(step.name)
        return {key: frozenset(above) for key, above in found.items()}

    def is_numeric(self, question: Question) -> bool:
        """Tell whether a question is answered with numbers."""
        assert isinstance(question.ask, Ask)
        step = self.problem.plan[question.step]
        return is_number(self.solved, step, question.ask.form)

    # --- judging ---------------------------------------------------------------------------------
    def judged(self, question: Question, text: str, pupil: Pupil) -> Judged:
        """Judge an answer by itself."""
        if not text.strip():
            return Judged(Outcome.MISSING)
        step = self.problem.plan[question.step]
        try:
            if not self.is_numeric(question):
                return self._formula(question, step, text)
            if step.form is not None and not step.form.reads_numbers:
                return self._form(question, step, text, pupil)
            return self._numbers(question, step, text, pupil)
        except s.Unreadable as error:
            return Judged(Outcome.UNREADABLE, _said_of(error, text))

    def node(self, question: Question, text: str) -> s.Node:
        """Read an answer; of a chain `dL/dW = … = 3` the last member is the answer."""
        names = self.vocabulary(self.label_of(question))
        found = names.read(text)
        if isinstance(found, s.Chain) and set(found.relations) <= {"=", "≈"}:
            return found.members[-1]
        return found

    def expression(self, question: Question, node: s.Node, remarks: list[str]) -> Expr:
        """Give the meaning of an answer; Meaningless if it uses what it is to find."""
        label = self.label_of(question)
        step = self.problem.plan[question.step]
        found = Elaborator(self.vocabulary(label), dict(_indices(step)), remarks)(node)
        circular = self.dependents[step.name].intersection(names_in(found))
        if circular:
            own = min(circular).rpartition(".")[2]
            raise Meaningless(f"`{own}` is what is to be found, or depends on it", node.span)
        return found

    # --- numbers ---------------------------------------------------------------------------------
    def _numbers(self, question: Question, step: Step, text: str, pupil: Pupil) -> Judged:
        assert isinstance(question.ask, Ask)
        node = self.node(question, text)
        found, remarks = literal(node), list[str]()
        if found is None:
            found = self._computed(question, node, pupil, remarks)
        truth = pupil.truth(step)
        fits = fitted(found, truth.shape)
        if fits is None and self._is_meant(question, node, pupil, truth):
            return Judged(Outcome.NOTATION, SLOPPY)
        if fits is None:
            return Judged(Outcome.WRONG, _shapes(found, truth), found)
        said, remark = fits
        match, place = compared(said, truth, question.ask.digits)
        if match is Match.WRONG and _is_other_layout(step, said, truth):
            return Judged(Outcome.NOTATION, "the transpose of what was asked", said)
        why = [remark, *remarks, _SAID.get(match, "")]
        outcome = _OUTCOMES[match]
        if outcome is Outcome.CORRECT and any(why):
            outcome = Outcome.NOTATION
        return Judged(outcome, "; ".join(filter(None, why)), said, place=place)

    def _is_meant(self, question: Question, node: s.Node, pupil: Pupil, truth: Truth) -> bool:
        """Tell whether the factors of a product are right, whatever way they are put together."""
        parts = [self._factor(question, factor, pupil) for factor in factors(node)]
        kept = [np.array(p.entries, dtype=float).reshape(p.shape) for p in parts if p is not None]
        if len(kept) < len(parts):
            return False
        right = np.array(truth.entries, dtype=float).reshape(truth.shape)
        return any(_close(meant, right) for meant in arranged(kept, truth.shape))

    def _factor(self, question: Question, node: s.Node, pupil: Pupil) -> Truth | None:
        try:
            return pupil.value(self.expression(question, node, []))
        except s.Unreadable:
            return None

    def _computed(self, question: Question, node: s.Node, pupil: Pupil, remarks: list[str]) -> Said:
        """Compute what a student left standing, or wrote with names."""
        expr = self.expression(question, node, remarks)
        names = names_in(expr)
        if names:
            remarks.append(f"a value was asked, and this is a formula with {listed(names)}")
        value = pupil.value(expr)
        if value is None:
            raise Meaningless("this cannot be computed here", node.span)
        return as_said(value)

    def _form(self, question: Question, step: Step, text: str, pupil: Pupil) -> Judged:
        """Judge an answer in words, a shape, a set."""
        assert step.form is not None
        truth = pupil.truth(step)
        value = _nested_truth(truth)
        found = step.form.read(" ".join(text.split()), value)
        if found is None and step.form.type == "table":
            return self._numbers(question, step, text, pupil)
        if found is None:
            hint = "write it as the question does"
            raise s.Unreadable("this is not read as an answer to this", s.Span(0, len(text)), hint)
        right = step.form.same(found, value)
        outcome = Outcome.CORRECT if right else Outcome.WRONG
        if right and found.remark:
            outcome = Outcome.NOTATION
        return Judged(outcome, found.remark, _said_form(found.value))

    # --- formulas --------------------------------------------------------------------------------
    def _formula(self, question: Question, step: Step, text: str) -> Judged:
        node = self.node(question, text)
        right = self.samples(step.name).values(step)
        remarks: list[str] = []
        if right is None:
            return Judged(Outcome.MANUAL, "this cannot be computed, so a person decides")
        try:
            meaning = as_extent(node) if step.formula.op == "extent" else node
            expr = as_answer(step, self.expression(question, meaning, remarks))
            values = self.samples(step.name).of(expr)
        except Meaningless as error:
            if not error.misfit:
                raise
            return self._arranged(question, node, right, error)
        if values is None:
            raise Meaningless("this cannot be computed here", node.span)
        found = _compared(values, right, remarks)
        if found.outcome is Outcome.WRONG and [v.shape for v in values] != [r.shape for r in right]:
            meant = self._arranged(question, node, right, Meaningless(found.why, node.span))
            return meant if meant.outcome is Outcome.NOTATION else found
        return found

    def _arranged(
        self, question: Question, node: s.Node, right: list[Numbers], error: Meaningless
    ) -> Judged:
        """Judge a product that does not fit as it is written by what may have been meant."""
        parts = [self._worth(question, factor) for factor in factors(node)]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return Judged(Outcome.WRONG, str(error))
        columns = list(zip(*kept, strict=True))
        fits = [
            any(_close(meant, value) for meant in arranged(column, value.shape))
            for column, value in zip(columns, right, strict=True)
        ]
        if all(fits):
            return Judged(Outcome.NOTATION, SLOPPY, values=tuple(right))
        return Judged(Outcome.WRONG, str(error))

    def _worth(self, question: Question, node: s.Node) -> list[Numbers] | None:
        return self.samples(question.step).of(self.expression(question, node, []))


def _compared(values: list[Numbers], right: list[Numbers], remarks: list[str]) -> Judged:
    kept = tuple(values)
    if [v.shape for v in values] != [r.shape for r in right]:
        if same(turned(values), right):
            return Judged(Outcome.NOTATION, "the transpose of what was asked", values=tuple(right))
        if same([v.reshape(-1) for v in values], [r.reshape(-1) for r in right]):
            return Judged(Outcome.NOTATION, "a row for a column, or the like", values=tuple(right))
        return Judged(Outcome.WRONG, "the shape is not that of what was asked", values=kept)
    if same(values, right):
        outcome = Outcome.NOTATION if remarks else Outcome.CORRECT
        return Judged(outcome, "; ".join(dict.fromkeys(remarks)), values=kept)
    return Judged(Outcome.WRONG, values=kept)


def _is_other_layout(step: Step, said: Said, truth: Truth) -> bool:
    """Tell whether a derivative is right in the other layout, which only a square matrix hides."""
    square = len(said.shape) == 2 and said.shape[0] == said.shape[1] > 1
    if not square or step.role not in {"gradient", "jacobian"}:
        return False
    return compared(said.transposed, truth)[0] is Match.RIGHT


def _close(left: Numbers, right: Numbers) -> bool:
    from solver.marking.formulas import alike

    return alike(np.asarray(left, dtype=float), right)


def _indices(step: Step) -> list[tuple[str, Expr]]:
    """List the variables of a function that is asked for: the n of `y(n)`."""
    from solver.algebra.expr import name

    if step.formula.op == "tabulate":
        return [(step.formula.attr("index"), name(step.formula.attr("index")))]
    return []


def as_said(truth: Truth) -> Said:
    """Take computed numbers for what a student said: they are exact."""
    entries = []
    for entry in truth.entries:
        finite = isinstance(entry, Fraction) or abs(entry) < float("inf")
        if not finite:
            raise s.Unreadable("this is not a finite number", s.Span())
        entries.append(Entry(Fraction(entry)))
    return Said(truth.shape, tuple(entries))


def _nested_truth(truth: Truth) -> Any:
    from solver.marking.said import nested

    return nested(truth.shape, truth.entries)


def _said_form(value: Any) -> Said | None:
    from solver.marking.handed import as_truth

    if value is None:
        return None
    found = as_truth(value)
    return Said(found.shape, tuple(Entry(Fraction(entry)) for entry in found.entries))


def _shapes(said: Said, truth: Truth) -> str:
    return f"{described(said.shape)} was given, and {described(truth.shape)} was asked"


def described(shape: tuple[int, ...]) -> str:
    """Say a shape in words."""
    return f"an array of {' × '.join(map(str, shape))}" if shape else "a number"


def listed(names: tuple[str, ...]) -> str:
    """List a few names."""
    bare = [f"`{key.rpartition('.')[2]}`" for key in names[:4]]
    return ", ".join(bare) + (" …" if len(names) > 4 else "")


def _said_of(error: s.Unreadable, text: str) -> str:
    """Say what could not be read, and where."""
    piece = text[error.span.start : error.span.end][:40]
    where = f" (at character {error.span.start + 1}: `{piece}`)" if piece else ""
    hint = f"; {error.hint}" if error.hint else ""
    return f"{error.message}{where}{hint}"


__all__ = ["Desk", "Judged", "closed_form", "plain", "replace"]
