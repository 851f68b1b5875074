"""What a problem of formulas says beside its givens: steps, unknowns, tables and plots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.errors import Mark
from solver.modelling.places import PLACES, Places, places_in
from solver.modelling.plotting import PLOTS, nothing
from solver.spec.fields import FORMULA, Choice, Field, ListOf, Schema, Text
from solver.spec.model import Formula
from solver.spec.names import NAME, PLACED_NAME, NameMap, NewName
from solver.spec.nodes import Items, Node, Table
from solver.spec.reading import Reading, Refused, refused
from solver.spec.records import FieldMap, Record, closed
from solver.text.markdown import MENTION


# --- steps ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Reasoned:
    """A formula, and why it is so in the author's words, if there are any."""

    formula: Formula
    why: str = ""


_REASONED: FieldMap = {
    "formula": type(FORMULA)(required=True, about="what is computed"),
    "why": Text(markdown=True, required=True, about="why it is so, half a sentence"),
}


class StepField(Field[Reasoned]):
    """A formula, or `{formula: …, why: …}`."""

    def take(self, node: Node, reading: Reading) -> Reasoned:
        if not isinstance(node, Table):
            return Reasoned(FORMULA.take(node, reading))
        found = Record(fields=_REASONED).take(node, reading)
        if len(found) < len(_REASONED):
            raise Refused
        if MENTION.search(found["why"]):
            where = next(value for key, value in node.pairs if key.text == "why")
            raise refused(where.mark, "a reason cannot mention values", "write the name: `$x$`")
        return Reasoned(found["formula"], found["why"].strip().rstrip("."))

    def schema(self) -> Schema:
        return {"anyOf": [FORMULA.schema(), closed(_REASONED)]}


class Steps(NameMap[Reasoned]):
    """Steps in order, `name: formula` each, or with a reason."""


# --- unknowns ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is solved for: where a condition holds, `integer` 'smallest', 'largest' or ''."""

    name: str
    mark: Mark
    where: Formula
    integer: str = ""


_UNKNOWN: FieldMap = {
    "for": NewName(required=True, about="the unknown"),
    "where": type(FORMULA)(required=True, about="a condition: `==`, `<`, `<=`, `>` or `>=`"),
    "integer": Choice(words=("smallest", "largest"), about="which whole number is wanted"),
}


class UnknownField(Field[Unknown]):
    """`{for: N, where: 2**N >= M, integer: smallest}`."""

    def take(self, node: Node, reading: Reading) -> Unknown:
        found = Record(fields=_UNKNOWN).take(node, reading)
        if not isinstance(node, Table) or len(found) < len(node.pairs) or not _whole(found):
            raise Refused
        mark = next(value.mark for key, value in node.pairs if key.text == "for")
        return Unknown(found["for"], mark, found["where"], found.get("integer", ""))

    def schema(self) -> Schema:
        return closed(_UNKNOWN)


def _whole(found: Mapping[str, Any]) -> bool:
    return "for" in found and "where" in found


class Unknowns(Field[tuple[Unknown, ...]]):
    """One unknown, or a list of them."""

    def take(self, node: Node, reading: Reading) -> tuple[Unknown, ...]:
        if isinstance(node, Items):
            return ListOf(item=UnknownField()).take(node, reading)
        return (UnknownField().take(node, reading),)

    def schema(self) -> Schema:
        return {"anyOf": [UnknownField().schema(), ListOf(item=UnknownField()).schema()]}

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((unknown.name, unknown.mark) for unknown in value)


# --- tables --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class TableSpec:
    """Steps side by side for values of a parameter."""

    over: str
    mark: Mark
    places: Places
    steps: tuple[tuple[str, Mark], ...]


_TABLE: FieldMap = {
    "over": Text(what="a name", pattern=NAME, required=True, about="the parameter"),
    "range": PLACES["range"],
    "at": PLACES["at"],
    "steps": ListOf(item=PLACED_NAME, required=True, about="the steps, a column each"),
}


class TableField(Field[TableSpec]):
    """`{over: n, range: [1, 6], steps: [f, g]}`."""

    def take(self, node: Node, reading: Reading) -> TableSpec:
        found = Record(fields=_TABLE).take(node, reading)
        complete = {"over", "steps"} <= found.keys()
        if not isinstance(node, Table) or len(found) < len(node.pairs) or not complete:
            raise Refused
        if not found["steps"]:
            raise nothing(node.get("steps") or node)
        places = places_in(found, node.mark, whole=True)
        mark = next(value.mark for key, value in node.pairs if key.text == "over")
        return TableSpec(found["over"], mark, places, found["steps"])

    def schema(self) -> Schema:
        return closed(_TABLE)


FIELDS: Mapping[str, Field[Any]] = {
    "steps": Steps(value=StepField(), about="formulas in order, one a line"),
    "solve": Unknowns(about="what is solved for, and where"),
    "tables": ListOf(item=TableField(), about="steps for values of a parameter, side by side"),
    "plots": PLOTS,
}
