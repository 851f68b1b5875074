"""What one operation costs by hand, from the weights of its operands and of its result.

| operations                    | cost                                            |
|-------------------------------|-----------------------------------------------------------------|
| products, quotients           | weight · weight, so nothing with a zero factor  |
| matrix products, convolutions | the sum of that over all products: the operation on the weights |
| sums, differences             | weight + weight where neither is zero           |
| whole powers                  | (n − 1) · weight²                               |
| sums, means, largest entries  | the weights of all entries                      |
| sigmoid, exp and the like     | `LOOKED_UP` for every entry                     |
| moving entries about, signs   | nothing                                         |
| repetitions, and all others   | the weights of the result, for every operation inside           |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from solver.algebra.expr import Expr, value_of, walk
from solver.algebra.op import OPS
from solver.variants.weights import Weights

LOOKED_UP = 16.0
FREE = frozenset(
    "name number dim pi neg T index place fill stack concat block span rows cols columns "
    "from_columns reverse diag eye vec unvec at group pad_zero pad_circular pad_reflect crop2d "
    "swap_maps flip2d spread2d thin2d over_maps patches2d unpatch2d roll2d relu drelu sign abs "
    "extent lt le gt ge eq ne and or not".split()
)
Rule = Callable[[Expr, Sequence[Weights], Weights], Weights]


def multiplies(node: Expr) -> bool:
    """Tell whether an operation adds up products of entries of two arrays."""
    return OPS[node.op].inner is not None and len(node.args) == 2 and node.op != "solve"


def cost(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    """Give the cost of an operation, for every candidate.

    For one that `multiplies`, `result` is the operation applied to the weights.
    """
    if node.op in FREE:
        return np.zeros(1)
    if multiplies(node):
        return total(result, len(node.shape))
    return _RULES.get(node.op, _other)(node, operands, result)


def total(entries: Weights, rank: int) -> Weights:
    """Add the entries of each candidate up."""
    found: Weights = np.asarray(entries.sum(axis=tuple(range(entries.ndim - rank, entries.ndim))))
    return found


def _aligned(node: Expr, operands: Sequence[Weights]) -> list[Weights]:
    """Give scalars axes, so that candidates meet candidates."""
    rank = len(node.shape)
    pairs = zip(node.args, operands, strict=True)
    return [w.reshape(w.shape + (1,) * (rank - len(arg.shape))) for arg, w in pairs]


def _product(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    left, right = _aligned(node, operands)
    return total(left * right, len(node.shape))


def _sum(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    left, right = _aligned(node, operands)
    return total((left + right) * ((left > 0) & (right > 0)), len(node.shape))


def _power(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    exponent = value_of(node.args[1])
    if exponent is None or exponent.denominator != 1 or abs(exponent) < 2:
        return _looked_up(node, operands, result)
    squares: Weights = np.square(operands[0])
    found: Weights = (abs(int(exponent)) - 1.0) * total(squares, len(node.args[0].shape))
    return found


def _reduced(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    return total(operands[0], len(node.args[0].shape))


def _looked_up(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    asked: Weights = np.where(operands[0] > 0, LOOKED_UP, 0.0)
    return total(asked, len(node.args[0].shape))


def _other(node: Expr, operands: Sequence[Weights], result: Weights) -> Weights:
    inside = sum(1 for part in walk(node) if part.args)
    return total(inside * result, len(node.shape))


_RULES: dict[str, Rule] = {
    "mul": _product,
    "div": _product,
    "add": _sum,
    "sub": _sum,
    "pow": _power,
    **dict.fromkeys(("sum", "mean", "max", "min", "max_pool2d", "average_pool2d"), _reduced),
    **dict.fromkeys(
        "sigmoid tanh exp log erf sqrt gelu gelu_erf softplus elu delu".split(), _looked_up
    ),
}
