"""What goes wrong with matrix products: transposes and the order of the factors.

Only square matrices can be mixed up so that the shapes still fit.
"""

from __future__ import annotations

from solver.algebra.expr import Expr, make
from solver.algebra.op import Slip
from solver.algebra.ops.slips import Change, argument_of, fitting


def _is_square(expr: Expr) -> bool:
    return len(expr.shape) == 2 and expr.shape[0] == expr.shape[1]


def _exchanged(node: Expr) -> Expr | None:
    left, right = node.args
    return right @ left if left != right and _is_square(left) and _is_square(right) else None


def _transposed(place: int) -> Change:
    """Transpose a factor that should stay as it is."""

    def change(node: Expr) -> Expr | None:
        factor = node.args[place]
        if factor.op == "T" or not _is_square(factor):
            return None
        both = [*node.args]
        both[place] = factor.T
        return make("matmul", *both)

    return change


def _flipped(expr: Expr) -> Expr:
    return expr.args[0] if expr.op == "T" else expr.T


def _outer(node: Expr) -> Expr | None:
    """Write b aᵀ instead of a bᵀ."""
    left, right = node.args
    outer = node.shape and left.shape[1] == 1 and _is_square(node)
    return _flipped(right) @ _flipped(left) if outer else None


PRODUCT = (
    Slip("the factors of a matrix product were exchanged", fitting(_exchanged), quiet=True),
    Slip("the vectors of an outer product were exchanged", fitting(_outer), quiet=True),
    *(
        Slip("{} was transposed", _transposed(place), argument_of(place), quiet=True)
        for place in (0, 1)
    ),
)
TRANSPOSE = (
    Slip(
        "the transpose of {} was left out",
        lambda node: node.args[0] if _is_square(node) else None,
        argument_of(0),
        quiet=True,
    ),
)
