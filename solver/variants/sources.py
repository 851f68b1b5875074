"""What is drawn for a problem, and what is computed from it: every name once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.modelling.derived import computed, let_plan
from solver.plan import Given, Plan
from solver.problem import Problem
from solver.spec.model import GivenSpec, Law, Spec, Varied


@dataclass(frozen=True, slots=True)
class Source:
    """What is drawn once: under which name, how, and which givens of the plan take it over.

    `shared` is the id of the set that draws it for several problems.
    """

    name: str
    law: Law
    given: Given
    targets: tuple[str, ...]
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Lets:
    """What one world computes from its givens; `prefix` leads to their names in the plan.

    `kept` are those that it gives: what leads to them is not in its plan.
    """

    prefix: str
    plan: Plan
    kept: tuple[str, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """List the names that what is computed has in the problem's plan."""
        return tuple(self.prefix + name for name in self.kept)

    def batch(self, rows: Mapping[str, Any]) -> dict[str, Any]:
        """Compute doubles for a batch of draws."""
        found = self.plan.evaluate(self._known(rows), backend="numpy")
        return {self.prefix + name: found[name] for name in self.kept}

    def exact(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Compute exact values for one draw; EvaluationError if one is not rational."""
        found = computed(self.plan, self._all(values), self.kept)
        return {self.prefix + key: value for key, value in found.items()}

    def _all(self, values: Mapping[str, Any]) -> dict[str, Any]:
        own = {given.name: given.value for given in self.plan.givens if given.value is not None}
        return own | self._known(values)

    def _known(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Find the values of the plan's names: the world's own, or those drawn for a set."""
        found: dict[str, Any] = {}
        for given in self.plan.givens:
            for key in (given.name, self.prefix + given.name):
                found |= {given.name: values[key]} if key in values else {}
        return found


def sources_of(problem: Problem) -> tuple[Source, ...]:
    """List what is drawn, by the names it is drawn under.

    A part that takes a varied given over from its problem takes over its draw: one problem, one
    draw. What a part gives or varies itself is drawn under `a.x`.
    """
    table = {given.name: given for given in problem.plan.givens}
    found: dict[tuple[str, str], tuple[Law, Given, list[str]]] = {}
    for drawn_as, each, target in _varied(problem.spec):
        given = table.get(target)
        if given is None and each.shared:
            found.setdefault((drawn_as, each.shared), (each.law, Given(drawn_as), []))
        elif given is not None:
            fresh: tuple[Law, Given, list[str]] = (each.law, given, [])
            found.setdefault((drawn_as, each.shared), fresh)[2].append(target)
    return tuple(
        Source(name, law, given, tuple(targets), shared)
        for (name, shared), (law, given, targets) in found.items()
    )


def lets_of(problem: Problem) -> tuple[Lets, ...]:
    """List what the worlds of a problem compute from their givens."""
    return tuple(
        _lets(f"{world.label}." if world.label else "", world.spec)
        for world in problem.worlds
        if world.spec.let
    )


def _lets(prefix: str, spec: Spec) -> Lets:
    given = {each.name for each in spec.given}
    return Lets(prefix, _let_plan(spec), tuple(let.name for let in spec.let if let.name in given))


def _let_plan(spec: Spec) -> Plan:
    """Plan a world's computed givens over what it gives and what its set draws."""
    names = {let.name for let in spec.let}
    given = {g.name: g for g in spec.given if g.value is not None and g.name not in names}
    drawn = {each.name: Given(each.name) for each in spec.vary if each.shared}
    shapes = {key: each.shape for key, each in drawn.items()}
    shapes |= {key: each.shape for key, each in given.items()}
    plan = let_plan(spec.let, shapes)
    known = (Given(g.name, g.shape, given[g.name].value if g.name in given else None)
             for g in plan.givens)  # fmt: skip
    return Plan(tuple(known), plan.steps)


def _varied(spec: Spec) -> Iterator[tuple[str, Varied, str]]:
    """List what varies: the name it is drawn under, how, and the given of the plan."""
    own = {(each.name, each.mark) for each in spec.vary}
    marks = {given.name: given.mark for given in spec.given}
    for each in spec.vary:
        yield each.name, each, each.name
    for part in spec.parts:
        for each in part.spec.vary if part.spec else ():
            target = f"{part.label}.{each.name}"
            same = (each.name, each.mark) in own and _mark(part.spec, each) == marks.get(each.name)
            yield each.name if same or each.shared else target, each, target


def _mark(spec: Spec | None, each: Varied) -> object:
    givens: tuple[GivenSpec, ...] = spec.given if spec else ()
    return next((given.mark for given in givens if given.name == each.name), None)
