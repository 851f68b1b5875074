"""What is counted: weights, biases, and operations by the stated convention."""

from __future__ import annotations

from solver.algebra.expr import Expr, number
from solver.kinds._cnn_table.flow import Cell, nothing, product, total
from solver.kinds._cnn_table.place import Cells, Place

NO_WEIGHTS = "there is nothing to learn in it"
NOT_COUNTED = "by the convention stated it is not counted"


def learned(at: Place, weights: Expr, units: Expr, unit: str, why: str) -> Cells:
    """Count what is learned: the weights, and a bias for each filter, unit or channel."""
    biased = at.options.layer.options.get("bias", True)
    yield "weights", Cell(weights, (why,))
    yield (
        "biases",
        Cell(units, (f"one bias for each {unit}",)) if biased else nothing("it has no biases"),
    )
    counted = biased and at.count.biases
    words = ("weights and biases",) if counted else ("its weights; biases are not counted",)
    if not biased:
        words = ("its weights; it has no biases",)
    yield "params", Cell(weights + units if counted else weights, words)


def operations(at: Place, products: Expr, outputs: Expr, why: str) -> Cells:
    """Count the operations of a layer of weighted sums."""
    adds = at.options.layer.options.get("bias", True) and at.count.bias_adds
    more = ", and one addition for each bias" if adds else ""
    yield "macs", Cell(total([products, outputs] if adds else [products]), (f"{why}{more}",))
    twice = product(number(2), products)
    words = (f"{why}: a multiplication and an addition each{more}",)
    yield "flops", Cell(total([twice, outputs] if adds else [twice]), words)


def weightless(at: Place, work: Expr, why: str, flops: Expr | None = None) -> Cells:
    """Count nothing to learn, and operations entry by entry if they are counted."""
    for column in ("weights", "biases", "params"):
        yield column, nothing(NO_WEIGHTS)
    yield from elementwise(at, work, why, flops)


def elementwise(at: Place, work: Expr, why: str, flops: Expr | None = None) -> Cells:
    """Count operations entry by entry, if the convention does."""
    for column, found in (("macs", work), ("flops", flops or work)):
        yield column, Cell(found, (why,)) if at.count.elementwise else nothing(NOT_COUNTED)
