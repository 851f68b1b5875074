"""What is worked out in a formula: its matrix products, and its entries one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from solver.algebra.expr import Expr, name, number, substitute, value_of, walk
from solver.algebra.op import OPS
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, Shape, Size, symbol
from solver.errors import FormulaError

FREE = frozenset({"name", "number", "dim", "pi", "eye", "fill", "T", "rows", "cols", "index"})
ENTRYWISE = frozenset({"softmax", "sum", "mean", "max"})  # one operation an entry of the argument
PRICE = ("m", "n", "p")  # of a product of m×n by n×p


@dataclass(frozen=True, slots=True)
class Prices:
    """What a product costs, over m, n and p; and what one entry costs, None if nothing does."""

    product: Expr
    entry: Expr | None
    values: frozenset[str]  # sizes that are givens with a number of their own

    def size(self, dim: Dim) -> Expr:
        """Write a size as a formula, over the givens that are sizes."""
        if isinstance(dim, Size) and not self.values.isdisjoint(key for key, _ in dim.terms):
            total: Expr = number(dim.const)
            for key, count in dim.terms:
                one = name(key) if key in self.values else size(symbol(key))
                total = total + (one if count == 1 else number(count) * one)
            return total if dim.const else _without_zero(total)
        return size(dim)

    def of(self, node: Expr) -> Expr:
        """Give the cost of a product."""
        (rows, inner), (_, columns) = (arg.shape for arg in node.args)
        return self.of_sizes(rows, inner, columns)

    def of_sizes(self, *sizes: Dim) -> Expr:
        """Give the cost of a product of m×n by n×p."""
        written = map(self.size, sizes)
        return substitute(self.product, dict(zip(PRICE, written, strict=True)))

    def entries(self, shape: Shape) -> Expr:
        """Count the entries of an array."""
        total: Expr | None = None
        for dim in shape:
            total = self.size(dim) if total is None else total * self.size(dim)
        return total or number(1)


def _without_zero(total: Expr) -> Expr:
    """Drop the 0 that a sum was begun with."""
    left, right = total.args
    return right if value_of(left) == 0 else _without_zero(left) + right


def added(terms: Sequence[Expr]) -> Expr:
    """Add up at least one term."""
    return reduce(lambda total, term: total + term, terms)


def products(formula: Expr) -> tuple[Expr, ...]:
    """List the matrix products in the order of working; what stands twice is worked out once."""
    return tuple(node for node in walk(formula) if node.op == "matmul")


def entrywise(formula: Expr) -> Iterator[tuple[Expr, Shape]]:
    """List what is worked out entry by entry, with the shape that is gone through."""
    for node in walk(formula):
        if node.op in FREE or node.op == "matmul" or value_of(node) is not None:
            continue
        if node.op in ENTRYWISE:
            yield node, node.args[0].shape
        elif OPS[node.op].elementwise:
            yield node, node.shape


def refuse_uncounted(formula: Expr) -> None:
    """Refuse a formula with an operation that nobody has said the price of."""
    for node in walk(formula):
        known = node.op in FREE | ENTRYWISE | {"matmul"} or OPS[node.op].elementwise
        if not known or (node.op == "name" and len(node.shape) not in {0, 2}):
            raise FormulaError(
                f"{node}: only products of matrices, transposes and what is done entry by entry "
                "are counted here"
            )
