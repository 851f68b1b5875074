"""Layers over images: convolution, depthwise convolution, pooling."""

from __future__ import annotations

from solver.algebra.expr import Expr, number
from solver.algebra.op import Words
from solver.algebra.ops.extent import extent
from solver.kinds._cnn_table.counting import learned, operations, weightless
from solver.kinds._cnn_table.flow import ONE, Cell, Pair, Row, is_number, product
from solver.kinds._cnn_table.place import Cells, Place, entries, output, row
from solver.kinds._cnn_table.window import Window, seen

WEIGHTS = "each filter has one weight for every place of the window and every channel it sees"


def window_of(at: Place, stride: Pair | None = None) -> Window:
    """Read the options of a window."""
    o = at.options
    kernel, dilation = o.pair("kernel"), o.pair("dilation")
    return Window(kernel, o.padding(kernel, dilation), o.pair("stride", stride or kernel), dilation)


def fits(at: Place, window: Window, sides: Pair) -> None:
    """Require that a window fits into its image at least once."""
    for k, side in enumerate(sides):
        spread, padding = window.spread(k), window.padding[k]
        padded = side + number(2) * padding
        at.options.require(
            padded - spread + ONE,
            f"{at.name}: a window of {{0}} does not fit into {{1}}, the padded side of its input",
            "fewer or smaller layers, more padding, or a larger input",
            shown=(spread, padded),
        )


def conv(at: Place) -> Row:
    """Move F filters over all channels of their group."""
    o, flow = at.options, at.flow
    sides, filters, groups = at.sides(), o.size("conv"), o.size("groups")
    window = window_of(at, (ONE, ONE))
    inputs = flow.channels if is_number(groups, 1) else flow.channels / groups
    for what, count in (("channels", flow.channels), ("filters", filters)):
        if not is_number(groups, 1):
            o.require(
                count / groups,
                f"{at.name}: {{1}} groups do not divide {{0}} {what}",
                "every group has as many channels and as many filters as the others",
                shown=(count, groups),
            )
    fits(at, window, sides)
    plural = "" if is_number(filters, 1) else "s"
    about: Words = ("convolution, ", filters, f" filter{plural} ", *window.about())
    about = about if is_number(groups, 1) else (*about, ", in ", groups, " groups")
    return row(at, about, _filtered(at, window, inputs, filters), filters, window=window)


def depthwise(at: Place) -> Row:
    """Move filters over each channel alone."""
    o, flow = at.options, at.flow
    sides, each = at.sides(), o.size("depthwise")
    window = window_of(at, (ONE, ONE))
    fits(at, window, sides)
    filters = flow.channels if is_number(each, 1) else flow.channels * each
    about: Words = ("depthwise convolution ", *window.about())
    return row(at, about, _filtered(at, window, ONE, filters), filters, window=window)


def _filtered(at: Place, window: Window, inputs: Expr, filters: Expr) -> Cells:
    flow, kernel = at.flow, window.kernel
    sides = window.sides(flow.sides or (ONE, ONE))
    shape = Cell(flow.extent(sides, filters), (*window.why(), "; each filter makes one channel"))
    out = output(at, shape, filters)
    yield "shape", shape
    lead = flow.channels_lead
    held = extent(filters, inputs, *kernel) if lead else extent(*kernel, inputs, filters)
    yield "weight_shape", Cell(held, ("a filter has an entry for each place and input channel",))
    covered = kernel if inputs == ONE != flow.channels else (*kernel, inputs)
    weights = product(*covered, filters)
    yield from learned(at, weights, filters, "filter", WEIGHTS)
    outputs = out.sides or (ONE, ONE)
    yield from operations(
        at, product(*outputs, *covered, filters), product(*outputs, filters),
        "each entry of the output adds up one product for each weight of its filter",
    )  # fmt: skip
    yield from seen(window, flow)


def pool(at: Place) -> Row:
    """Make one number of each window; the stride is the size of the window unless said."""
    word = at.options.layer.options["pool"]
    sides, window = at.sides(), window_of(at)
    fits(at, window, sides)
    for k, padding in enumerate(window.padding):
        at.options.require(
            window.spread(k) - padding,
            f"{at.name}: with a padding of {{0}}, a window of {{1}} can see nothing but padding",
            "the padding must be less than the window",
            shown=(padding, window.spread(k)),
        )
    about: Words = (f"{word} pooling ", *window.about())
    return row(at, about, _pooled(at, window), at.flow.channels, window=window)


def _pooled(at: Place, window: Window) -> Cells:
    flow = at.flow
    sides = window.sides(flow.sides or (ONE, ONE))
    shape = Cell(flow.extent(sides, flow.channels), (*window.why(), "; the channels stay apart"))
    yield "shape", shape
    work = product(entries(output(at, shape, flow.channels)), *window.kernel)
    yield from weightless(at, work, "one for every entry of every window")
    yield from seen(window, flow)
