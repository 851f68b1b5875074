"""How plots of steps against a parameter are written: a field for any kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.errors import Mark
from solver.modelling.places import LISTED, PLACES, Places, places_in
from solver.spec.fields import Field, ListOf, Schema, Text, expected, text_of
from solver.spec.names import NAME, NAME_FIELD
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.reading import Reading, Refused, refused
from solver.spec.records import FieldMap, Record, closed
from solver.text.markdown import MENTION


# --- the field -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Drawn:
    """A step that is drawn, at places of its own or, without them, at those of the plot.

    With `at`, its own values are drawn as points above those of that step, entry by entry.
    """

    name: str
    mark: Mark
    places: Places | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class PlotSpec:
    """Steps against a parameter `over`; `log` names the axes that are logarithmic."""

    over: str
    mark: Mark
    places: Places
    drawn: tuple[Drawn, ...]
    log: str = ""
    caption: str = ""


class _Drawn(Field[Drawn]):
    """The name of a step, or `{name: …}` for one that is drawn at places of its own.

    These are listed values of the parameter, or those of another step.
    """

    def take(self, node: Node, reading: Reading) -> Drawn:
        if not isinstance(node, Table):
            return Drawn(NAME_FIELD.take(node, reading), node.mark)
        if len(node.pairs) != 1:
            raise expected("a step, or one `step: [values]`", node)
        key, value = node.pairs[0]
        if isinstance(value, Leaf):
            where = NAME_FIELD.take(value, reading)
            return Drawn(NAME_FIELD.take(key, reading), key.mark, at=where)
        return Drawn(NAME_FIELD.take(key, reading), key.mark, Places(LISTED.take(value, reading)))

    def schema(self) -> Schema:
        own = {"type": "object", "minProperties": 1, "maxProperties": 1}
        places = {"anyOf": [LISTED.schema(), NAME_FIELD.schema()]}
        return {"anyOf": [NAME_FIELD.schema(), own | {"additionalProperties": places}]}


class _Log(Field[str]):
    """Which axes are logarithmic: `x`, `y`, `both`; `true` stands for `y`."""

    def take(self, node: Node, reading: Reading) -> str:
        words = {"true": "y", "false": "", "x": "x", "y": "y", "both": "xy"}
        leaf = text_of(node, "x, y, both, true or false")
        if leaf.text.lower() not in words:
            raise expected("x, y, both, true or false", node)
        return words[leaf.text.lower()]

    def schema(self) -> Schema:
        return {"enum": [True, False, "x", "y", "both"]}


class _Caption(Text):
    """A line below a figure."""

    def take(self, node: Node, reading: Reading) -> str:
        found = Text.take(self, node, reading)
        if MENTION.search(found):
            hint = "mention it in the text of the question, or in `note:`"
            raise refused(node.mark, "a caption cannot mention values", hint)
        return found


FIELDS: FieldMap = {
    "over": Text(what="a name", pattern=NAME, required=True, about="the parameter"),
    **PLACES,
    "steps": ListOf(item=_Drawn(), required=True, about="the steps that are drawn"),
    "log": _Log(about="logarithmic axes: x, y or both"),
    "caption": _Caption(markdown=True, about="a line below the figure"),
}


class PlotField(Field[PlotSpec]):
    """`{over: x, range: [a, b], steps: [f, g]}`."""

    def take(self, node: Node, reading: Reading) -> PlotSpec:
        found = Record(fields=FIELDS).take(node, reading)
        if not isinstance(node, Table) or len(found) < len(node.pairs) or _lacks(found):
            raise Refused
        places = places_in(found, node.mark, whole=False)
        if not found["steps"]:
            raise nothing(_under(node, "steps"))
        log = found.get("log", "")
        if "x" in log and places.numbers()[0] <= 0:
            raise refused(node.mark, "a logarithmic axis has positive numbers only")
        over = _under(node, "over")
        return PlotSpec(
            found["over"], over.mark, places, found["steps"], log, found.get("caption", "")
        )

    def schema(self) -> Schema:
        return closed(FIELDS)


def nothing(node: Node) -> Refused:
    """Complain of a list of steps that is empty, but not if that is all that could be read."""
    unread = isinstance(node, Items) and node.items
    return Refused() if unread else expected("at least one step", node)


def _lacks(found: Mapping[str, Any]) -> bool:
    return not {"over", "steps"} <= found.keys()


def _under(node: Table, key: str) -> Node:
    return next(value for leaf, value in node.pairs if leaf.text == key)


PLOTS: ListOf[PlotSpec] = ListOf(item=PlotField(), about="steps drawn against a parameter")
