"""The cells of a table as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.algebra.expr import Expr, name, substitute, walk
from solver.algebra.op import Words
from solver.document.blocks import Inlines, Text
from solver.document.words import say
from solver.forms import whole
from solver.kinds._cnn_table.place import cell_name
from solver.kinds._cnn_table.table import SHAPED, Case, Table, total_name
from solver.modelling.planned import Planned
from solver.solution import Solution

HEADS = {
    "input_shape": "Input",
    "shape": "Output",
    "weight_shape": "Weight tensor",
    "weights": "Weights",
    "biases": "Biases",
    "params": "Parameters",
    "macs": "MACs",
    "flops": "FLOPs",
    "field": "Receptive field",
    "jump": "Jump",
}


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a table: their values, which are asked for, and which the statement shows."""

    planned: Planned
    solution: Solution | None = None

    @property
    def table(self) -> Table:
        found: Table = self.planned.own.table
        return found

    def asked(self) -> frozenset[str]:
        """Name the cells that are asked for, as the plan does."""
        return self.planned.asked

    def key(self, layer: str, column: str, case: Case) -> str:
        """Give the name of a cell in the plan."""
        return self.planned.key(cell_name(layer, column, case.suffix))

    def total(self, column: str, case: Case) -> str:
        """Give the name of the sum of a column in the plan."""
        return self.planned.key(total_name(column, case))

    def words(self, key: str) -> str:
        """Write the value of a cell."""
        if self.solution is None or key not in self.solution:
            return ""
        return written(self.solution.rounded(key, 9))


def written(value: Any) -> str:
    """Write a whole number, or the sizes of a shape."""
    if isinstance(value, tuple):
        return " × ".join(map(written, value))
    digits = str(whole(value))
    return digits if len(digits) <= 4 else f"{whole(value):,}".replace(",", "\u2009")


def head(column: str, case: Case, table: Table) -> str:
    words = "".join(str(word) for word in case.about)
    return f"{HEADS[column]}, {words}" if words else HEADS[column]


def text(words: str) -> Inlines:
    return (Text(words),) if words else ()


def said(cells: Cells, words: Words) -> Inlines:
    return say(tuple(moved(cells, w) if not isinstance(w, str) else w for w in words))


def moved(cells: Cells, expr: Any) -> Any:
    """Give an expression the names that it has in the plan."""
    if not isinstance(expr, Expr):
        return expr
    return with_names_of(cells.planned, expr)


def with_names_of(planned: Planned, expr: Expr) -> Expr:
    """Give an expression of the kind's own the names that a plan has for its givens and steps."""
    known = {given.name for given in planned.plan.givens} | {s.name for s in planned.plan.steps}
    nodes = {node.attr("name"): node for node in walk(expr) if node.op == "name"}
    table = {
        key: name(planned.key(key), node.shape)
        for key, node in nodes.items()
        if planned.key(key) in known
    }
    return substitute(expr, table)


def align(columns: list[tuple[str, Case]]) -> str:
    """Set shapes flush left and numbers flush right."""
    return "".join("l" if column in SHAPED else "r" for column, _ in columns)
