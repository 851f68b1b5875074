"""The worlds of a problem: its own names and steps, and those of parts that differ from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from solver.algebra.expr import Expr
from solver.algebra.shapes import Shape
from solver.document.blocks import Block
from solver.errors import Complaint, SpecError
from solver.modelling.derived import with_lets
from solver.modelling.planned import Planned, prefixed
from solver.spec.model import Asked, Spec

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


def planned_worlds(spec: Spec) -> tuple[Spec, tuple[World, ...]]:
    """Plan the problem's own world and those of its parts; SpecError gathers all complaints.

    The spec comes back with its computed givens, and with what its kind asks of itself.
    """
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
    return spec, tuple(worlds)


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


def bound(world: World, values: Mapping[str, Any]) -> World:
    """Put values in for a world's givens."""
    plan = world.planned.plan
    givens = tuple(replace(g, value=values.get(g.name, g.value)) for g in plan.givens)
    planned = replace(world.planned, plan=replace(plan, givens=givens))
    prefix = f"{world.label}." if world.label else ""
    return replace(world, planned=planned, spec=given(world.spec, prefix, values))


def given(spec: Spec, prefix: str, values: Mapping[str, Any]) -> Spec:
    """Put values in for the givens of a spec, whose names in the plan have a prefix."""
    found = (replace(g, value=values.get(prefix + g.name, g.value)) for g in spec.given)
    return replace(spec, given=tuple(found))


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
