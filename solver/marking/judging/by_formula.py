"""Answers that are formulas: compared by what they are worth on numbers of all sizes."""

from __future__ import annotations

from dataclasses import dataclass

from solver.marking import syntax as s
from solver.marking.judging.formulas import Numbers, Samples, alike, as_answer, same, turned
from solver.marking.judging.judged import SLOPPY, Judged
from solver.marking.judging.licence import arranged, factors
from solver.marking.judging.setting import Setting
from solver.marking.meaning import Meaningless, as_extent
from solver.marking.meaning.visiting import nodes
from solver.marking.naming import Question
from solver.marking.verdicts import Outcome
from solver.plan import Step

MOST = 64  # values that a sum may have, with its products put together in all ways
_MANUAL = "this cannot be computed, so a person decides"
_TURNED = "the transpose of what was asked"
_LYING = "a row for a column, or the like"
_SHAPE = "the shape is not that of what was asked"


@dataclass(frozen=True, slots=True)
class Symbolic:
    """Judges the answers to a question that asks for a formula."""

    setting: Setting
    question: Question
    samples: Samples

    @property
    def step(self) -> Step:
        return self.setting.problem.plan[self.question.step]

    def judged(self, text: str) -> Judged:
        """Judge a formula: as it is written, and if it does not fit by what may be meant."""
        node = self.setting.node(self.question, text)
        right = self.samples.values(self.step)
        if right is None:
            return Judged(Outcome.MANUAL, _MANUAL)
        remarks: list[str] = []
        try:
            values = self._values(node, remarks)
        except Meaningless as error:
            if not error.misfit:
                raise
            return self._arranged(node, right, Judged(Outcome.WRONG, str(error)))
        found = _compared(values, right, remarks)
        if found.outcome is Outcome.WRONG and any(map(_is_star, nodes(node))):
            found = self._starred(node, right) or found
        return found if found.why != _SHAPE else self._arranged(node, right, found)

    def _starred(self, node: s.Node, right: list[Numbers]) -> Judged | None:
        """Judge a formula with its stars taken for products of matrices, if that makes it right."""
        remarks: list[str] = []
        try:
            found = _compared(self._values(node, remarks, starred=True), right, remarks)
        except Meaningless:
            return None
        return found if found.outcome.accepted else None

    def _values(self, node: s.Node, remarks: list[str], starred: bool = False) -> list[Numbers]:
        meaning = as_extent(node) if self.step.formula.op == "extent" else node
        found_expr = self.setting.expression(self.question, meaning, remarks, starred)
        expr = as_answer(self.step, found_expr)
        found = self.samples.of(expr)
        if found is None:
            raise Meaningless("this cannot be computed here", node.span)
        return found

    def _arranged(self, node: s.Node, right: list[Numbers], otherwise: Judged) -> Judged:
        """Judge a product that does not fit as it is written by what may have been meant."""
        meant = self._meant(node, [value.shape for value in right])
        if meant and all(
            any(alike(one, value) for one in found)
            for found, value in zip(meant, right, strict=True)
        ):
            return Judged(Outcome.NOTATION, SLOPPY, values=tuple(right))
        return otherwise

    def _meant(self, node: s.Node, shapes: list[tuple[int, ...]]) -> list[list[Numbers]]:
        """List for each sample what a sum of products may be, of the shape that is wanted."""
        if isinstance(node, s.Binary) and node.op in {"+", "-"}:
            left, right = (self._meant(side, shapes) for side in (node.left, node.right))
            sign = 1 if node.op == "+" else -1
            pairs = zip(left, right, strict=bool(left and right))
            return [[a + sign * b for a in ones for b in others][:MOST] for ones, others in pairs]
        parts = [self._worth(factor) for factor in factors(node)]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return []
        columns = zip(zip(*kept, strict=True), shapes, strict=True)
        return [arranged(column, shape) for column, shape in columns]

    def _worth(self, node: s.Node) -> list[Numbers] | None:
        try:
            expr = self.setting.expression(self.question, node, [])
        except Meaningless as error:
            if not error.misfit:
                raise
            return None
        return self.samples.of(expr)


def _is_star(node: s.Node) -> bool:
    return isinstance(node, s.Binary) and node.op == "*"


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
    return Judged(Outcome.WRONG, _SHAPE, values=tuple(values))
