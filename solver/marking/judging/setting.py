"""A problem as marking needs it: its questions, the names in sight, the numbers to compare on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.marking import syntax as s
from solver.marking.judging.formulas import Samples
from solver.marking.judging.meant import Meaning, indices_of
from solver.marking.limited import on_nobodys_time
from solver.marking.meaning.vocabulary import Vocabulary, vocabulary
from solver.marking.naming import Question, questions
from solver.problem import Problem
from solver.report import is_number
from solver.solved import Solved
from solver.spec.model import Ask


@dataclass(frozen=True)
class Setting:
    """A problem as marking needs it: names, questions, and samples, made once for a class."""

    problem: Problem

    @cached_property
    def solved(self) -> Solved:
        """The problem with its own numbers: they tell which answers are numbers."""
        with on_nobodys_time():
            return self.problem.solve(check="none")

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return questions(self.problem)

    @cached_property
    def _whole(self) -> Samples:
        return Samples(self.problem.plan, dict(self.problem.planned.losses))

    @cached_property
    def _samples(self) -> dict[str, Samples]:
        return {}

    def samples(self, step: str) -> Samples:
        """Give the numbers on which formulas for a step are compared."""
        if step not in self._samples:
            self._samples[step] = self._whole.around(step)
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

    def node(self, question: Question, text: str) -> s.Node:
        """Read an answer; of a chain `dL/dW = … = 3` the last member is the answer."""
        names = self.vocabulary(self.label_of(question))
        found = names.read(text)
        if not isinstance(found, s.Chain):
            return found
        bound = len(found.members) == 2 and isinstance(found.members[0], s.Symbol)  # N ≥ …
        if bound or set(found.relations) <= {"=", "≈"}:
            return found.members[-1]
        return found

    def meaning(self, question: Question) -> Meaning:
        """Say how the answers to a question are to be understood."""
        step = self.problem.plan[question.step]
        names = self.vocabulary(self.label_of(question))
        return Meaning(names, step.shape, indices_of(step), self.dependents[step.name])
