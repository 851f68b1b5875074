"""Numbers, lists or formulas, as starts and parameters are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.algebra.shapes import Shape
from solver.errors import Mark
from solver.spec.fields import FORMULA, Field, Schema, text_of
from solver.spec.model import Formula
from solver.spec.nodes import Items, Node
from solver.spec.numbers import NotANumber, exact
from solver.spec.reading import Reading
from solver.spec.values import ValueField


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, a list, or a formula that gives one."""

    mark: Mark
    formula: Formula | None = None
    shape: Shape = ()
    value: Any = None


class AmountField(Field[Amount]):
    """A number or a nested list, read exactly, or a formula over what is given."""

    def take(self, node: Node, reading: Reading) -> Amount:
        if isinstance(node, Items):
            shape, value = ValueField(what="a number, a list or a formula").take(node, reading)
            return Amount(node.mark, None, shape, value)
        leaf = text_of(node, "a number, a list or a formula")
        try:
            return Amount(leaf.mark, None, (), exact(leaf.text))
        except NotANumber:
            return Amount(leaf.mark, Formula(leaf.text, leaf.mark))

    def schema(self) -> Schema:
        return {"anyOf": [ValueField().schema(), FORMULA.schema()]}


AMOUNT = AmountField()
