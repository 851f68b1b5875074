"""What a descent is described by: the objective, the start, the methods, and a plot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.errors import Mark
from solver.kinds._descent.amounts import AMOUNT, Amount
from solver.kinds._descent.batches import batch_of
from solver.kinds._descent.methods import METHODS
from solver.kinds._descent.plotted import PlotField
from solver.spec.fields import FORMULA, Field, ListOf, MapOf, Schema, expected, text_of
from solver.spec.model import Formula
from solver.spec.names import NAME, Equations, NameMap, fresh_name, identifier
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.numbers import Count
from solver.spec.reading import Reading, Refused, nearest, refused, short
from solver.spec.values import ValueField

MOST_STEPS = 2000
_EQUATION = re.compile(rf"\s*({NAME})\s*=(?!=)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised, and its name."""

    name: str
    mark: Mark
    formula: Formula


class ObjectiveField(Field[Objective]):
    """A formula, called `f`, or one `name: formula`."""

    def take(self, node: Node, reading: Reading) -> Objective:
        if isinstance(node, Table):
            found = Equations().take(node, reading)
            if len(found) != 1 or len(node.pairs) != 1:
                raise expected("one formula, or one `name: formula`", node)
            return Objective(*found[0])
        formula = FORMULA.take(node, reading)
        return Objective("f", formula.mark, formula)

    def schema(self) -> Schema:
        return {"anyOf": [FORMULA.schema(), Equations().schema()]}

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return ((value.name, value.mark),)


class StartField(Field[tuple[str, Mark, Amount]]):
    """The variable, and where it starts."""

    def take(self, node: Node, reading: Reading) -> tuple[str, Mark, Amount]:
        found = _STARTS.take(node, reading)
        if not isinstance(node, Table) or len(node.pairs) != 1:
            hint = "what a method keeps beside it starts under that method"
            raise expected("one `variable: start`", node, hint)
        if not found:
            raise Refused
        return found[0]

    def schema(self) -> Schema:
        return _STARTS.schema() | {"minProperties": 1, "maxProperties": 1}

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return (value[:2],)


_STARTS = NameMap(value=AMOUNT, what="one `variable: start`, as `{x: 0}`")


class EquationField(Field[tuple[str, Mark, Formula]]):
    """One update, `name = formula`."""

    def take(self, node: Node, reading: Reading) -> tuple[str, Mark, Formula]:
        leaf = text_of(node, "an update, as `x = x - eta*g`")
        found = _EQUATION.fullmatch(leaf.text)
        if not found or not found[2].strip():
            raise expected("an update, as `x = x - eta*g`", node)
        where = leaf.mark.right(found.start(1))
        state = fresh_name(Leaf(found[1], where), reading.reserved)
        return state, where, Formula(found[2], leaf.mark.right(found.start(2)))

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^\\s*{NAME}\\s*=(?!=)"}


@dataclass(frozen=True, slots=True)
class MethodSpec:
    """A method by name, or update equations; what its states start from; its parameters."""

    label: str
    mark: Mark
    method: str = ""
    update: tuple[tuple[str, Mark, Formula], ...] = ()
    start: tuple[tuple[str, Mark, Amount], ...] = ()
    amounts: tuple[tuple[str, Mark, Amount], ...] = ()
    batch: int = 0  # samples that each update takes in turn; 0: all of them


UPDATE = ListOf(item=EquationField(), about="update equations, in order: order is meaning")
KNOWN: Mapping[str, Field[Any]] = {
    "update": UPDATE,
    "start": NameMap(value=AMOUNT, about="what the states of the method start from"),
    "batch": Count(most=MOST_STEPS, about="how many samples each update takes, in turn"),
}


class MethodField(Field[MethodSpec]):
    """`{method: …}` or `{update: […]}`, with the values of parameters beside it."""

    def take(self, node: Node, reading: Reading) -> MethodSpec:
        if not isinstance(node, Table):
            hint = "write `{method: gradient_descent, eta: 0.1}`"
            raise expected("a mapping with `method` or `update`", node, hint)
        by_name, own = node.get("method"), node.get("update")
        if (by_name is None) == (own is None):
            what = "both `method` and `update` are there" if own else "`method` is missing"
            hint = f"write `method:` with one of {', '.join(METHODS)}, or `update:` with equations"
            raise refused(node.mark, what, hint)
        method = _method(by_name) if by_name is not None else ""
        found = {key: KNOWN[key].read(value, reading) or () for key, value in _known(node)}
        if node.get("batch") is not None and not found["batch"]:
            raise Refused
        batch = batch_of(node, method, found.pop("batch", None) or 0)
        if isinstance(own, Items) and not own.items:
            raise expected("a list of updates, as `x = x - eta*g`", own)
        if own is not None and not found["update"]:
            raise Refused
        amounts = [_amount(key, value, reading) for key, value in _parameters(node)]
        kept = tuple(amount for amount in amounts if amount)
        return MethodSpec("", node.mark, method, amounts=kept, batch=batch, **found)

    def schema(self) -> Schema:
        method = {"enum": list(METHODS)}
        known = {key: value.schema() for key, value in KNOWN.items()}
        return {
            "type": "object",
            "properties": {"method": method, **known},
            "additionalProperties": AMOUNT.schema(),
        }


def _method(node: Node) -> str:
    leaf = text_of(node, "the name of a method")
    if leaf.text not in METHODS:
        message = f"there is no method {short(leaf.text)}"
        raise refused(leaf.mark, message, nearest(leaf.text, METHODS))
    return leaf.text


def _known(node: Table) -> list[tuple[str, Node]]:
    return [(key.text, value) for key, value in node.pairs if key.text in KNOWN]


def _parameters(node: Table) -> list[tuple[Leaf, Node]]:
    return [pair for pair in node.pairs if pair[0].text not in {"method", *KNOWN}]


def _amount(key: Leaf, node: Node, reading: Reading) -> tuple[str, Mark, Amount] | None:
    name = reading.attempt(fresh_name, key, reading.reserved)
    value = AMOUNT.read(node, reading)
    return None if name is None or value is None else (name, key.mark, value)


class Methods(MapOf[MethodSpec]):
    """Methods by the labels that their iterates carry: `x_GD` are those of `GD`."""

    def key(self, key: Leaf, reading: Reading) -> str:
        return identifier(key)

    def take(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, Table) and not node.pairs:
            raise expected("at least one method", node)
        return MapOf.take(self, node, reading)


FIELDS: Mapping[str, Field[Any]] = {
    "minimise": ObjectiveField(required=True, about="the objective, a formula in the variable"),
    "samples": NameMap(
        value=ValueField(), about="numbers of each sample: `minimise` is the loss of one of them"
    ),
    "start": StartField(required=True, about="the variable and where it starts, as `{x: 0}`"),
    "steps": Count(required=True, most=MOST_STEPS, about="how many updates are made"),
    "methods": Methods(
        value=MethodField(), required=True, about="the methods that are compared, by label"
    ),
    "plot": PlotField(about="functions of the variable that the statement draws"),
}
