"""How givens vary from student to student: ranges, choices, shuffles and signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from solver.algebra.shapes import show
from solver.errors import Mark
from solver.spec.fields import Field, Flag, ListOf, MapOf, Schema, expected
from solver.spec.model import Choice, GivenSpec, Law, Range, Shuffle, Signs, Spec, Varied
from solver.spec.names import NAME, identifier
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.numbers import Number
from solver.spec.reading import Reading, Refused, nearest, refused
from solver.spec.records import FieldMap, Record, closed
from solver.spec.values import Shaped, ValueField

MOST = 2**32  # values that an entry can have


class _Ends(Field[tuple[Fraction, Fraction]]):
    """Two numbers, the smaller first."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, Fraction]:
        ends = ListOf(item=Number()).take(node, reading)
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise expected("two numbers, the smaller first", node, "write `[-3, 3]`")
        return ends[0], ends[1]

    def schema(self) -> Schema:
        return ListOf(item=Number()).schema() | {"minItems": 2, "maxItems": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values(Field[tuple[Shaped, ...]]):
    """Numbers, or values of the given's shape."""

    def take(self, node: Node, reading: Reading) -> tuple[Shaped, ...]:
        if not isinstance(node, Items) or len(node.items) < 2:
            raise expected("a list of at least two values", node)
        found = tuple(ValueField().read(item, reading) for item in node.items)
        if None in found:
            raise Refused
        return found  # type: ignore[return-value]

    def schema(self) -> Schema:
        return {"type": "array", "minItems": 2, "items": ValueField().schema()}


LAWS: FieldMap = {
    "integers": _Ends(about="whole numbers between these ends, both included"),
    "decimals": _Ends(about="numbers between these ends, both included, on a grid"),
    "step": Number(about="the grid of decimals"),
    "choose": _Values(about="one of these for every entry, or one of these values"),
    "shuffle": Flag(about="the given's own entries in another order"),
    "signs": Flag(about="the given's own entries with other signs"),
}


def _integers(node: Table, found: dict[str, Any]) -> Law:
    low, high = found["integers"]
    if low.denominator != 1 or high.denominator != 1:
        raise refused(node.mark, "integers lie between whole numbers", "use `decimals` and `step`")
    return _range(node, low, high, Fraction(1))


def _decimals(node: Table, found: dict[str, Any]) -> Law:
    low, high = found["decimals"]
    step = found.get("step")
    if step is None or step <= 0 or (high - low) % step:
        hint = "`{decimals: [0, 1], step: 0.05}`"
        raise refused(node.mark, "a grid needs a step that leads from one end to the other", hint)
    return _range(node, low, high, step)


def _range(node: Table, low: Fraction, high: Fraction, step: Fraction) -> Range:
    count = int((high - low) / step) + 1
    if count > MOST:
        raise refused(node.mark, f"{count} values are too many: at most {MOST}")
    return Range(low, step, count)


def _choose(node: Table, found: dict[str, Any]) -> Law:
    shapes = {shape for shape, _ in found["choose"]}
    values = tuple(value for _, value in found["choose"])
    if len(shapes) > 1:
        raise refused(node.mark, "the values to choose from have different shapes")
    if len(set(values)) < len(values):
        raise refused(node.mark, "a value to choose from is written twice")
    return Choice(values, shapes.pop())


_READ: dict[str, Callable[[Table, dict[str, Any]], Law]] = {
    "integers": _integers,
    "decimals": _decimals,
    "choose": _choose,
    "shuffle": lambda node, found: Shuffle(),
    "signs": lambda node, found: Signs(),
}


class LawField(Field[Law]):
    """One way to vary."""

    def take(self, node: Node, reading: Reading) -> Law:
        found = Record(fields=LAWS, what="one way to vary").take(node, reading)
        assert isinstance(node, Table)
        if len(found) < len(node.pairs):
            raise Refused
        ways = [word for word in _READ if found.get(word)]
        if len(ways) != 1 or ("step" in found and "decimals" not in found):
            raise refused(node.mark, f"expected one of {', '.join(_READ)}")
        return _READ[ways[0]](node, found)

    def schema(self) -> Schema:
        return closed(LAWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary(MapOf[Law]):
    """What varies, by the names of givens."""

    value: Field[Law] = field(default_factory=LawField)
    what: str = "a mapping of `given: how it varies`"

    def key(self, key: Leaf, reading: Reading) -> str:
        return identifier(key)

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^{NAME}$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


def varied(entries: tuple[tuple[str, Mark, Law], ...]) -> tuple[Varied, ...]:
    """Write the names into what varies."""
    return tuple(Varied(name, mark, law) for name, mark, law in entries)


def check_varied(spec: Spec, reading: Reading) -> None:
    """Complain of what cannot vary: no given, one without a value, choices of another shape."""
    givens = {given.name: given for given in spec.given}
    for each in spec.vary:
        given = givens.get(each.name)
        if given is None:
            hint = nearest(each.name, givens)
            reading.complain(each.mark, f"`{each.name}` varies, but is not given", hint)
        elif given.step:
            reading.complain(each.mark, f"`{each.name}` is the result of a part: it cannot vary")
        elif given.value is None:
            hint = f"give `{each.name}` a value, as an example"
            reading.complain(each.mark, f"`{each.name}` varies, but has no value", hint)
        else:
            _check_law(each, given, reading)


def _check_law(each: Varied, given: GivenSpec, reading: Reading) -> None:
    law = each.law
    if isinstance(law, Choice) and law.shape and law.shape != given.shape:
        message = (
            f"the values of `{each.name}` are {show(law.shape)}, the given {show(given.shape)}"
        )
        reading.complain(each.mark, message)
    if isinstance(law, Shuffle) and not given.shape:
        reading.complain(each.mark, f"`{each.name}` is one number: there is nothing to shuffle")
