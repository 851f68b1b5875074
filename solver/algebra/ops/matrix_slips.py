"""What goes wrong with matrix products: transposes and the order of the factors.

With square matrices the shapes still fit; with others what comes of it may have another shape.
"""

from __future__ import annotations

from solver.algebra.expr import Expr, make
from solver.algebra.op import Slip
from solver.algebra.ops.slips import Change, argument_of


def _exchanged(node: Expr) -> Expr:
    left, right = node.args
    return right @ left


def _transposed(place: int) -> Change:
    """Transpose a factor that should stay as it is."""

    def change(node: Expr) -> Expr | None:
        factor = node.args[place]
        if factor.op == "T":
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
    return _flipped(right) @ _flipped(left) if left.shape[1:] == (1,) else None


PRODUCT = (
    Slip("the factors of a matrix product were exchanged", _exchanged, quiet=True),
    Slip("the vectors of an outer product were exchanged", _outer, quiet=True),
    *(
        Slip("{} was transposed", _transposed(place), argument_of(place), quiet=True)
        for place in (0, 1)
    ),
)
TRANSPOSE = (
    Slip(
        "the transpose of {} was left out",
        lambda node: node.args[0],
        argument_of(0),
        quiet=True,
    ),
)
