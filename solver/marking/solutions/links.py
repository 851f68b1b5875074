"""One member of a chain judged: whether it is what the left side says it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking import syntax as s
from solver.marking.diagnosis.following import agrees
from solver.marking.handed import Pupil, as_truth
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.desk import Desk, as_said
from solver.marking.judging.formulas import Numbers, alike, same, turned
from solver.marking.judging.licence import arranged, factors
from solver.marking.judging.said import Said, fitted, literal, nested
from solver.marking.meaning import Elaborator, Meaningless
from solver.marking.meaning.visiting import nodes
from solver.marking.meaning.vocabulary import Vocabulary
from solver.marking.transcripts.claims_read import ReadLink
from solver.marking.verdicts import Outcome
from solver.plan import Step
from solver.variants.samples import floats

EQUAL = frozenset({"", "=", "≈", ":=", ":", "is"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A member that was compared with a step: how it came out, and its value, if it has one."""

    step: str
    outcome: Outcome
    line: int
    text: str
    value: Said | None = None


@dataclass(frozen=True)
class Links:
    """Judges members of chains about the steps and givens of a student's problem.

    `own` are the student's values of steps that are not right, what follows from them is right.
    """

    desk: Desk
    pupil: Pupil
    own: Mapping[str, Said] = field(default_factory=dict)

    def judged(self, key: str, link: ReadLink, names: Vocabulary) -> Checked | None:
        """Judge one member of a chain; None where nothing can be said about it.

        A star between names is a product to some and a convolution to others: it may be right.
        """
        if link.relation not in EQUAL:
            return None
        step = self.step(key)
        if step is not None and step.form is not None and not step.form.reads_numbers:
            return self._in_words(step, link)
        if link.node is None:
            return None
        outcome, value = self._outcome(key, link.node, names)
        if outcome is None or (outcome is Outcome.WRONG and any(map(_is_star, nodes(link.node)))):
            return None
        return Checked(key, outcome, link.line, link.text, value)

    def step(self, key: str) -> Step | None:
        """Find a step; None for a given."""
        return next((each for each in self.desk.problem.plan.steps if each.name == key), None)

    def truth(self, key: str) -> Truth | None:
        """Give the value of a step or a given, if it has one."""
        solution = self.pupil.solved.solution
        if key not in solution:
            return None
        try:
            exact = solution.exact(key)
            return as_truth(solution.floats(key) if exact is None else exact)
        except (MarkschemeError, ValueError, TypeError):
            return None

    def _in_words(self, step: Step, link: ReadLink) -> Checked | None:
        """Judge a size, a set, a word."""
        truth = self.truth(step.name)
        if step.form is None or truth is None:
            return None
        value = nested(truth.shape, truth.entries)
        found = step.form.read(link.text, value)
        if found is None:
            return None
        outcome = Outcome.CORRECT if step.form.same(found, value) else Outcome.WRONG
        return Checked(step.name, outcome, link.line, link.text)

    def _outcome(
        self, key: str, node: s.Node, names: Vocabulary
    ) -> tuple[Outcome | None, Said | None]:
        truth = self.truth(key)
        if truth is None:
            return self._sampled(key, node, names), None
        found = literal(node) or self.computed(node, names)
        if found is None:
            return self._arranged(node, names, truth), None
        fits = fitted(found, truth.shape)
        if fits is None:
            return self._arranged(node, names, truth) or Outcome.WRONG, None
        return self._compared(key, *fits, truth), fits[0]

    # --- numbers ---------------------------------------------------------------------------------
    def _compared(self, key: str, said: Said, remark: str, truth: Truth) -> Outcome:
        if compared(said, truth)[0] is not Match.WRONG:
            return Outcome.NOTATION if remark else Outcome.CORRECT
        return Outcome.FOLLOWS if self._follows(key, said) else Outcome.WRONG

    def _follows(self, key: str, said: Said) -> bool:
        """Tell whether a value is right, given the student's own earlier values."""
        if key in self.own and self.own[key].values == said.values:
            return True  # said before
        own = {step: value for step, value in self.own.items() if step != key}
        if not own or self.step(key) is None:
            return False
        found = self._evaluated(key, own)
        return found is not None and agrees(said, found.reshape(-1))

    def _evaluated(self, key: str, own: Mapping[str, Said]) -> Numbers | None:
        overrides = {step: floats(value.nested()) for step, value in own.items()}
        givens = {name: floats(value) for name, value in self.pupil.handed.values.items()}
        plan = self.desk.problem.plan
        try:
            with np.errstate(all="ignore"):
                found = evaluate(plan, givens, "numpy", overrides, [key], lenient=True)
        except (MarkschemeError, ArithmeticError, ValueError):
            return None
        return np.asarray(found[key], dtype=float)

    def computed(self, node: s.Node, names: Vocabulary) -> Said | None:
        """Compute what a text says from the problem's values; None if that cannot be done."""
        try:
            value = self.pupil.value(Elaborator(names)(node))
            return as_said(value) if value is not None else None
        except s.Unreadable:
            return None

    def _arranged(self, node: s.Node, names: Vocabulary, truth: Truth) -> Outcome | None:
        """Judge a product that does not fit as it is written; None if a name in it is unknown."""
        parts = [self.computed(factor, names) for factor in factors(node)]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return None
        arrays = [np.array([float(v) for v in p.values]).reshape(p.shape) for p in kept]
        right = np.array([float(v) for v in truth.entries]).reshape(truth.shape)
        meant = any(alike(one, right) for one in arranged(arrays, truth.shape))
        return Outcome.NOTATION if meant else Outcome.WRONG

    # --- formulas --------------------------------------------------------------------------------
    def _sampled(self, key: str, node: s.Node, names: Vocabulary) -> Outcome | None:
        """Judge a formula by samples; None if it cannot be computed."""
        step = self.step(key)
        right = self.desk.samples(key).values(step) if step is not None else None
        if step is None or right is None:
            return None
        values = self._worth(step, node, names)
        if values is not None:
            if same(values, right):
                return Outcome.CORRECT
            if same(turned(values), right):
                return Outcome.NOTATION
            if [v.shape for v in values] == [r.shape for r in right]:
                return Outcome.WRONG
        meant = self._meant(step, node, names, right)
        return Outcome.WRONG if meant is None and values is not None else meant

    def _meant(
        self, step: Step, node: s.Node, names: Vocabulary, right: Sequence[Numbers]
    ) -> Outcome | None:
        """Judge a product by its factors; None if a name in it is unknown."""
        parts = [self._worth(step, factor, names) for factor in factors(node)]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return None
        fits = (
            any(alike(one, value) for one in arranged(column, value.shape))
            for column, value in zip(zip(*kept, strict=True), right, strict=True)
        )
        return Outcome.NOTATION if all(fits) else Outcome.WRONG

    def _worth(self, step: Step, node: s.Node, names: Vocabulary) -> list[Numbers] | None:
        try:
            return self.desk.samples(step.name).of(Elaborator(names)(node))
        except Meaningless:
            return None


def _is_star(node: s.Node) -> bool:
    if not isinstance(node, s.Binary) or node.op not in {"*", "conv", "star"}:
        return False
    return not isinstance(node.left, s.Number)
