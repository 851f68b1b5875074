"""Networks as tables, layer by layer: shapes, parameters, operations, receptive fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from solver.algebra.shapes import Shape
from solver.document.blocks import Block, Diagram, Figure
from solver.document.plots import Drawing
from solver.errors import Complaint, SpecError
from solver.kinds._cnn_table import answers, drawing, pages
from solver.kinds._cnn_table.checking import check_numbers
from solver.kinds._cnn_table.flow import COLUMNS, CONVENTIONS, LAYOUTS
from solver.kinds._cnn_table.layers import Layers
from solver.kinds._cnn_table.reading import read_table
from solver.kinds._cnn_table.rule import Rule
from solver.kinds._cnn_table.rulefields import SOLVE, read_rule
from solver.kinds._cnn_table.solutions import rule_steps
from solver.kinds._cnn_table.table import Table, table_steps
from solver.modelling.mentions import words_in
from solver.modelling.planned import Planned
from solver.modelling.start import Start
from solver.modelling.stepwise import planned_steps
from solver.plan import Step
from solver.solution import Solution
from solver.spec.fields import FORMULA, Choice, Field, Flag, ListOf, Marked, Schema, expected
from solver.spec.model import Asked, Spec
from solver.spec.names import NameMap, Names
from solver.spec.nodes import Leaf, Node
from solver.spec.numbers import Count
from solver.spec.reading import Reading, refused
from solver.spec.records import Record


class Convention(Field[Any]):
    """What is counted: the name of a convention, or what differs from one."""

    def take(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, Leaf):
            return _NAMED.take(node, reading)
        return _CHANGED.take(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [_NAMED.schema(), _CHANGED.schema()]}


class Filled(Field[Any]):
    """Cells that the statement prints: their names, or `rest` for all that are not asked for."""

    def take(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, Leaf) and node.text == "rest":
            return ()
        return Names().take(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [{"const": "rest"}, Names().schema()]}


class Values(Field[tuple[int, ...]]):
    """Several whole numbers, each once."""

    def take(self, node: Node, reading: Reading) -> tuple[int, ...]:
        found = tuple(_COUNTS.take(node, reading))
        if not found:
            raise expected("several numbers, as `[1, 2]`", node)
        if len(found) > MOST_CASES:
            raise refused(node.mark, f"at most {MOST_CASES} values stand side by side")
        if len(set(found)) < len(found):
            raise refused(node.mark, "a value stands twice side by side")
        return found

    def schema(self) -> Schema:
        return {**_COUNTS.schema(), "minItems": 1, "maxItems": MOST_CASES}


MOST_CASES = 12
_COUNTS = ListOf(item=Count(least=0))
_NAMED = Choice(words=tuple(CONVENTIONS))
_CHANGED = Record(
    fields={
        "like": _NAMED,
        "biases": Flag(about="whether biases are parameters"),
        "bias_adds": Flag(about="whether adding a bias is an operation"),
        "elementwise": Flag(about="whether activations, pooling and sums count as operations"),
    }
)
FIELDS: Mapping[str, Field[Any]] = {
    "input": Marked(field=ListOf(item=FORMULA), about="the shape of the input, in the layout"),
    "layout": Choice(words=LAYOUTS, about="the order of sizes in a shape; HWC if not said"),
    "layers": Layers(about="the layers, first to last"),
    "columns": ListOf(item=Choice(words=COLUMNS), about="the columns of the table, in order"),
    "count": Convention(about="the convention of counting"),
    "filled": Filled(about="cells that the table of the statement shows; `rest`: all not asked"),
    "side_by_side": NameMap(value=Values(), about="a name with several values, as `S: [1, 2]`"),
    "solve": SOLVE,
}


@dataclass(frozen=True, slots=True)
class Own:
    """What the pages and figures are made from."""

    table: Table | None
    rule: Rule | None


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read the layers and count; SpecError lists everything that is wrong."""
    kept: list[Own] = []

    def build(start: Start) -> list[Step]:
        own = _read(start, _wanted(spec, asks))
        kept.append(own)
        steps = list(table_steps(own.table, start)) if own.table else []
        return [*steps, *(rule_steps(own.rule) if own.rule else ())]

    planned = planned_steps(spec, asks, earlier, build)
    return replace(planned, own=kept[0])


def _wanted(spec: Spec, asks: tuple[Asked, ...]) -> frozenset[str]:
    """List the names that questions and texts mention."""
    return words_in(spec, asks) | {key for key, _ in spec.own.get("filled") or ()}


def _read(start: Start, wanted: frozenset[str]) -> Own:
    own, mark = start.spec.own, start.spec.mark
    if "layers" not in own and "solve" not in own:
        hint = "write `layers:`, a list of layers, or `solve:` for the shape rule"
        start.complaints.append(Complaint(mark, "there is nothing to work out", hint))
    if "layers" in own and "input" not in own:
        hint = "write `input: [28, 28, 1]`"
        start.complaints.append(Complaint(mark, "the key `input` is missing", hint))
    table = read_table(start, wanted) if "layers" in own and "input" in own else None
    rule = read_rule(own["solve"], start) if "solve" in own else None
    if table:
        check_numbers(table, start)
    if start.complaints:
        raise SpecError(*start.complaints)
    return Own(table, rule)


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the layers and the conventions, with a table to fill in."""
    yield from pages.statement(planned, room)


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give the table with all its cells, below the last of them that is asked for."""
    return answers.exhibits(planned, solution, detail)


def figures(planned: Planned, solution: Solution | None) -> tuple[Diagram | Drawing | Figure, ...]:
    """Draw the network with the sizes of its feature maps, and what its layers cost."""
    return drawing.figures(planned, solution)
