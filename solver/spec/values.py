"""Given values: a number, a column, a matrix, or nested lists of any depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from solver.algebra.shapes import Shape, show
from solver.spec.fields import Field, Schema
from solver.spec.nodes import Broken, Items, Node, describe
from solver.spec.numbers import PATTERN, read_number
from solver.spec.reading import Reading, Refused
from solver.spec.sizes import normal

Value = Any  # Fraction, or nested tuples of them
Shaped = tuple[Shape, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueField(Field[Shaped]):
    """A number or nested list, read exactly; a flat list is a column."""

    what: str = "a number or a list"

    def take(self, node: Node, reading: Reading) -> Shaped:
        found = _read(node, self.what, reading)
        if found is None:
            raise Refused
        shape, value = _column(*found)
        return normal(shape), value[0][0] if shape == (1, 1) else value

    def schema(self) -> Schema:
        number = {"type": ["number", "string"], "pattern": PATTERN}
        nested: Schema = number
        for _ in range(4):  # deeper values are read too; a schema must end somewhere
            nested = {"anyOf": [number, {"type": "array", "minItems": 1, "items": nested}]}
        return nested


def shaped(value: Value) -> Shaped:
    """Give nested tuples of numbers their shape, as if they were written: a list is a column."""
    shape: Shape = ()
    inner = value
    while isinstance(inner, tuple):
        shape, inner = (*shape, len(inner)), inner[0]
    shape, value = _column(shape, value)
    return normal(shape), value[0][0] if shape == (1, 1) else value


def _column(shape: Shape, value: Value) -> Shaped:
    if len(shape) != 1:
        return shape, value
    return (*shape, 1), tuple((entry,) for entry in value)


def _read(node: Node, what: str, reading: Reading) -> Shaped | None:
    if isinstance(node, Items):
        return _read_list(node, reading)
    number = None if isinstance(node, Broken) else reading.attempt(read_number, node, what)
    return None if number is None else ((), number)


def _read_list(node: Items, reading: Reading) -> Shaped | None:
    if not node.items:
        reading.complain(node.mark, "expected a number or a list, found an empty list")
    rows = [_read(part, "a number", reading) for part in node.items]
    read = [row for row in rows if row is not None]
    return _stack(node.items, read, reading) if read and len(read) == len(rows) else None


def _stack(nodes: Sequence[Node], rows: Sequence[Shaped], reading: Reading) -> Shaped | None:
    first = rows[0][0]
    misfits = [i for i, (shape, _) in enumerate(rows) if shape != first]
    for i in misfits:
        reading.complain(nodes[i].mark, _misfit(i, nodes, rows[i][0], first))
    return None if misfits else ((len(rows), *first), tuple(value for _, value in rows))


def _misfit(i: int, nodes: Sequence[Node], shape: Shape, first: Shape) -> str:
    if not shape or not first:
        return f"entry {i + 1} is {_form(nodes[i])}, entry 1 is {_form(nodes[0])}"
    if len(shape) == len(first) == 1:
        entries = "entry" if shape[0] == 1 else "entries"
        return f"row {i + 1} has {shape[0]} {entries}, row 1 has {first[0]}"
    return f"block {i + 1} is {show(shape)}, block 1 is {show(first)}"


def _form(node: Node) -> str:
    return describe(node) if isinstance(node, Items) else "a number"
