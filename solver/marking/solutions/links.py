"""One member of a chain judged: whether it is what the left side says it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking import syntax as s
from solver.marking.diagnosis.following import agrees
from solver.marking.handed import Pupil, as_truth
from solver.marking.judging.by_numbers import Numeric, as_said
from solver.marking.judging.comparing import Truth
from solver.marking.judging.desk import Desk, in_words, own_form
from solver.marking.judging.formulas import Numbers
from solver.marking.judging.judged import Judged
from solver.marking.judging.meant import Meaning
from solver.marking.judging.said import Said
from solver.marking.meaning import Elaborator
from solver.marking.meaning.visiting import nodes
from solver.marking.meaning.vocabulary import Vocabulary
from solver.marking.transcripts.claims_read import ReadLink
from solver.marking.verdicts import Outcome
from solver.plan import Step
from solver.variants.samples import floats

EQUAL = frozenset({"", "=", "≈", ":=", ":", "is"})
COMPARED = frozenset({Outcome.CORRECT, Outcome.NOTATION, Outcome.IMPRECISE, Outcome.WRONG})


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
        try:
            found = self._judged(key, link, names)
        except s.Unreadable:
            return None
        if found is None or found.outcome not in COMPARED:
            return None
        value = self._value(key, found)
        outcome = self._outcome(key, found.outcome, value)
        starred = link.node is not None and any(map(_is_star, nodes(link.node)))
        if outcome is Outcome.WRONG and starred:
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

    def _judged(self, key: str, link: ReadLink, names: Vocabulary) -> Judged | None:
        """Judge what is said of a step or a given, in words, numbers or names."""
        step, truth = self.step(key), self.truth(key)
        meaning = Meaning(names, step.shape if step is not None else ())
        numbers = Numeric(self.pupil, truth, meaning, step) if truth is not None else None
        form = own_form(step) if step is not None else None
        if form is not None:
            return in_words(form, numbers, link.text) if numbers else None
        if link.node is None:
            return None
        if numbers is not None:
            return numbers.judged(link.node)
        return self.desk.formula(step, meaning, link.node, self.pupil) if step else None

    def _value(self, key: str, found: Judged) -> Said | None:
        """Give the numbers that were said, if they are as many as there should be."""
        step, truth = self.step(key), self.truth(key)
        fits = found.said is not None and truth is not None and found.said.shape == truth.shape
        return found.said if fits and (step is None or own_form(step) is None) else None

    def _outcome(self, key: str, found: Outcome, value: Said | None) -> Outcome:
        """Say how it came out on the way to an answer, where anybody may round."""
        if found is Outcome.IMPRECISE:
            return Outcome.CORRECT
        if found is Outcome.WRONG and value is not None and self._follows(key, value):
            return Outcome.FOLLOWS
        return found

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


def _is_star(node: s.Node) -> bool:
    if not isinstance(node, s.Binary) or node.op not in {"*", "conv", "star"}:
        return False
    return not isinstance(node.left, s.Number)
