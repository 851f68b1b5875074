"""Givens computed from others: `let: {n: 2*k + 1}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.errors import Mark
from solver.spec.fields import FORMULA, Entry, Field, MapOf, Schema
from solver.spec.model import Formula, Let
from solver.spec.names import NAME, fresh_name
from solver.spec.nodes import Leaf
from solver.spec.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Lets(MapOf[Formula]):
    """Formulas over givens and earlier ones of these."""

    value: Field[Formula] = FORMULA
    what: str = "a mapping of `name: formula`"

    def key(self, key: Leaf, reading: Reading) -> str:
        return fresh_name(key, reading.reserved)

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((name, mark) for name, mark, _ in value)

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^{NAME}$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


def lets(entries: tuple[Entry[Formula], ...]) -> tuple[Let, ...]:
    """Write the names into what is computed."""
    return tuple(Let(name, formula, mark) for name, mark, formula in entries)
