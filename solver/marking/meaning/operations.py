"""The meaning of what is computed: signs, products, powers, transposes."""

from __future__ import annotations

from functools import reduce

from solver.algebra.expr import Expr, make, number, value_of
from solver.errors import FormulaError
from solver.marking import syntax as s
from solver.marking.judging.costs import too_high
from solver.marking.meaning.elaborator import Elaborator, Meaningless, means
from solver.marking.meaning.products import PRODUCTS, inner

_BINARY = {
    "+": "add", "-": "sub", "/": "div", "oslash": "div", "^": "pow", ".^": "pow",
}  # fmt: skip
_CALLED = {"conv": "convolve2d", "star": "correlate2d"}
EULER = make("exp", number(1))
HIGHEST = 8  # power of a matrix


@means(s.Unary)
def unary(e: Elaborator, node: s.Unary) -> Expr:
    """Transpose, invert, or change the sign."""
    if node.op == "T":
        # (1, 2)ᵀ is a column
        return e(node.arg) if isinstance(node.arg, s.Items) else e(node.arg).T
    if node.op == "inverse":
        return _power(e(node.arg), number(-1), node)
    if node.op not in {"-", "+"}:
        raise Meaningless("this is not computed here", node.span)
    arg = e(node.arg)
    return -arg if node.op == "-" else arg


@means(s.Binary)
def binary(e: Elaborator, node: s.Binary) -> Expr:
    """Compute with two sides."""
    if node.op == "jux" and isinstance(node.right, s.Words):
        return e(node.left)  # a unit
    if node.op in PRODUCTS:
        return _product(e, node)
    left, right = e(node.left), e(node.right)
    if node.op == "^" and left == EULER:
        return make("exp", right)
    if node.op == "^" and _is_square(left):
        return _power(left, right, node)
    if node.op == "inner":
        return inner(left, right)
    if node.op in {"^", ".^"} and too_high(left, right):
        raise Meaningless("this power is too large to be computed here", node.span)
    if node.op in _BINARY:
        return make(_BINARY[node.op], left, right)
    if node.op in _CALLED:
        return e.called(s.Symbol(_CALLED[node.op]), (left, right), node)
    raise Meaningless("this is not computed here", node.span)


def _product(e: Elaborator, node: s.Binary) -> Expr:
    """Multiply as the text is grouped, or if that does not fit from left to right.

    `W δ ⊙ x ⊙ (1 − x) · xᵀ` is meant from left to right, though ⊙ binds looser than a dot.
    """
    before = len(e.remarks)
    try:
        left, right = e(node.left), e(node.right)
        return e.multiplied(node.op, left, right)
    except (FormulaError, Meaningless) as error:
        if isinstance(error, Meaningless) and not error.misfit:
            raise
        del e.remarks[before:]
        (_, first), *others = _in_a_row("", node)
        if len(others) < 2:
            raise
        found = e(first)
        for op, factor in others:
            found = e.multiplied(op, found, e(factor))
        return found


def _in_a_row(op: str, node: s.Node) -> list[tuple[str, s.Node]]:
    """List the factors of a product, each with the operator before it."""
    if isinstance(node, s.Binary) and node.op in PRODUCTS:
        return [*_in_a_row(op, node.left), *_in_a_row(node.op, node.right)]
    return [(op, node)]


def _power(matrix: Expr, exponent: Expr, node: s.Node) -> Expr:
    """Multiply a matrix by itself, or invert it."""
    times = value_of(exponent)
    if times == -1:
        if not _is_square(matrix):
            return make("div", number(1), matrix)
        return make("solve", matrix, make("eye", size=matrix.shape[0]))
    if times is None or times.denominator != 1 or not 1 <= times <= HIGHEST:
        raise Meaningless("this power of a matrix is not computed here", node.span)
    return reduce(lambda a, b: make("matmul", a, b), [matrix] * int(times))


def _is_square(expr: Expr) -> bool:
    return len(expr.shape) == 2 and expr.shape[0] == expr.shape[1]
