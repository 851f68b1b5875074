"""A problem and its solution, as Python sees them: `load(path).solve()`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.backends.base import EvaluationError
from solver.check.lines import lines_of
from solver.errors import Complaint, Disagreement, Mark, SpecError
from solver.modelling.planned import Planned, joined
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Part, SetItem, SetSpec, Spec
from solver.worlds import World, bound, given, planned_worlds

if TYPE_CHECKING:
    from solver.solved import Solved


@dataclass(frozen=True)
class Problem:
    """A problem ready to be solved: its spec, the worlds of its parts, and one plan over all.

    `label` and `points` are those of the set it stands in.
    """

    spec: Spec
    worlds: tuple[World, ...]
    label: str | None = None
    points: Any = None

    @cached_property
    def planned(self) -> Planned:
        return joined(tuple(world.planned for world in self.worlds))

    @property
    def plan(self) -> Plan:
        """The steps of all parts, in order."""
        return self.planned.plan

    def world_of(self, part: Part | None) -> World:
        """Find the world that a part's questions are about."""
        own = part.label if part and part.spec else ""
        return next(world for world in self.worlds if world.label == own)

    def questions(self) -> Iterator[tuple[Part | None, Asked]]:
        """Visit what is asked, part by part."""
        for ask in self.spec.asks:
            yield None, ask
        for part in self.spec.parts:
            for ask in part.asks:
                yield part, ask

    def answering(self, part: Part | None, ask: Ask) -> Step:
        """Find the step that answers an asked item."""
        question = self.world_of(part).planned.answering(ask)
        return self.plan[question.step]

    def mark_of(self, step: str) -> Mark:
        """Find where a step is written in the file: its equation, or the question it is for."""
        if step in self._written:
            return self._written[step]
        later = dropwhile(lambda other: other.name != step, self.plan.steps)
        explained = next((other.name for other in later if not other.minor), step)
        for answer, mark in self._answers().items():
            if any(used.name == explained for used in self.plan.needed([answer])):
                return mark
        return self.spec.mark

    @cached_property
    def _written(self) -> dict[str, Mark]:
        """Say where givens and steps are written."""
        found = dict(self.planned.marks)
        for world in self.worlds:
            prefix = f"{world.label}." if world.label else ""
            found |= {prefix + given.name: given.mark for given in world.spec.given}
        return found

    def _answers(self) -> dict[str, Mark]:
        """List the steps that are asked for, with the places of the questions."""
        asked = ((part, ask) for part, ask in self.questions() if isinstance(ask, Ask))
        return {self.answering(part, ask).name: ask.formula.mark for part, ask in asked}

    def bound(self, values: Mapping[str, Any]) -> Problem:
        """Put other values in for givens: the same steps, of another variant.

        `values` are exact, by the names that the givens have in the plan.
        """
        worlds = tuple(bound(world, values) for world in self.worlds)
        return replace(self, worlds=worlds)

    def planned_with(self, values: Mapping[str, Any]) -> Problem:
        """Put other values in for givens, and plan anew: for steps that depend on the values."""
        parts = (
            replace(part, spec=given(part.spec, f"{part.label}.", values)) if part.spec else part
            for part in self.spec.parts
        )
        spec = replace(given(self.spec, "", values), parts=tuple(parts))
        return replace(_problem(spec), label=self.label, points=self.points)

    def placed(self, error: EvaluationError) -> SpecError:
        """Say where in the file the step is written that cannot be evaluated, or printed."""
        mark = self._forms().get(error.step) or self.mark_of(error.step)
        return SpecError(Complaint(mark, str(error), error.hint))

    def differing(self, error: Disagreement) -> SpecError | None:
        """Complain about an author's form of an answer that has another value; None for others."""
        plan = {step.name: step for step in self.plan.steps}
        lines = lines_of(plan[error.step]) if error.step in plan and error.form else ()
        marks = [self._forms().get(line.name) for line in lines if line.formula == error.form]
        message = f"this is not the answer: {error}"
        return next((SpecError(Complaint(mark, message)) for mark in marks if mark), None)

    def _forms(self) -> dict[str, Mark]:
        """Say where authors have written further forms of answers, by the names of their lines."""
        found: dict[str, Mark] = {}
        for ask, question in self.planned.questions:
            written, read = (*ask.equals, *ask.accept), (*question.equals, *question.accept)
            marks = {expr: text.mark for text, expr in zip(written, read, strict=True)}
            lines = lines_of(self.plan[question.step])
            found |= {line.name: marks[line.formula] for line in lines if line.formula in marks}
        return found

    def solve(self, backend: str = "exact", device: str = "cpu", check: str = "standard") -> Solved:
        """Compute every step and check it on independent routes.

        `check="all"` adds Torch autograd and, for symbolic problems, entrywise SymPy. Raises
        Disagreement, naming the step, where two routes differ.
        """
        from solver.solved import solve

        return solve(self, backend, device, check)


@dataclass(frozen=True)
class ProblemSet:
    """A set: a title block and its problems, in order."""

    spec: SetSpec
    problems: tuple[Problem, ...]

    def solve(self, backend: str = "exact", device: str = "cpu", check: str = "standard") -> Any:
        """Solve every problem of the set; see `Problem.solve`."""
        from solver.solved import SolvedSet

        return SolvedSet(self.spec, tuple(p.solve(backend, device, check) for p in self.problems))


def load(path: str | Path) -> Problem | ProblemSet:
    """Load a problem or a set from a file; SpecError lists every complaint."""
    from solver.spec.load import load as load_spec

    return built(load_spec(path))


def built(spec: Spec | SetSpec) -> Problem | ProblemSet:
    """Plan a problem, or every problem of a set; SpecError gathers the complaints of all."""
    if isinstance(spec, Spec):
        return _problem(spec)
    problems: list[Problem] = []
    complaints: list[Complaint] = []
    for item in spec.items:
        try:
            problems.append(_item(item))
        except SpecError as error:
            complaints += error.complaints
    if complaints:
        raise SpecError(*complaints)
    return ProblemSet(spec, tuple(problems))


def _item(item: SetItem) -> Problem:
    found = _problem(item.spec)
    return Problem(found.spec, found.worlds, item.label, item.points or item.spec.points)


def _problem(spec: Spec) -> Problem:
    spec, worlds = planned_worlds(spec)
    return Problem(spec, worlds, None, spec.points)
