"""Answers that are formulas: compared by what they are worth on numbers of all sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from solver.marking import syntax as s
from solver.marking.judging.formulas import Numbers, Samples, as_answer, same, turned
from solver.marking.judging.judged import SLOPPY, Judged
from solver.marking.judging.licence import is_meant
from solver.marking.judging.meant import Meaning
from solver.marking.judging.ways import in_all_ways
from solver.marking.meaning import Meaningless, as_extent
from solver.marking.verdicts import Outcome
from solver.plan import Step

_MANUAL = "this cannot be computed, so a person decides"
_TURNED = "the transpose of what was asked"
_LYING = "a row for a column, or the like"
_SHAPE = "the shape is not that of what was asked"


@dataclass(frozen=True, slots=True)
class Symbolic:
    """Judges what is said of a step that is a formula; `meaning` tells what names are."""

    step: Step
    samples: Samples
    meaning: Meaning

    def judged(self, node: s.Node) -> Judged:
        """Judge a formula: as it is written, and if it does not fit by what may be meant."""
        right = self.samples.values(self.step)
        if right is None:
            return Judged(Outcome.MANUAL, _MANUAL)
        return in_all_ways(node, partial(self._judged, right), partial(self._meant, right))

    def _judged(self, right: list[Numbers], node: s.Node, starred: bool) -> Judged:
        remarks: list[str] = []
        return _compared(self._values(node, remarks, starred), right, remarks)

    def _meant(self, right: list[Numbers], node: s.Node) -> Judged | None:
        """Judge a product that does not fit as it is written by what may have been meant."""
        meant = is_meant(node, self._worth, right)
        return Judged(Outcome.NOTATION, SLOPPY, values=tuple(right)) if meant else None

    def _values(self, node: s.Node, remarks: list[str], starred: bool) -> list[Numbers]:
        shown = as_extent(node) if self.step.formula.op == "extent" else node
        found = self.samples.of(as_answer(self.step, self.meaning(shown, remarks, starred)))
        if found is None:
            raise Meaningless("this cannot be computed here", node.span)
        return found

    def _worth(self, node: s.Node) -> list[Numbers] | None:
        try:
            expr = self.meaning(node, [])
        except Meaningless as error:
            if not error.misfit:
                raise
            return None
        return self.samples.of(expr)


def _compared(values: list[Numbers], right: list[Numbers], remarks: list[str]) -> Judged:
    if [v.shape for v in values] != [r.shape for r in right]:
        return _shaped_otherwise(values, right)
    if same(values, right):
        outcome = Outcome.NOTATION if remarks else Outcome.CORRECT
        return Judged(outcome, "; ".join(dict.fromkeys(remarks)), values=tuple(values))
    return Judged(Outcome.WRONG, values=tuple(values))


def _shaped_otherwise(values: list[Numbers], right: list[Numbers]) -> Judged:
    if same(turned(values), right):
        return Judged(Outcome.NOTATION, _TURNED, values=tuple(right))
    if same([v.reshape(-1) for v in values], [r.reshape(-1) for r in right]):
        return Judged(Outcome.NOTATION, _LYING, values=tuple(right))
    return Judged(Outcome.WRONG, _SHAPE, values=tuple(values), misfit=True)
