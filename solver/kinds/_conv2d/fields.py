"""The keys of a problem about convolution or pooling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.algebra.shapes import Dim
from solver.spec.fields import Choice, Field, Flag, Marked, Schema, expected
from solver.spec.names import FormulaMap, Name, NewName
from solver.spec.nodes import Items, Leaf, Node
from solver.spec.numbers import Count
from solver.spec.reading import Reading
from solver.spec.records import Record

WORDS = ("same", "full", "valid")
MOST = 64  # rows of padding, and steps of a window, that anybody draws
Sides = tuple[Dim, Dim, Dim, Dim]  # top, bottom, left, right


class Padding(Field["Sides | str"]):
    """A word, a number for all sides, two: above and below, left and right; or four."""

    def take(self, node: Node, reading: Reading) -> Sides | str:
        if isinstance(node, Items):
            return self._sides(node, reading)
        if isinstance(node, Leaf) and node.text in WORDS:
            return node.text
        if isinstance(node, Leaf) and node.text.isalpha():
            raise expected(f"a number, or one of {', '.join(WORDS)}", node)
        side = _SIDE.take(node, reading)
        return (side, side, side, side)

    def _sides(self, node: Items, reading: Reading) -> Sides:
        sides = [_SIDE.take(item, reading) for item in node.items]
        if len(sides) == 2:
            return (sides[0], sides[0], sides[1], sides[1])
        if len(sides) != 4:
            raise expected("two numbers, or four: top, bottom, left, right", node)
        top, bottom, left, right = sides
        return (top, bottom, left, right)

    def schema(self) -> Schema:
        side = _SIDE.schema()
        lists = [{"type": "array", "items": side, "minItems": n, "maxItems": n} for n in (2, 4)]
        return {"anyOf": [side, {"enum": list(WORDS)}, *lists]}


class Both(Field[tuple[int, int]]):
    """A size or a step: one number for both directions, or two: down and across."""

    def take(self, node: Node, reading: Reading) -> tuple[int, int]:
        if not isinstance(node, Items):
            size = _STEP.take(node, reading)
            return size, size
        if len(node.items) != 2:
            raise expected("a number, or two: rows and columns", node)
        rows, columns = (_STEP.take(item, reading) for item in node.items)
        return rows, columns

    def schema(self) -> Schema:
        pair = {"type": "array", "items": _STEP.schema(), "minItems": 2, "maxItems": 2}
        return {"anyOf": [_STEP.schema(), pair]}


_SIDE = Count(least=0, most=MOST)
_STEP = Count(least=1, most=MOST)

POOL: Mapping[str, Field[Any]] = {
    "kind": Choice(words=("max", "average"), required=True, about="what is taken of each window"),
    "global": Flag(about="true: one window over the whole map"),
    "kernel": Both(about="the size of the window: a number, or rows and columns"),
    "stride": Both(about="how far the window moves; its own size if not said"),
    "padding": Count(least=0, most=MOST, about="rows and columns of padding on every side"),
    "ceil": Flag(about="true: a last window may hang over the edge"),
    "output": NewName(about="the name of the result; Z if not said"),
}

FIELDS: Mapping[str, Field[Any]] = {
    "operation": Marked(
        field=Choice(words=("convolution", "correlation")),
        about="convolution turns the kernel by 180°, correlation does not: there is no default",
    ),
    "input": Marked(field=Name(), about="which given is the input; X if not said"),
    "kernel": Marked(field=Name(), about="which given is the kernel; K if not said"),
    "bias": Marked(field=Name(), about="which given is added to the result"),
    "output": Marked(field=NewName(), about="the name of the result; Y if not said"),
    "padding": Marked(
        field=Padding(), about="a number, [rows, columns], [top, bottom, left, right], same, full"
    ),
    "mode": Marked(
        field=Choice(words=("zero", "circular", "reflect")),
        about="what is set around the input: zeros, the other side, or its mirror image",
    ),
    "stride": Marked(field=Both(), about="how far the window moves: a number, or [down, across]"),
    "dilation": Marked(field=Both(), about="how far apart its cells are, in the same way"),
    "groups": Marked(field=Count(most=4096), about="into how many groups channels are split"),
    "find": Marked(
        field=Choice(words=("kernel",)), about="what is to be recovered from input and output"
    ),
    "window": Marked(field=Both(), about="the size of a kernel that is to be found"),
    "pool": Marked(
        field=Record(fields=POOL, what="a pooling"), about="a pooling of the result, or the input"
    ),
    "upstream": FormulaMap(about="gradients that arrive at a step when no loss is shown"),
}
