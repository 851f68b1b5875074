"""Formulas in sentences for students: as they are written, not as the algebra keeps them."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, name, transform
from solver.errors import FormulaError


def spoken(part: Expr | str) -> str:
    """Write a formula without the labels of parts and what only lays arrays out; terms as `x(n)`.

    The result is for reading; `plain` writes what can be read back.
    """
    if isinstance(part, str):
        return part
    try:
        return str(transform(part, _as_said))
    except FormulaError:  # a product needs the array that was laid out
        return str(part)


def _as_said(node: Expr) -> Expr:
    if node.op == "name":
        return name(_bare(node.attr("name")), node.shape)
    if node.op == "at":
        sequence, place = node.args
        return name(f"{sequence}({place})")
    if node.op == "nearest":
        return make("ceil" if node.attr("smallest") else "floor", node.args[0])
    if node.op in {"fill", "over_maps"}:
        return node.args[0]
    return node


def _bare(key: str) -> str:
    """Leave the label of a part out: `L` for `b.L`, `dL/dW` for `b.dL/dW`."""
    top, slash, bottom = key.partition("/")
    return f"{top.rpartition('.')[2]}{slash}{bottom}"
