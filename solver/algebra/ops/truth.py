"""Truth tables: rows of inputs, and logic functions of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import SUM, latex_call, operator
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

NEAR = 1e-9  # a sum of decimals in doubles misses the threshold by about this much at most


# --- truth_rows: the table of all inputs ---------------------------------------------------------
def truth_rows(inputs: tuple[str, ...], low: Fraction) -> Expr:
    """Write all combinations of `low` and 1 as rows, counted up, each with a leading 1.

    `inputs` are the names of the columns behind it.
    """
    return make("truth_rows", inputs=inputs, low=low)


def _rows_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    count = len(attrs["inputs"])
    return (2**count, count + 1)


def _rows_kernel(ctx: Context, node: Expr) -> Any:
    levels = (node.attr("low"), Fraction(1))
    return ctx.constant([[1, *row] for row in product(levels, repeat=len(node.attr("inputs")))])


def _rows_latex(p: Any, e: Expr) -> Written:
    low = p.at(number(e.attr("low")), SUM)
    count = len(e.attr("inputs"))
    power = f"^{{{count}}}" if count > 1 else ""
    return rf"\{{1\}} \times \{{{low}, 1\}}{power}", SUM


declare(
    Op(
        "truth_rows",
        _rows_shape,
        _rows_kernel,
        latex=_rows_latex,
        says=("one row for each combination of inputs, each with a leading 1 for the bias",),
    )
)


# --- logic: a named function of the inputs in each row -------------------------------------------
def _when(test: Callable[[Any, int], Any]) -> Callable[[Any, Any, int], Any]:
    return lambda xp, rows, count: test(xp.sum(rows, axis=-1, keepdims=True), count)


def _implies(xp: Any, rows: Any, count: int) -> Any:
    return rows[..., :1] * (1 - rows[..., 1:]) < 1


def _inhibits(xp: Any, rows: Any, count: int) -> Any:
    return rows[..., :1] * (1 - rows[..., 1:]) > 0


def _odd(total: Any, count: int) -> Any:
    return sum((total == k for k in range(3, count + 1, 2)), total == 1)


# Rows are of 0 and 1; each is told whether it comes out true.
LOGIC: dict[str, Callable[[Any, Any, int], Any]] = {
    "false": _when(lambda total, n: total < 0),
    "true": _when(lambda total, n: total >= 0),
    "identity": _when(lambda total, n: total > 0),
    "not": _when(lambda total, n: total < 1),
    "and": _when(lambda total, n: total >= n),
    "or": _when(lambda total, n: total >= 1),
    "nand": _when(lambda total, n: total < n),
    "nor": _when(lambda total, n: total < 1),
    "xor": _when(_odd),
    "xnor": _when(lambda total, n: _odd(total, n) == (total < 0)),
    "majority": _when(lambda total, n: 2 * total > n),
    "minority": _when(lambda total, n: 2 * total < n),
    "implies": _implies,
    "inhibits": _inhibits,
}
TAKES = {"identity": 1, "not": 1, "implies": 2, "inhibits": 2}  # inputs; others take two or more


def logic(word: str, rows: Expr, low: Fraction) -> Expr:
    """Write a logic function of the inputs in each row; false is `low`."""
    return make("logic", rows, word=word, low=low)


def _logic_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape, word = args[0].shape, attrs["word"]
    if len(shape) != 2 or not isinstance(shape[1], int) or shape[1] < 2:
        raise FormulaError(f"{fit.described(args[0])} has no columns of inputs behind a leading 1")
    inputs = shape[1] - 1
    if TAKES.get(word, inputs) != inputs:
        wanted = TAKES[word]
        raise FormulaError(f"{word} takes {wanted} input{'s' * (wanted > 1)}, not {inputs}")
    return (shape[0], 1)


def _logic_kernel(ctx: Context, node: Expr, rows: Any) -> Any:
    bits = ctx.xp.where(rows[..., 1:] > 0, ctx.number(1), ctx.number(0))
    true = LOGIC[node.attr("word")](ctx.xp, bits, bits.shape[-1])
    return ctx.xp.where(true, ctx.number(1), ctx.number(node.attr("low")))


def _logic_latex(p: Any, e: Expr) -> Written:
    word = e.attr("word")
    head = operator(word if len(word) > 4 else word.upper())
    return latex_call(head)(p, e)


declare(
    Op(
        "logic",
        _logic_shape,
        _logic_kernel,
        latex=_logic_latex,
        says=("what the function gives for the inputs of each row",),
        opaque=True,
    )
)
