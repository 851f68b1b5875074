"""Where in the plane of two inputs a network says true: exact polygons, or strips for sigmoids."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from solver.algebra.expr import name, number
from solver.algebra.op import Words
from solver.document.plots import Area, Axis, Regions
from solver.kinds._gate.rows import input_rows
from solver.kinds._gate.view import Seen, View, column, number_of, weights
from solver.solution import Solution

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Border = tuple[Point, Point, Words]
STRIPS, SAMPLES = 96, 160


@dataclass(frozen=True, slots=True)
class Plane:
    """The units with their weights as doubles, and the square that is drawn."""

    seen: View
    weights: tuple[tuple[float, ...], ...]
    low: float
    high: float

    @property
    def square(self) -> Polygon:
        a, b = self.low, self.high
        return ((a, a), (b, a), (b, b), (a, b))


def regions(seen: View, solution: Solution) -> Regions:
    """Divide the plane between true and false, with the rows of the truth table as points."""
    numbers = tuple(tuple(map(number_of, weights(unit, solution))) for unit in seen.units)
    room = 0.6 * (1 - float(seen.low))
    plane = Plane(seen, numbers, float(seen.low) - room, 1 + room)
    if any(unit.smooth for unit in seen.units[:-1]):
        areas, borders = _strips(plane)
    else:
        areas, borders = _cells(plane)
    outputs = column(solution, seen.output.output.name)
    points = tuple((float(x), float(y), number_of(output) > 0)
                   for (x, y), output in zip(input_rows(seen), outputs, strict=True))  # fmt: skip
    first, second = ((name(key),) for key in seen.inputs)
    ends = (plane.low, plane.high)
    return Regions(tuple(areas), points, tuple(borders), Axis(first, *ends), Axis(second, *ends),
                   _classes(seen))  # fmt: skip


def _classes(seen: View) -> tuple[Words, ...]:
    output = seen.output.output.ref
    return ((output, " = ", number(1)), (output, " = ", number(seen.low)))


# --- threshold units: every unit cuts the cells of those before it -------------------------------
def _cells(plane: Plane) -> tuple[list[Area], list[Border]]:
    areas: list[Area] = []
    borders: list[Border] = []
    _cut(plane, plane.square, (), areas, borders)
    return areas, borders


def _cut(
    plane: Plane, cell: Polygon, outputs: tuple[float, ...],
    areas: list[Area], borders: list[Border],
) -> None:  # fmt: skip
    """Split a cell, in which the units so far give these outputs, by the border of the next."""
    if len(outputs) == len(plane.seen.units):
        areas.append(Area(cell, outputs[-1] > 0))
        return
    unit = plane.seen.units[len(outputs)]
    line = _line(plane, unit, outputs)
    false = 0.0 if unit.smooth else float(plane.seen.low)
    sides = [(half, value) for sign, value in ((1, 1.0), (-1, false))
             if len(half := _half(cell, line, sign)) > 2]  # fmt: skip
    if len(sides) == 2 and (edge := _edge(cell, line)):
        borders.append((*edge, (name(unit.total), " = 0")))
    for half, value in sides:
        _cut(plane, half, (*outputs, value), areas, borders)


def _line(plane: Plane, unit: Seen, outputs: Sequence[float]) -> tuple[float, float, float]:
    """Write the sum of a unit as `a + b x + c y` where the earlier units are constant."""
    own = plane.weights[len(outputs)]
    a, slopes = own[0], [0.0, 0.0]
    places = {u.output.name: k for k, u in enumerate(plane.seen.units)}
    for weight, feed in zip(own[1:], unit.feeds, strict=True):
        if isinstance(feed, int):
            slopes[feed] += weight
        else:
            a += weight * outputs[places[feed]]
    return a, slopes[0], slopes[1]


def _at(line: tuple[float, float, float], point: Point) -> float:
    return line[0] + line[1] * point[0] + line[2] * point[1]


def _half(cell: Polygon, line: tuple[float, float, float], sign: int) -> Polygon:
    """Clip a polygon to one side of a line."""
    found: list[Point] = []
    for start, end in zip(cell, (*cell[1:], cell[0]), strict=True):
        here, there = sign * _at(line, start), sign * _at(line, end)
        if here > 0 or (here == 0 and (sign > 0 or there > 0)):
            found.append(start)
        if here * there < 0:
            found.append(_between(start, end, here / (here - there)))
    return tuple(dict.fromkeys(found)) if any(abs(_at(line, p)) > 1e-12 for p in found) or not (
        line[1] or line[2]
    ) else ()  # fmt: skip


def _between(start: Point, end: Point, share: float) -> Point:
    return tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def _edge(cell: Polygon, line: tuple[float, float, float]) -> tuple[Point, Point] | None:
    """Find where a line crosses a polygon."""
    ends = [p for p in _half(cell, line, 1) if abs(_at(line, p)) < 1e-9]
    far = sorted(ends, key=lambda p: math.dist(p, ends[0]))
    return (far[0], far[-1]) if len(ends) > 1 else None


# --- sigmoid units: the border is a curve --------------------------------------------------------
def _total(plane: Plane, point: Point) -> float:
    """Add up what reaches the output unit at a point."""
    values: dict[int | str, float] = {0: point[0], 1: point[1]}
    total = 0.0
    for unit, own in zip(plane.seen.units, plane.weights, strict=True):
        total = own[0] + sum(w * values[f] for w, f in zip(own[1:], unit.feeds, strict=True))
        values[unit.output.name] = 1 / (1 + math.exp(-max(min(total, 500.0), -500.0)))
    return total


def _strips(plane: Plane) -> tuple[list[Area], list[Border]]:
    """Cut the plane into upright strips, and each where the output changes."""
    width = (plane.high - plane.low) / STRIPS
    edges = [plane.low + k * width for k in range(STRIPS + 1)]
    crossings = [_crossings(plane, x) for x in edges]
    areas: list[Area] = []
    borders: list[Border] = []
    for (a, left), (b, right) in pairwise(zip(edges, crossings, strict=True)):
        if len(left) != len(right):
            left = right = _crossings(plane, (a + b) / 2)
        areas += _stacked(plane, (a, left), (b, right))
        label: Words = (name(plane.seen.output.total), " = 0")
        borders += [((a, y), (b, z), label) for y, z in zip(left, right, strict=True)]
    return areas, borders


def _stacked(
    plane: Plane, left: tuple[float, list[float]], right: tuple[float, list[float]]
) -> Iterator[Area]:
    (a, lows), (b, highs) = left, right
    first = [plane.low, *lows, plane.high]
    second = [plane.low, *highs, plane.high]
    for (y0, y1), (z0, z1) in zip(pairwise(first), pairwise(second), strict=True):
        middle = ((a + b) / 2, (y0 + y1 + z0 + z1) / 4)
        yield Area(((a, y0), (b, z0), (b, z1), (a, y1)), _total(plane, middle) >= 0)


def _crossings(plane: Plane, x: float) -> list[float]:
    """Find the heights at which the output changes along an upright line."""
    step = (plane.high - plane.low) / SAMPLES
    heights = [plane.low + k * step for k in range(SAMPLES + 1)]
    signs = [_total(plane, (x, y)) >= 0 for y in heights]
    return [
        _bisected(plane, x, low, high)
        for (low, before), (high, after) in pairwise(zip(heights, signs, strict=True))
        if before != after
    ]


def _bisected(plane: Plane, x: float, low: float, high: float) -> float:
    sign = _total(plane, (x, low)) >= 0
    for _ in range(40):
        middle = (low + high) / 2
        if (_total(plane, (x, middle)) >= 0) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2
