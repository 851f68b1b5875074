"""What is drawn for a problem: every varied given once, wherever it is used."""

from __future__ import annotations

from collections.abc import Iterator

from solver.modelling.planned import Planned
from solver.plan import Given
from solver.spec.model import GivenSpec, Law, Spec, Varied
from solver.variants.candidates import Source


def sources_of(spec: Spec, planned: Planned) -> tuple[Source, ...]:
    """List what is drawn, by the names it is drawn under.

    A part that takes a varied given over from its problem takes over its draw: one problem, one
    draw. What a part gives or varies itself is drawn under `a.x`.
    """
    table = {given.name: given for given in planned.plan.givens}
    found: dict[str, tuple[Law, Given, list[str]]] = {}
    for drawn_as, each, target in _varied(spec):
        given = table.get(target)
        if given is not None:
            found.setdefault(drawn_as, (each.law, given, []))[2].append(target)
    return tuple(Source(name, law, given, tuple(to)) for name, (law, given, to) in found.items())


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
            yield each.name if same else target, each, target


def _mark(spec: Spec | None, each: Varied) -> object:
    givens: tuple[GivenSpec, ...] = spec.given if spec else ()
    return next((given.mark for given in givens if given.name == each.name), None)
