"""Answers that are numbers: literally, or once what was left standing is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from solver.algebra.expr import names_in
from solver.marking import syntax as s
from solver.marking.handed import Pupil
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.formulas import alike
from solver.marking.judging.judged import SLOPPY, Judged, described, listed
from solver.marking.judging.licence import arranged, factors
from solver.marking.judging.said import Entry, Said, fitted, literal
from solver.marking.judging.setting import Setting
from solver.marking.meaning import Meaningless
from solver.marking.meaning.visiting import nodes
from solver.marking.naming import Question
from solver.marking.verdicts import Outcome
from solver.plan import Step
from solver.spec.model import Ask

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
FINEST = Fraction(1, 10**15)  # how finely a number is known that was computed from decimals


@dataclass(frozen=True, slots=True)
class Numeric:
    """Judges the answers to a question that asks for numbers."""

    setting: Setting
    question: Question
    pupil: Pupil

    @property
    def step(self) -> Step:
        return self.setting.problem.plan[self.question.step]

    def judged(self, text: str) -> Judged:
        """Judge an answer: its shape, then its entries."""
        node = self.setting.node(self.question, text)
        remarks: list[str] = []
        found = literal(node) or self._computed(node, remarks)
        truth = self.pupil.truth(self.step)
        if fitted(found, truth.shape) is None and self._is_meant(node, truth):
            return Judged(Outcome.NOTATION, SLOPPY)
        return self.compared(found, remarks)

    def compared(self, found: Said, remarks: Sequence[str] = ()) -> Judged:
        """Judge numbers that were read: how many there are, then each of them."""
        truth = self.pupil.truth(self.step)
        fits = fitted(found, truth.shape)
        if fits is None:
            shapes = f"{described(found.shape)} was given, and {described(truth.shape)} was asked"
            return Judged(Outcome.WRONG, shapes, None if found.is_huge or found.blanks else found)
        said, remark = fits
        if said.is_huge:
            return Judged(Outcome.WRONG, "this number is far too large")
        if said.blanks:
            return _with_blanks(said, truth, self._digits)
        return self._compared(said, truth, [remark, *remarks])

    @property
    def _digits(self) -> int:
        assert isinstance(self.question.ask, Ask)
        return self.question.ask.digits or 0

    def _compared(self, said: Said, truth: Truth, remarks: list[str]) -> Judged:
        match, place = compared(said, truth, self._digits)
        if match is Match.WRONG and _is_other_layout(self.step, said, truth):
            return Judged(Outcome.NOTATION, "the transpose of what was asked", said)
        why = "; ".join(filter(None, [*remarks, _SAID.get(match, "")]))
        outcome = _OUTCOMES[match]
        if outcome is Outcome.CORRECT and why:
            outcome = Outcome.NOTATION
        return Judged(outcome, why, said, place=place)

    def _is_meant(self, node: s.Node, truth: Truth) -> bool:
        """Tell whether the factors of a product are right, whatever way they are put together."""
        parts = factors(node)
        if len(parts) < 2:
            return False
        worth = [self._worth(part) for part in parts]
        kept = [as_array(each) for each in worth if each is not None]
        if len(kept) < len(parts):
            return False
        right = as_array(truth)
        return any(alike(meant, right) for meant in arranged(kept, truth.shape))

    def _worth(self, node: s.Node) -> Truth | None:
        try:
            found = self.pupil.value(self.setting.expression(self.question, node, []))
        except s.Unreadable:
            return None
        return None if found is None or as_said(found).is_huge else found

    def _computed(self, node: s.Node, remarks: list[str]) -> Said:
        """Compute what a student left standing, or wrote with names."""
        expr = self.setting.expression(self.question, node, remarks)
        names = names_in(expr)
        if names:
            remarks.append(f"a value was asked, and this is a formula with {listed(names)}")
        value = self.pupil.value(expr)
        if value is None:
            raise Meaningless("this cannot be computed here", node.span)
        return as_said(value, FINEST if any(map(_is_decimal, nodes(node))) else Fraction(0))


def as_array(truth: Truth) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Take numbers as doubles."""
    return np.array([float(entry) for entry in truth.entries]).reshape(truth.shape)


def as_said(truth: Truth, quantum: Fraction = Fraction(0)) -> Said:
    """Take computed numbers for what a student said: they are exact, if their parts were."""
    entries = []
    for entry in truth.entries:
        if not isinstance(entry, Fraction) and not abs(entry) < float("inf"):
            raise s.Unreadable("this is not a finite number", s.Span())
        entries.append(Entry(Fraction(entry), quantum))
    return Said(truth.shape, tuple(entries))


def _is_decimal(node: s.Node) -> bool:
    return isinstance(node, s.Number) and (node.quantum < 1 or node.rounded)


def _with_blanks(said: Said, truth: Truth, digits: int) -> Judged:
    """Judge the entries that are there, and name the first that is not."""
    others = [place for place, entry in enumerate(said.entries) if not entry.blank]
    kept = Said((len(others),), tuple(said.entries[place] for place in others))
    right = Truth(kept.shape, tuple(truth.entries[place] for place in others))
    match, wrong = compared(kept, right, digits)
    blank = f"entry {_at(said.blanks[0], said.shape)} is left blank"
    if len(said.blanks) > 1:
        blank = f"{len(said.blanks)} entries are left blank, the first is {blank[6:-14]}"
    if match is Match.RIGHT or wrong is None:
        return Judged(Outcome.WRONG, f"{blank}; the others are right")
    told = {Match.WRONG: " is wrong, too"}.get(match, f": {_SAID.get(match)}")
    return Judged(Outcome.WRONG, f"{blank}; entry {_at(others[wrong], said.shape)}{told}")


def _at(place: int, shape: tuple[int, ...]) -> str:
    """Give the indices of an entry, from 1."""
    indices = [str(int(index) + 1) for index in np.unravel_index(place, shape)] if shape else []
    return f"({', '.join(indices)})"


def _is_other_layout(step: Step, said: Said, truth: Truth) -> bool:
    """Tell whether a derivative is right in the other layout, which only a square matrix hides."""
    square = len(said.shape) == 2 and said.shape[0] == said.shape[1] > 1
    if not square or step.role not in {"gradient", "jacobian"}:
        return False
    return compared(said.transposed, truth)[0] is Match.RIGHT
