"""The network of a gate problem as a diagram: units as circles, weights on the edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from solver.algebra.expr import name, number
from solver.document.blocks import Diagram, Formula, Layer, Maths, Unit, Value, Wire
from solver.kinds._gate.tables import weight_names
from solver.kinds._gate.view import Seen, View, is_known, weights
from solver.plan import Given
from solver.solution import Solution

Place = tuple[int, int]  # a layer, and a unit in it


def diagram(seen: View, solution: Solution | None, givens: Sequence[Given]) -> Diagram:
    """Draw inputs, layers of units and their biases, which are inputs that are always 1.

    Each layer has its own 1 for the biases above it; where wires pass a layer, which would pass
    through it, that of the inputs serves all.
    """
    depths = _depths(seen)
    shared = any(_passes(unit, depths) for unit in seen.units)
    places = _places(seen, depths, shared)
    layers = [_layer(depths, k, shared) for k in range(1, max(depths.values()) + 1)]
    wires = [
        wire
        for unit in seen.units
        for wire in _wires(unit, places, shared, _labels(unit, solution, givens))
    ]
    return Diagram((_inputs(seen), *layers), tuple(wires))


def _depths(seen: View) -> dict[str, int]:
    """Give each unit its layer: one more than the highest that feeds it; the last is alone."""
    found: dict[str, int] = {}
    for unit in seen.units:
        below = [found[feed] for feed in unit.feeds if isinstance(feed, str)]
        if unit is seen.output:
            below += found.values()
        found[unit.output.name] = 1 + max(below, default=0)
    return found


def _passes(unit: Seen, depths: dict[str, int]) -> bool:
    """Tell whether something that feeds a unit passes a layer on its way."""
    own = depths[unit.output.name]
    return any(own - (0 if isinstance(f, int) else depths[f]) > 1 for f in unit.feeds)


def _places(seen: View, depths: dict[str, int], shared: bool) -> dict[int | str, Place]:
    places: dict[int | str, Place] = {k: (0, k + 1) for k in range(len(seen.inputs))}
    top = max(depths.values())
    for key, depth in depths.items():
        above = [other for other, d in depths.items() if d == depth]
        places[key] = (depth, above.index(key) + (depth < top and not shared))
    return places


ONE = Unit(Formula(number(1)))


def _inputs(seen: View) -> Layer:
    units = (ONE, *(Unit(Formula(name(key))) for key in seen.inputs))
    return Layer(units[0].label, (), units, (), "input")


def _layer(depths: dict[str, int], depth: int, shared: bool) -> Layer:
    """Draw the units of a layer, and the 1 for the biases of the next."""
    own = [Unit(Formula(name(key))) for key, d in depths.items() if d == depth]
    last = depth == max(depths.values())
    units = tuple(own) if last or shared else (ONE, *own)
    return Layer(units[0].label, (), units, (), "output" if last else "hidden")


def _labels(unit: Seen, solution: Solution | None, givens: Sequence[Given]) -> list[Maths]:
    """Label edges with the weights, in numbers once they are known."""
    if solution is not None and is_known(unit, solution):
        return [Value(entry, 3) for entry in weights(unit, solution)]
    given = next((g for g in givens if name(g.name, g.shape) == unit.weights), None)
    if given is not None and given.value is not None:
        rows: Any = given.value
        return [Value(entry, 3) for (entry,) in rows]
    return [Formula(weight) for weight in weight_names(unit)]


def _wires(
    unit: Seen, places: dict[int | str, Place], shared: bool, labels: list[Maths]
) -> Iterator[Wire]:
    layer, place = places[unit.output.name]
    starts: list[Place] = [(0 if shared else layer - 1, 0), *(places[feed] for feed in unit.feeds)]
    for (start, own), label in zip(starts, labels, strict=True):
        yield Wire(start, layer, label, (own, place), curved=layer - start > 1)
