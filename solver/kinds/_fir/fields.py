"""What the problem file says of signals: values from a place on, cases, formulas in n."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.errors import Mark
from solver.spec.fields import Field, Schema, expected, text_of
from solver.spec.model import Formula
from solver.spec.names import NAME, NAME_FIELD, NameMap
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.numbers import PATTERN, read_number
from solver.spec.reading import Reading, Refused, refused
from solver.spec.records import Record, closed

FARTHEST, LONGEST = 1000, 200  # places, and values listed
_FOR = re.compile(r"(?P<value>.+?)\s+for\s+(?P<when>.+)", re.DOTALL)
_CONVOLVED = re.compile(rf"\s*({NAME})\s*\*\s*({NAME})\s*")
_NUMBER: Schema = {"type": ["number", "string"], "pattern": PATTERN}


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a signal from `start` on: numbers, or the name of a given that holds them."""

    start: int
    numbers: tuple[Fraction, ...] = ()
    given: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A value, and the condition on n under which it is the signal's."""

    value: Formula
    when: Formula


@dataclass(frozen=True, slots=True)
class Cases:
    """A signal by cases, 0 elsewhere."""

    cases: tuple[Case, ...]
    mark: Mark


Signal = Values | Cases | Formula


class _Place(Field[int]):
    """A place: a whole number near 0."""

    def take(self, node: Node, reading: Reading) -> int:
        value = read_number(node, "a whole number")
        if value.denominator != 1 or abs(value) > FARTHEST:
            raise expected(f"a whole number from -{FARTHEST} to {FARTHEST}", node)
        return int(value)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": -FARTHEST, "maximum": FARTHEST}


class _Listed(Field["tuple[Fraction, ...] | str"]):
    """A list of numbers, or the name of a given that is one."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, ...] | str:
        if isinstance(node, Leaf):
            return NAME_FIELD.take(node, reading)
        if not isinstance(node, Items) or not 1 <= len(node.items) <= LONGEST:
            raise expected(f"a list of 1 to {LONGEST} numbers, or the name of a given", node)
        return tuple(read_number(item) for item in node.items)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": _NUMBER}]}


_VALUES = {
    "from": _Place(about="the n of the first value; 0 if absent"),
    "values": _Listed(required=True, about="the values, or the name of a given that has them"),
}


class SignalField(Field[Signal]):
    """A formula in n; `value for condition`, or a list of these; values, or values from a place."""

    def take(self, node: Node, reading: Reading) -> Signal:
        if isinstance(node, Table):
            return _from_place(node, reading)
        if not isinstance(node, Items):
            return _formula(text_of(node, "a signal"))
        if node.items and not any(_is_case(item) for item in node.items):
            found = _Listed().take(node, reading)
            assert isinstance(found, tuple)
            return Values(0, found, mark=node.mark)
        cases = [_case(text_of(item, "a number, or `value for condition`")) for item in node.items]
        if not cases:
            raise expected("a signal", node, "list its values, or its cases")
        return Cases(tuple(cases), node.mark)

    def schema(self) -> Schema:
        entries: Schema = {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 1}
        return {"anyOf": [{"type": ["string", "number"]}, entries, closed(_VALUES)]}


def _from_place(node: Table, reading: Reading) -> Values:
    found = Record(fields=_VALUES, what="a signal by its values").take(node, reading)
    values: Any = found.get("values")
    if values is None:
        raise Refused  # which the record has complained about
    start = found.get("from", 0)
    if isinstance(values, str):
        return Values(start, (), values, node.mark)
    return Values(start, values, mark=node.mark)


def _is_case(node: Node) -> bool:
    return isinstance(node, Leaf) and _FOR.fullmatch(node.text) is not None


def _formula(leaf: Leaf) -> Signal:
    if _FOR.fullmatch(leaf.text):
        return Cases((_case(leaf),), leaf.mark)
    return Formula(leaf.text, leaf.mark)


def _case(leaf: Leaf) -> Case:
    found = _FOR.fullmatch(leaf.text)
    if not found:
        raise expected("`value for condition`", leaf, "such as `1 for 0 <= n < L`")
    return Case(
        *(Formula(found[key], leaf.mark.right(found.start(key))) for key in ("value", "when"))
    )


SIGNAL = SignalField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals(NameMap[Signal]):
    """The signals by name, in order: later ones may use earlier ones, as in `x(n - 5)`."""

    value: Field[Signal] = SIGNAL
    what: str = "a mapping of `name: signal`"


@dataclass(frozen=True, slots=True)
class Convolution:
    """The names of two signals that are convolved."""

    first: str
    second: str
    mark: Mark


class _Convolved(Field[Convolution]):
    """Two names with a `*` between them."""

    def take(self, node: Node, reading: Reading) -> Convolution:
        leaf = text_of(node, "two signals, as `x * h`")
        found = _CONVOLVED.fullmatch(leaf.text)
        if not found:
            raise expected("two signals, as `x * h`", leaf, "give a sum or a shift its own name")
        return Convolution(found[1], found[2], leaf.mark)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": rf"^\s*{NAME}\s*\*\s*{NAME}\s*$"}


_CONVOLVED_FIELD = _Convolved()


@dataclass(frozen=True, slots=True, kw_only=True)
class Convolutions(NameMap[Convolution]):
    """The results by name."""

    value: Field[Convolution] = _CONVOLVED_FIELD
    what: str = "a mapping of `y: x * h`"


class Range(Field[tuple[int, int]]):
    """The first and the last of some places."""

    def take(self, node: Node, reading: Reading) -> tuple[int, int]:
        if not isinstance(node, Items) or len(node.items) != 2:
            raise expected("the first and the last n, as `[-6, 12]`", node)
        first, last = (_Place().take(item, reading) for item in node.items)
        if first > last:
            raise refused(
                node.mark,
                f"the range runs backwards, from {first} to {last}",
                f"write `[{last}, {first}]`",
            )
        if last - first >= LONGEST:
            what = f"the range has {last - first + 1} places: at most {LONGEST} are listed"
            raise refused(node.mark, what)
        return first, last

    def schema(self) -> Schema:
        place = _Place().schema()
        return {"type": "array", "items": place, "minItems": 2, "maxItems": 2}
