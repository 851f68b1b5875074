"""What is counted and bounded among threshold units: functions, hidden units, biases."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr
from solver.algebra.gates.fewest import fewest_hidden
from solver.algebra.gates.weights import separable_count
from solver.algebra.notation import latex_call, operator
from solver.algebra.op import Attrs, Op, declare
from solver.algebra.ops.gate_search import (
    fits_rows,
    fits_weights,
    for_rows,
    inputs_of,
    searching,
    table_of,
    target_of,
)
from solver.algebra.shapes import Shape

# --- how many functions, how many units ----------------------------------------------------------
declare(
    Op(
        "threshold_functions",
        lambda args, attrs: (),
        searching(lambda node, rows: [[separable_count(table_of(rows))]]),
        latex=latex_call(operator("functions")),
        says=("count the functions of these inputs that a single unit computes",),
        opaque=True,
    )
)

MOST_HIDDEN = 3


def _fewest(node: Expr, rows: Any, wanted: Any) -> Any:
    found = fewest_hidden(inputs_of(rows), target_of(wanted), node.attr("skip"), MOST_HIDDEN)
    if found is None:
        raise OutOfDomain(f"would be more than {MOST_HIDDEN}")
    return [[found]]


declare(
    Op(
        "fewest_hidden",
        for_rows,
        searching(_fewest),
        latex=latex_call(operator("fewest")),
        says=("try every set of hidden units, the smaller sets first",),
        opaque=True,
    )
)


# --- the biases that do --------------------------------------------------------------------------
def _range_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    rows, wanted, weights = args
    fits_rows(rows, wanted)
    fits_weights(rows, weights)
    return (2, 1)


def _range(node: Expr, rows: Any, wanted: Any, weights: Any) -> Any:
    """Bound the bias: b + rest ≥ 0 where true is wanted, b + rest < 0 where false is."""
    rest = [sum((w * v for (w,), v in zip(table_of(weights)[1:], row, strict=True)), Fraction(0))
            for row in inputs_of(rows)]  # fmt: skip
    target = target_of(wanted)
    true = [-total for r, total in enumerate(rest) if target >> r & 1]
    false = [-total for r, total in enumerate(rest) if not target >> r & 1]
    if not true or not false:
        raise OutOfDomain("is bounded on one side only: the function is constant")
    return [[max(true)], [min(false)]]


declare(
    Op(
        "bias_range",
        _range_shape,
        searching(_range),
        latex=latex_call(operator("range")),
        says=("each row bounds the bias, from below or from above",),
        opaque=True,
    )
)
