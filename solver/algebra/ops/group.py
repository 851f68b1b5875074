"""Brackets that stand for an order of working: `(A B) C` is the number `A B C`, at another cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.entries import entry
from solver.algebra.expr import Expr, make, rebuild
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, SUM, bracket
from solver.algebra.op import Gradient, Op, declare


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return g, ("brackets change nothing",)


def _entry(node: Expr, index: Sequence[Expr]) -> Expr:
    return entry(node.args[0], tuple(index))


def _jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import eye_of

    return eye_of(node), ("brackets change nothing",)


def _latex(p: Any, e: Expr) -> tuple[str, int]:
    return bracket(p.at(e.args[0], SUM)), ATOM


declare(
    Op(
        "group",
        fit.same,
        lambda ctx, node, a: a,
        vjp=_vjp,
        jacobian=_jacobian,
        entry=_entry,
        elementwise=True,
        latex=_latex,
        plain=lambda p, e: (f"({p.at(e.args[0], P_SUM)})", P_ATOM),
        says=("work out what is in the brackets first",),
    )
)


def grouped(expr: Expr) -> Expr:
    """Set brackets around the products inside products, so that their order is seen."""
    args = tuple(map(grouped, expr.args))
    if expr.op == "matmul":
        args = tuple(make("group", arg) if arg.op == "matmul" else arg for arg in args)
    return rebuild(expr, args)
