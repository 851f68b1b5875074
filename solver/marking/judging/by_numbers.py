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
from solver.marking.judging.formulas import Numbers
from solver.marking.judging.judged import SLOPPY, Judged, described, listed
from solver.marking.judging.licence import is_meant
from solver.marking.judging.meant import Meaning
from solver.marking.judging.said import Entry, Said, fitted, literal
from solver.marking.judging.ways import in_all_ways
from solver.marking.meaning import Meaningless
from solver.marking.meaning.visiting import nodes
from solver.marking.verdicts import Outcome
from solver.plan import Step

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
    """Judges what is said of something that has numbers: of a step, or of a given.

    `truth` is its value, `meaning` tells what names are, `digits` is how many are needed.
    """

    pupil: Pupil
    truth: Truth
    meaning: Meaning
    step: Step | None
    digits: int = 0

    def judged(self, node: s.Node) -> Judged:
        """Judge an answer: its shape, then its entries; Unreadable if it says nothing."""
        return in_all_ways(node, self._judged, self._meant)

    def _judged(self, node: s.Node, starred: bool) -> Judged:
        remarks: list[str] = []
        return self.compared(literal(node) or self._computed(node, remarks, starred), remarks)

    def compared(self, found: Said, remarks: Sequence[str] = ()) -> Judged:
        """Judge numbers that were read: how many there are, then each of them."""
        fits = fitted(found, self.truth.shape)
        if fits is None:
            asked = described(self.truth.shape)
            shapes = f"{described(found.shape)} was given, and {asked} was asked"
            kept = None if found.is_huge or found.blanks else found
            return Judged(Outcome.WRONG, shapes, kept, misfit=True)
        said, remark = fits
        if said.is_huge:
            return Judged(Outcome.WRONG, "this number is far too large")
        if said.blanks:
            return _with_blanks(said, self.truth, self.digits)
        return self._compared(said, [remark, *remarks])

    def _compared(self, said: Said, remarks: list[str]) -> Judged:
        match, place = compared(said, self.truth, self.digits)
        if match is Match.WRONG and self._is_other_layout(said):
            return Judged(Outcome.NOTATION, "the transpose of what was asked", said)
        why = "; ".join(dict.fromkeys(filter(None, [*remarks, _SAID.get(match, "")])))
        outcome = _OUTCOMES[match]
        if outcome is Outcome.CORRECT and why:
            outcome = Outcome.NOTATION
        return Judged(outcome, why, said, place=place)

    def _is_other_layout(self, said: Said) -> bool:
        """Tell whether a derivative is right in the other layout, which a square matrix hides."""
        square = len(said.shape) == 2 and said.shape[0] == said.shape[1] > 1
        slope = self.step is not None and self.step.role in {"gradient", "jacobian"}
        return square and slope and compared(said.transposed, self.truth)[0] is Match.RIGHT

    def _meant(self, node: s.Node) -> Judged | None:
        """Judge a product that is right if its factors are put together in another way."""
        meant = is_meant(node, self._worth, [as_array(self.truth)])
        return Judged(Outcome.NOTATION, SLOPPY) if meant else None

    def _worth(self, node: s.Node) -> list[Numbers] | None:
        try:
            found = self.pupil.value(self.meaning(node, []))
            return None if found is None or as_said(found).is_huge else [as_array(found)]
        except Meaningless as error:
            if not error.misfit:
                raise
        except s.Unreadable:  # no finite number
            pass
        return None

    def _computed(self, node: s.Node, remarks: list[str], starred: bool) -> Said:
        """Compute what a student left standing, or wrote with names."""
        expr = self.meaning(node, remarks, starred)
        names = names_in(expr)
        if names:
            remarks.append(f"a value was asked, and this is a formula with {listed(names)}")
        value = self.pupil.value(expr)
        if value is None:
            raise Meaningless("this cannot be computed here", node.span)
        return as_said(value, FINEST if any(map(_is_decimal, nodes(node))) else Fraction(0))


def as_array(truth: Truth) -> Numbers:
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
