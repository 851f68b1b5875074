"""Layers over features, and those that work entry by entry."""

from __future__ import annotations

from dataclasses import replace

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.algebra.ops.extent import extent
from solver.kinds._cnn_table.counting import elementwise, learned, operations, weightless
from solver.kinds._cnn_table.flow import Cell, Row, is_number, product
from solver.kinds._cnn_table.place import Cells, Place, entries, row


def global_pool(at: Place) -> Row:
    """Make one number of all of each channel."""
    at.sides()
    flow, word = at.flow, at.options.layer.options["global_pool"]

    def cells() -> Cells:
        yield "shape", Cell(flow.extent(None, flow.channels), ("one number for each channel",))
        yield from weightless(at, entries(flow), "one for every entry")

    return row(at, (f"global {word} pooling",), cells(), flow.channels, keeps_sides=False)


def flatten(at: Place) -> Row:
    """Lay all entries in a line."""
    flow, features = at.flow, entries(at.flow)
    cell = Cell(flow.extent(None, features), ("all entries in a line",))

    def cells() -> Cells:
        yield "shape", cell
        yield from weightless(at, number(0), "nothing is computed")

    found = row(at, ("flatten",), cells(), features, keeps_sides=False)
    size = make("index", found.flow.shape, number(found.flow.place("C")))
    return replace(found, flow=replace(found.flow, channels=size))


def fully_connected(at: Place) -> Row:
    """Weigh every feature for each unit."""
    o, flow = at.options, at.flow
    units = o.size("fully_connected")
    if flow.sides is not None:
        o.complain(f"{at.name}: a fully connected layer needs features", "put `flatten` before it")
    plural = "" if is_number(units, 1) else "s"
    about: Words = ("fully connected, ", units, f" unit{plural}")
    return row(at, about, _connected(at, units), units, False)


def _connected(at: Place, units: Expr) -> Cells:
    flow = at.flow
    yield "shape", Cell(flow.extent(None, units), ("one number for each unit",))
    inputs = flow.channels
    held = extent(units, inputs) if flow.channels_lead else extent(inputs, units)
    yield "weight_shape", Cell(held, ("a unit has one weight for each feature",))
    weights = product(inputs, units)
    yield from learned(at, weights, units, "unit", "each unit has one weight for each feature")
    yield from operations(at, weights, units, "each weight is used once")


# --- entry by entry ------------------------------------------------------------------------------
def activation(at: Place) -> Row:
    """Apply a function to each entry."""
    word = at.options.layer.word.replace("_", " ")
    about = {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "leaky relu": "leaky ReLU"}
    return _same(at, about.get(word, word), weightless(at, entries(at.flow), "one for every entry"))


def batch_norm(at: Place) -> Row:
    """Normalise batches, with a learned scale and shift for each channel."""
    size, twice = entries(at.flow), product(number(2), entries(at.flow))

    def cells() -> Cells:
        yield from learned(
            at, at.flow.channels, at.flow.channels, "channel", "one scale for each channel"
        )
        yield from elementwise(at, size, "one scale and shift for every entry", twice)

    return _same(at, "batch normalisation", cells())


def dropout(at: Place) -> Row:
    """Leave entries out while learning, which costs nothing afterwards."""
    return _same(at, "dropout", weightless(at, number(0), "nothing is computed"))


def _same(at: Place, about: str, more: Cells) -> Row:
    flow = at.flow

    def cells() -> Cells:
        yield "shape", Cell(flow.shape, ("every entry keeps its place",))
        yield from more
        if flow.field is not None and flow.jump is not None:
            yield "field", Cell(flow.field, ("an entry depends on its own place alone",))
            yield "jump", Cell(flow.jump, ("every entry keeps its place",))

    found = row(at, (about,), cells(), flow.channels)
    return replace(found, flow=flow)  # what follows may as well start from what came before
