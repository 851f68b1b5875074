"""Where a layer stands, and how its row comes about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, name
from solver.algebra.op import Words
from solver.kinds._cnn_table.flow import ONE, Cell, Count, Flow, Pair, Row, product
from solver.kinds._cnn_table.options import Options
from solver.kinds._cnn_table.sight import through
from solver.kinds._cnn_table.window import Window

Cells = Iterator[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer stands: its name, what it starts from, its options, and what is counted.

    `suffix` ends the names of its cells, where the network is told for several values at once.
    """

    name: str
    flow: Flow
    options: Options
    count: Count
    suffix: str = ""

    def called(self, column: str) -> str:
        """Name a cell."""
        return cell_name(self.name, column, self.suffix)

    def sides(self) -> Pair:
        """Give height and width, which a layer over images needs."""
        if self.flow.sides is None:
            word = self.options.layer.word
            hint = "it must come before `flatten`, `fully_connected` and `global_pool`"
            self.options.complain(f"`{word}` works on an image, and here are features", hint)
        return self.flow.sides or (ONE, ONE)


def cell_name(layer: str, column: str, suffix: str = "") -> str:
    """Name the cell of a layer in a column."""
    return "_".join(part for part in (layer, column, suffix) if part)


def row(
    at: Place,
    about: Words,
    cells: Cells,
    channels: Expr,
    keeps_sides: bool = True,
    window: Window | None = None,
) -> Row:
    """Make the row of a layer, and what the next one starts from."""
    found = dict(cells)
    flow = after(at, found, channels, keeps_sides)
    return Row(
        at.name,
        about,
        {"input_shape": _input(at.flow), **found},
        replace(flow, sights=through(flow.sights, window)) if window else flow,
        at.options.layer.mark,
        tuple(at.options.needs),
        window,
        (at.flow.origin,),
    )


def _input(flow: Flow) -> Cell:
    return Cell(flow.shape, ("what comes out of the layer before comes in",))


def after(at: Place, cells: Mapping[str, Cell], channels: Expr, keeps_sides: bool) -> Flow:
    """Say what the next layer starts from: the cells of this one, by their names."""

    def ref(column: str, kept: Expr | None) -> Expr | None:
        cell = cells.get(column)
        return name(at.called(column), cell.formula.shape) if cell else kept

    shape = ref("shape", at.flow.shape)
    assert shape is not None
    flow = replace(at.flow, shape=shape, channels=channels, origin=at.name)
    if not keeps_sides:
        return replace(flow, sides=None, field=None, jump=None)
    if flow.sides and "shape" in cells:
        flow = replace(flow, sides=(flow.size("H"), flow.size("W")))
    field, jump = ref("field", flow.field), ref("jump", flow.jump)
    return replace(flow, field=field, jump=jump)


def entries(flow: Flow) -> Expr:
    """Count the entries of what flows: H W C, or the features."""
    return product(*(flow.sides or ()), flow.channels)


def output(at: Place, cell: Cell, channels: Expr) -> Flow:
    """Refer to a layer's own output, whose shape has this cell."""
    return after(at, {"shape": cell}, channels, True)
