"""Mappings with known keys, each key with a field of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from solver.spec.fields import Field, Schema, expected
from solver.spec.nodes import Node, Table
from solver.spec.reading import Reading, nearest, short

FieldMap = Mapping[str, Field[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Field[dict[str, Any]]):
    """A mapping with known keys; gives those that are there and could be read."""

    fields: FieldMap
    what: str = "a mapping"

    def take(self, node: Node, reading: Reading) -> dict[str, Any]:
        if not isinstance(node, Table):
            raise expected(f"{self.what} with {', '.join(self.fields)}", node)
        refuse_unknown(node, self.fields, reading)
        return read_fields(node, self.fields, reading)

    def schema(self) -> Schema:
        return closed(self.fields)


def read_fields(table: Table, fields: FieldMap, reading: Reading) -> dict[str, Any]:
    """Read the known keys of a mapping, and complain of required ones that are missing."""
    for key, field in fields.items():
        if field.required and table.get(key) is None:
            reading.complain(table.mark, f"the key `{key}` is missing", field.about)
    known = ((key.text, node) for key, node in table.pairs if key.text in fields)
    found = ((key, fields[key].read(node, reading)) for key, node in known)
    return {key: value for key, value in found if value is not None}


def refuse_unknown(table: Table, known: Collection[str], reading: Reading) -> None:
    """Complain of keys that mean nothing here, with the nearest that does."""
    for key, _ in table.pairs:
        if key.text not in known:
            hint = nearest(key.text, known)
            reading.complain(key.mark, f"unknown key {short(key.text)}", hint)


def closed(fields: FieldMap) -> Schema:
    """Describe a mapping that has these keys and no others."""
    required = [key for key, field in fields.items() if field.required]
    return {
        "type": "object",
        "properties": {key: described(field) for key, field in fields.items()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def described(field: Field[Any]) -> Schema:
    """Give the schema of a field with its explanation."""
    return field.schema() | ({"description": field.about} if field.about else {})
