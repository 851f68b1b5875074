"""Functions of the variable that a statement draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.errors import Mark
from solver.spec.fields import Field, ListOf, Schema, expected
from solver.spec.model import Formula
from solver.spec.names import Equations
from solver.spec.nodes import Node
from solver.spec.numbers import Number
from solver.spec.reading import Reading, Refused
from solver.spec.records import Record


@dataclass(frozen=True, slots=True)
class PlotSpec:
    """Functions of the variable, drawn over a range."""

    low: Fraction
    high: Fraction
    functions: tuple[tuple[str, Mark, Formula], ...]


class PlotField(Field[PlotSpec]):
    """Functions over a range, for the statement."""

    def take(self, node: Node, reading: Reading) -> PlotSpec:
        found = Record(fields=_PLOT, what="a mapping").take(node, reading)
        if len(found) < len(_PLOT):
            raise Refused
        low, high = found["range"]
        return PlotSpec(low, high, found["functions"])

    def schema(self) -> Schema:
        return Record(fields=_PLOT).schema()

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((name, mark) for name, mark, _ in value.functions)


class RangeField(Field[tuple[Fraction, Fraction]]):
    """Two numbers, the smaller first."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, Fraction]:
        ends = ListOf(item=Number()).take(node, reading)
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise expected("two numbers, the smaller first", node)
        return ends[0], ends[1]

    def schema(self) -> Schema:
        return ListOf(item=Number()).schema() | {"minItems": 2, "maxItems": 2}


_PLOT: Mapping[str, Field[Any]] = {
    "range": RangeField(required=True, about="from where to where"),
    "functions": Equations(required=True, about="what is drawn, by name"),
}
