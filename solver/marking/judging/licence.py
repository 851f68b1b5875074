"""Products whose factors are right, but do not fit as they are written: what may have been meant.

Between `δ`, `W` and `x` of a gradient people write dots, and leave the transposes out. Each factor
may be transposed, vectors of one length may be multiplied entry by entry, and a vector may stand on
either side of a matrix: `δ W` is `Wᵀ δ`. The order of the matrices is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from solver.marking import syntax as s
from solver.marking.judging.formulas import Numbers, alike
from solver.marking.limited import in_time
from solver.marking.meaning.products import PRODUCTS
from solver.marking.meaning.visiting import nodes

MOST = 8  # factors
SUMS = 64  # values that a sum may have, with its products put together in all ways
KEPT = 48  # results of a piece of a product that are followed up


Worth = Callable[[s.Node], Sequence[Numbers] | None]


def factors(node: s.Node) -> list[s.Node]:
    """List the factors of a product in order; a transposed product has them reversed."""
    if isinstance(node, s.Unary):
        inner = factors(node.arg)
        if node.op == "T":
            return inner[::-1]
        return [s.Number(value=_MINUS), *inner] if node.op == "-" else inner
    if isinstance(node, s.Binary) and node.op in PRODUCTS:
        return [*factors(node.left), *factors(node.right)]
    if isinstance(node, s.Items) and node.bracket == "(" and len(node.items) == 1:
        return factors(node.items[0])
    return [node]


_MINUS = Fraction(-1)


def is_meant(node: s.Node, worth: Worth, right: Sequence[Numbers]) -> bool:
    """Tell whether a sum of products may be meant to be what is right, on every sample.

    `worth` gives the values of a factor on the samples; None if it has none.
    """
    written = len(factors(node)) > 1 or _is_sum(node)
    if not written or (not right[0].shape and any(map(_is_turned, nodes(node)))):
        return False  # who turns a vector into a row knows x yᵀ from xᵀ y
    meant = _meant(node, worth, [value.shape for value in right])
    pairs = zip(meant, right, strict=bool(meant))
    return bool(meant) and all(any(alike(one, value) for one in found) for found, value in pairs)


def _meant(node: s.Node, worth: Worth, shapes: Sequence[tuple[int, ...]]) -> list[list[Numbers]]:
    """List for each sample what a sum of products may be, of the shape that is wanted."""
    if isinstance(node, s.Binary) and _is_sum(node):
        left, right = (_meant(side, worth, shapes) for side in (node.left, node.right))
        sign = 1 if node.op == "+" else -1
        pairs = zip(left, right, strict=bool(left and right))
        return [[a + sign * b for a in ones for b in others][:SUMS] for ones, others in pairs]
    parts = [worth(factor) for factor in factors(node)]
    kept = [part for part in parts if part is not None]
    if len(kept) < len(parts):
        return []
    columns = zip(zip(*kept, strict=True), shapes, strict=True)
    return [arranged(column, shape) for column, shape in columns]


def _is_turned(node: s.Node) -> bool:
    return isinstance(node, s.Unary) and node.op == "T"


def _is_sum(node: s.Node) -> bool:
    return isinstance(node, s.Binary) and node.op in {"+", "-"}


def arranged(values: Sequence[Numbers], shape: tuple[int, ...]) -> list[Numbers]:
    """List what a product may be, of the shape that is wanted."""
    scalar = math.prod(float(v.reshape(-1)[0]) for v in values if v.size == 1)
    if not shape and all(v.size == 1 for v in values):
        return [np.asarray(scalar)]
    arrays = [v.reshape(v.shape if v.ndim == 2 else (-1, 1)) for v in values if v.size != 1]
    if not 1 <= len(arrays) <= MOST or len(values) > 4 * MOST or any(v.ndim > 2 for v in values):
        return []
    found = _pieces(list(map(_leaf, arrays)))
    full = shape or (1, 1)
    turned = (v if v.shape == full else v.T for v in found if v.shape in {full, full[::-1]})
    return [scalar * v.reshape(shape) for v in turned]


def _leaf(array: Numbers) -> list[Numbers]:
    """List how a factor may stand: turned, or a vector as the diagonal matrix that many mean."""
    diagonal = [np.diag(array.reshape(-1))] if 1 in array.shape else []
    return [array, array.T, *diagonal]


def _pieces(leaves: list[list[Numbers]]) -> list[Numbers]:
    """Multiply neighbours in every order, from the shortest pieces to the whole."""
    count = len(leaves)
    table = {(k, k + 1): leaf for k, leaf in enumerate(leaves)}
    for length in range(2, count + 1):
        for start in range(count - length + 1):
            end = start + length
            found: dict[tuple[object, ...], Numbers] = {}
            for middle in range(start + 1, end):
                in_time()
                for left in table[start, middle]:
                    for right in table[middle, end]:
                        for value in _products(left, right):
                            found.setdefault((value.shape, value.tobytes()), value)
            table[start, end] = list(found.values())[:KEPT]
    return table[0, count]


def _products(left: Numbers, right: Numbers) -> list[Numbers]:
    found = []
    if left.shape[1] == right.shape[0]:
        found.append(left @ right)
    if left.shape == right.shape:
        found.append(left * right)
    return [*found, *(value.T for value in found if 1 in value.shape)]
