"""An author's own functions, `f(x): formula`, and how names are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from solver.errors import Mark
from solver.spec.fields import FORMULA, Entry, Field, Latex, MapOf, Schema, expected
from solver.spec.model import Formula, FunctionSpec
from solver.spec.names import NAME, fresh_name, identifier
from solver.spec.nodes import Leaf, Node
from solver.spec.reading import Reading, short

_SIGNATURE = re.compile(rf"({NAME})\s*\(\s*({NAME})\s*\)")
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed(MapOf[Formula]):
    """A mapping from signatures to formulas."""

    value: Field[Formula] = FORMULA
    what: str = "a mapping of `f(x): formula`"

    def key(self, key: Leaf, reading: Reading) -> str:
        found = _SIGNATURE.fullmatch(key.text.strip())
        if not found:
            raise expected("a signature such as `f(x)`", key, "a function has one parameter")
        fresh_name(Leaf(found[1], key.mark), reading.reserved)
        identifier(Leaf(found[2], key.mark.right(key.text.rindex(found[2]))))
        return key.text

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^\\s*{_SIGNATURE.pattern}\\s*$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


class Functions(Field[tuple[FunctionSpec, ...]]):
    """Elementwise functions of one variable; `unknown` leaves one open."""

    def take(self, node: Node, reading: Reading) -> tuple[FunctionSpec, ...]:
        return tuple(_function(*entry) for entry in _Signed().take(node, reading))

    def schema(self) -> Schema:
        return _Signed().schema()

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((function.name, function.mark) for function in value)


def _function(signature: str, mark: Mark, body: Formula) -> FunctionSpec:
    name, parameter = re.findall(NAME, signature)
    return FunctionSpec(name, parameter, None if body.text == _UNKNOWN else body, mark)


class Symbols(Field[dict[str, str]]):
    """How names are printed, and how students may write them."""

    def take(self, node: Node, reading: Reading) -> dict[str, str]:
        entries = _SYMBOLS.take(node, reading)
        _refuse_alike(entries, reading)
        return {name: symbol for name, _, symbol in entries}

    def schema(self) -> Schema:
        return _SYMBOLS.schema()


_SYMBOLS = MapOf(value=Latex(), what="a mapping of `name: LaTeX`")


def _refuse_alike(entries: tuple[Entry[str], ...], reading: Reading) -> None:
    first: dict[str, str] = {}
    for name, mark, symbol in entries:
        other = first.setdefault(symbol, name)
        if other != name:
            hint = "nobody could tell them apart"
            reading.complain(mark, f"{short(name)} is printed like {short(other)}", hint)
