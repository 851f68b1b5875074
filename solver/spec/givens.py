"""The givens: values, or shapes with facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from solver.algebra.shapes import Shape
from solver.errors import Mark
from solver.spec.datafile import KINDS, read_data
from solver.spec.facts import ONE_HOT, Bound, Facts, violation
from solver.spec.fields import Field, Flag, ListOf, MapOf, Marked, Schema, Text
from solver.spec.model import GivenSpec
from solver.spec.names import GRADIENT, NAME, fresh_name, is_gradient
from solver.spec.nodes import Leaf, Node, Table
from solver.spec.numbers import Number
from solver.spec.reading import Reading, Refused, refused
from solver.spec.records import Record, closed
from solver.spec.sizes import ShapeField
from solver.spec.values import ValueField, shaped

_VALUE = ValueField(what="a number, a list, or `{shape: [m, n]}`")


class _OneHot(Field["Shape | bool"]):
    """True, or the shape of what is one-hot."""

    def take(self, node: Node, reading: Reading) -> Shape | bool:
        if isinstance(node, Leaf) and node.text.lower() in ("true", "false"):
            return Flag().take(node, reading)
        return ShapeField().take(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [Flag().schema(), ShapeField().schema()]}


class _One(Number):
    """The number 1."""

    def take(self, node: Node, reading: Reading) -> Any:
        value = Number.take(self, node, reading)
        if value != 1:
            raise refused(node.mark, "entries can be known to add up to 1 only")
        return value

    def schema(self) -> Schema:
        return {"const": 1}


FACTS: dict[str, Field[Any]] = {
    "shape": ShapeField(about="the shape, as `[m, n]`; `[k]` is a column"),
    "value": ValueField(about="a number, a column, or a nested list"),
    "one_hot": _OneHot(about="true, or a shape: one entry is 1, all others 0"),
    "sums_to": _One(about="the entries add up to 1"),
    "integer": Bound(domain="integer", about="any, or a bound such as `>= 1`"),
    "real": Bound(domain="real", about="any, or a sign such as `> 0`"),
    "step": Text(
        what="PART.STEP, a step of an earlier part",
        pattern=r"\w+\.\S+",
        about="a step of an earlier part, as `a.Y`",
    ),
    "file": Marked(
        field=Text(what="the path of a data file"),
        about=f"a data file beside this one: {KINDS}",
    ),
    "variable": Text(about="which variable of a .mat or .npz file"),
    "columns": ListOf(item=Text(what="a column"), about="which columns of a .csv file, by name"),
}
_OF_A_FILE = {"file", "variable", "columns"}


class GivenField(Field[GivenSpec]):
    """A number or nested list, or a mapping of facts; the name is filled in by `Givens`."""

    def take(self, node: Node, reading: Reading) -> GivenSpec:
        if isinstance(node, Table):
            return _known(node, reading)
        shape, value = _VALUE.take(node, reading)
        return GivenSpec("", node.mark, shape, value)

    def schema(self) -> Schema:
        return {"anyOf": [ValueField().schema(), closed(FACTS)]}


def _known(node: Table, reading: Reading) -> GivenSpec:
    found = Record(fields=FACTS).take(node, reading)
    if len(found) < len(node.pairs):
        raise Refused
    if "step" in found:
        return _stands_for(node, found)
    if not _OF_A_FILE.isdisjoint(found):
        return _from_file(node, found)
    shape, value = _form(node, found)
    facts = _facts(found)
    _check(node, value, facts)
    return GivenSpec("", node.mark, shape, value, facts)


def _stands_for(node: Table, found: dict[str, Any]) -> GivenSpec:
    if len(found) > 1:
        raise refused(node.mark, "what stands for a step has that step's shape and value")
    return GivenSpec("", node.mark, step=found["step"])


def _from_file(node: Table, found: dict[str, Any]) -> GivenSpec:
    if "file" not in found:
        key = next(key for key in found if key in _OF_A_FILE)
        raise refused(node.mark, f"`{key}` says what is read of a file", "add `file: data.csv`")
    if not _OF_A_FILE.issuperset(found):
        raise refused(node.mark, "what is read from a file has the shape and value found there")
    path, mark = found["file"]
    value = read_data(path, mark, found.get("variable", ""), found.get("columns", ()))
    shape, value = shaped(value)
    return GivenSpec("", node.mark, shape, value, file=path)


def _form(node: Table, found: dict[str, Any]) -> tuple[Shape, Any]:
    """Find the shape, which must be said once; numbers alone are scalars."""
    one_hot = found.get("one_hot")
    forms: list[tuple[Shape, Any]] = [(found["shape"], None)] if "shape" in found else []
    forms += [(one_hot, None)] if isinstance(one_hot, tuple) else []
    forms += [found["value"]] if "value" in found else []
    if len(forms) > 1:
        raise refused(node.mark, "the shape is said twice", "`value` and `one_hot` have one too")
    if forms:
        return forms[0]
    if "integer" in found or "real" in found:
        return (), None
    raise refused(node.mark, "the shape is missing", "add `shape: [m, n]`, or `value:`")


def _facts(found: dict[str, Any]) -> Facts:
    facts: Facts = found.get("integer", frozenset()) | found.get("real", frozenset())
    if "sums_to" in found:
        facts |= {"sums_to_1"}
    # `is not False` and not truth: the shape of a scalar is an empty tuple.
    return facts | ONE_HOT if found.get("one_hot", False) is not False else facts


def _check(node: Table, value: Any, facts: Facts) -> None:
    message = violation(value, facts) if value is not None else ""
    if message:
        where = node.get("value") or node
        raise refused(where.mark, message)


GIVEN = GivenField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Givens(MapOf[GivenSpec]):
    """The givens by name; a local derivative such as `dz2/dz1` may be given too."""

    value: Field[GivenSpec] = GIVEN
    what: str = "a mapping of `name: value`"

    def key(self, key: Leaf, reading: Reading) -> str:
        return key.text if is_gradient(key.text) else fresh_name(key, reading.reserved)

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((name, mark) for name, mark, _ in value)

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^(?:{NAME}|{GRADIENT})$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


def named(entries: tuple[tuple[str, Mark, GivenSpec], ...]) -> tuple[GivenSpec, ...]:
    """Write the names into the givens."""
    return tuple(replace(given, name=name, mark=mark) for name, mark, given in entries)
