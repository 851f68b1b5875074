"""Sums, differences and products, entry by entry; only a scalar meets an array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr
from solver.algebra.notation import (
    ATOM,
    BIG,
    HAD,
    JUX,
    P_MUL,
    P_NEG,
    P_SUM,
    SUM,
    infix,
    signed,
)
from solver.algebra.op import Gradient, Op, Written, declare
from solver.algebra.ops import factor_slips, term_slips
from solver.algebra.ops.alignment import binary, entrywise, gathered


def _passes(node: Expr, g: Expr, i: int) -> Gradient:
    arg = node.args[i]
    if gathered(g, arg) is not g:
        return gathered(g, arg), (
            "the scalar ",
            arg,
            " is added to every entry, so the gradients add up",
        )
    return g, ("a sum passes the gradient on unchanged",)


def _sub_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    if i == 0:
        return _passes(node, g, i)
    return gathered(-g, node.args[1]), (node.args[1], " is subtracted: the gradient changes sign")


def _neg_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return -g, ("the minus sign carries over",)


def _mul_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg, other = node.args[i], node.args[1 - i]
    product = other * g if other.is_scalar else g * other
    return gathered(product, arg), ("product rule: the other factor, ", other, ", stays")


def _identity(sign: int) -> Callable[[Expr, int], Gradient]:
    def jacobian(node: Expr, i: int) -> Gradient:
        from solver.algebra.ops.linear import eye_of, ones_of

        one = eye_of(node) if node.args[i].shape == node.shape else ones_of(node)
        return (-one if sign < 0 and i == len(node.args) - 1 else one), (
            "each entry depends on its own entry alone",
        )

    return jacobian


def _mul_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal, eye_of

    arg, other = node.args[i], node.args[1 - i]
    if arg.is_scalar:
        return other, ("the other factor stays",)
    if other.is_scalar:
        return other * eye_of(node), ("the factor ", other, " stays")
    return diagonal(other), ("entry by entry, the other factor stays: a diagonal matrix",)


def _neg_latex(p: Any, e: Expr) -> Written:
    text, binds = p.fitted(e.args[0], BIG)
    if not text.strip("0."):
        return text, ATOM  # zero has no sign: what stands here may be a value put in
    return f"-{text}", signed(binds)


def _mul_latex(p: Any, e: Expr) -> Written:
    left, right = e.args
    if not left.is_scalar and not right.is_scalar:
        first, binds = p.leading(left, HAD)
        return rf"{first} \odot {p.at(right, HAD)}", binds
    first, binds = p.leading(left, JUX)
    second = p.at(right, JUX)
    return f"{first}{p.between(first, second)}{second}", binds


declare(
    Op(
        "add",
        fit.elementwise("+"),
        binary(lambda xp, a, b: a + b),
        vjp=_passes,
        jacobian=_identity(1),
        entry=entrywise,
        elementwise=True,
        latex=infix("+", SUM),
        plain=infix("+", P_SUM),
        says=("add",),
        slips=term_slips.SUM,
    )
)


declare(
    Op(
        "sub",
        fit.elementwise("-"),
        binary(lambda xp, a, b: a - b),
        vjp=_sub_vjp,
        jacobian=_identity(-1),
        entry=entrywise,
        elementwise=True,
        latex=infix("-", SUM),
        plain=infix("-", P_SUM),
        says=("subtract",),
        slips=term_slips.DIFFERENCE,
    )
)


declare(
    Op(
        "neg",
        fit.same,
        lambda ctx, node, a: -a,
        vjp=_neg_vjp,
        jacobian=_identity(-1),
        entry=entrywise,
        elementwise=True,
        latex=_neg_latex,
        plain=lambda p, e: ("-" + p.at(e.args[0], P_NEG), P_NEG),
        slips=term_slips.NEGATIVE,
    )
)


declare(
    Op(
        "mul",
        fit.elementwise("*"),
        binary(lambda xp, a, b: a * b),
        vjp=_mul_vjp,
        jacobian=_mul_jacobian,
        entry=entrywise,
        elementwise=True,
        latex=_mul_latex,
        plain=infix("*", P_MUL),
        slips=factor_slips.PRODUCT,
    )
)
