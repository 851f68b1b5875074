"""A problem and its solution, as Python sees them: `load(path).solve()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.algebra.expr import Expr
from solver.algebra.shapes import Shape
from solver.backends.base import EvaluationError
from solver.check.lines import lines_of
from solver.document.blocks import Block
from solver.errors import Complaint, Disagreement, Mark, SpecError
from solver.modelling.derived import with_lets
from solver.modelling.planned import Planned, joined, prefixed
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Part, SetItem, SetSpec, Spec

if TYPE_CHECKING:
    from solver.solved import Solved


HEADINGS = {"forward": "", "gradient": "Gradients", "jacobian": "Jacobians", "asked": "Results"}


@dataclass(frozen=True)
class World:
    """A spec with its own names: the problem's, or that of a part that differs from it."""

    label: str  # '' for the problem's own
    spec: Spec
    planned: Planned

    @property
    def is_numeric(self) -> bool:
        """Tell whether every given has a value, so that answers are numbers.

        What the kind itself leaves open, as the variable of a function, does not count.
        """
        return all(given.value is not None for given in self.spec.given if not given.step)

    def figures(self, solution: Any) -> tuple[Any, ...]:
        """Draw what the kind draws."""
        return tuple(_kind(self.spec).figures(self.planned, solution))

    def statement(self, room: bool) -> tuple[Block, ...]:
        """Say what the kind has to say beside the givens; with `room`, leave room to fill in."""
        says = getattr(_kind(self.spec), "statement", None)
        return tuple(says(self.planned, room)) if says else ()

    def exhibits(self, solution: Any, detail: str) -> Mapping[str, tuple[Block, ...]]:
        """Give the tables and figures that the kind shows below steps, by their names."""
        shows = getattr(_kind(self.spec), "exhibits", None)
        return shows(self.planned, solution, detail) if shows else {}

    def doubts(self, solution: Any) -> tuple[Complaint, ...]:
        """Say what the kind finds wrong with the file, once there are values."""
        finds = getattr(_kind(self.spec), "doubts", None)
        return tuple(finds(self.planned, solution)) if finds else ()

    def sketches(self, solution: Any) -> tuple[Block, ...]:
        """Give the figures that answer a question for a sketch, and stand below no step."""
        draws = getattr(_kind(self.spec), "sketches", None)
        return tuple(draws(self.planned, solution)) if draws else ()

    @property
    def symbols(self) -> Mapping[str, str]:
        """Say how names are printed: as the author says, else as the kind does."""
        own = getattr(_kind(self.spec), "symbols", None)
        return {**(own(self.spec) if own else {}), **self.spec.symbols}

    @property
    def headings(self) -> Mapping[str, str]:
        """Give the headings of the sections of a solution, by role, in the kind's order."""
        own: Mapping[str, str] = getattr(_kind(self.spec), "HEADINGS", {})
        return {**own, **{role: title for role, title in HEADINGS.items() if role not in own}}


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
        worlds = tuple(_bound(world, values) for world in self.worlds)
        return replace(self, worlds=worlds)

    def planned_with(self, values: Mapping[str, Any]) -> Problem:
        """Put other values in for givens, and plan anew: for steps that depend on the values."""
        parts = (
            replace(part, spec=_given(part.spec, f"{part.label}.", values)) if part.spec else part
            for part in self.spec.parts
        )
        spec = replace(_given(self.spec, "", values), parts=tuple(parts))
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
    spec = _asking(_computing(spec))
    worlds: list[World] = []
    complaints: list[Complaint] = []
    shapes: dict[str, Shape] = {}
    aliases: dict[str, Expr] = {}
    broken: set[str] = set()
    for label, own, asks in _worlds(spec):
        if any(given.step.partition(".")[0] in broken for given in own.given):
            broken.add(label)  # what it is to take over has been complained about
            continue
        try:
            planned = _kind(own).plan(own, asks, shapes)
        except SpecError as error:
            complaints += error.complaints
            broken.update({label} if label else {"", *(p.label for p in spec.parts if not p.spec)})
            continue
        planned = prefixed(planned, label, aliases) if label else planned
        aliases |= {} if label else _aliases(spec, planned)
        shapes |= {step.name: step.shape for step in planned.plan.steps}
        shapes |= {alias: ref.shape for alias, ref in aliases.items()}
        worlds.append(World(label, own, planned))
    if complaints:
        raise SpecError(*complaints)
    if not (spec.asks or any(part.asks for part in spec.parts)):
        hint = "list under `ask:` steps such as `L`, gradients such as `dL/dW`, or `discuss:`"
        raise SpecError(Complaint(spec.mark, "nothing is asked", hint))
    return Problem(spec, tuple(worlds), None, spec.points)


def _computing(spec: Spec) -> Spec:
    """Compute the givens that are computed from others, in the problem and in its parts."""
    parts = (replace(p, spec=with_lets(p.spec)) if p.spec else p for p in spec.parts)
    return replace(with_lets(spec), parts=tuple(parts))


def _asking(spec: Spec) -> Spec:
    """Add what a kind asks of itself, as a claim does: whether it is true."""
    parts = tuple(
        replace(part, asks=_asks(part.spec, part.asks)) if part.spec else part
        for part in spec.parts
    )
    used = spec.asks or not any(part.spec for part in parts)
    return replace(spec, parts=parts, asks=_asks(spec, spec.asks) if used else ())


def _asks(spec: Spec, asks: tuple[Asked, ...]) -> tuple[Asked, ...]:
    own: Callable[[Spec, tuple[Asked, ...]], tuple[Asked, ...]] | None
    own = getattr(_kind(spec), "asks", None)
    return own(spec, asks) if own else asks


def _bound(world: World, values: Mapping[str, Any]) -> World:
    """Put values in for a world's givens."""
    plan = world.planned.plan
    givens = tuple(replace(g, value=values.get(g.name, g.value)) for g in plan.givens)
    planned = replace(world.planned, plan=replace(plan, givens=givens))
    prefix = f"{world.label}." if world.label else ""
    return replace(world, planned=planned, spec=_given(world.spec, prefix, values))


def _given(spec: Spec, prefix: str, values: Mapping[str, Any]) -> Spec:
    given = (replace(g, value=values.get(prefix + g.name, g.value)) for g in spec.given)
    return replace(spec, given=tuple(given))


def _aliases(spec: Spec, planned: Planned) -> dict[str, Expr]:
    """Let `a.Y` name a step of the problem's own where part a only asks about it."""
    sharing = (part.label for part in spec.parts if not part.spec)
    return {f"{label}.{step.name}": step.ref for label in sharing for step in planned.plan.steps}


def _worlds(spec: Spec) -> Iterator[tuple[str, Spec, tuple[Asked, ...]]]:
    """List the problem's own world, if anything is asked of it, and those of its parts."""
    shared = (*spec.asks, *(ask for part in spec.parts if not part.spec for ask in part.asks))
    if shared or not any(part.spec for part in spec.parts):
        yield "", spec, shared
    for part in spec.parts:
        if part.spec:
            yield part.label, part.spec, part.asks


def _kind(spec: Spec) -> Any:
    return import_module(f"solver.kinds.{spec.kind}")
