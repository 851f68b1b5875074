"""Quotients and powers, entry by entry; only a scalar meets an array."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import (
    HAD,
    JUX,
    P_MUL,
    P_NEG,
    P_NUM,
    P_POW,
    POW,
    SUM,
    infix,
)
from solver.algebra.op import Gradient, Op, Written, declare
from solver.algebra.ops import factor_slips
from solver.algebra.ops.alignment import binary, entrywise, gathered
from solver.errors import FormulaError


def _div_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    top, bottom = node.args
    if i == 0:
        return gathered(g / bottom, top), ("the quotient's gradient is divided by ", bottom)
    inner = -(g * top / bottom ** number(2))
    return gathered(inner, bottom), (
        "quotient rule: ",
        make("div", top, bottom),
        " falls as ",
        bottom,
        " grows",
    )


def _pow_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    base, power = node.args
    if i == 0:
        return g * (power * base ** (power - number(1))), ("power rule",)
    inner = g * (node * make("log", base))
    return gathered(inner, power), ("an exponential's derivative brings down a logarithm",)


def _div_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal, eye_of

    top, bottom = node.args
    if i == 0 and bottom.is_scalar:
        return eye_of(node) / bottom, ("the division by ", bottom, " stays")
    slope = number(1) / bottom if i == 0 else -(top / bottom ** number(2))
    own = slope if node.args[i].is_scalar else diagonal(slope)
    return own, ("quotient rule, entry by entry",)


def _pow_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    base, power = node.args
    if i == 1:
        return node * make("log", base), ("an exponential's derivative brings down a logarithm",)
    return diagonal(power * base ** (power - number(1))), ("power rule, entry by entry",)


def _div_latex(p: Any, e: Expr) -> Written:
    top, bottom = e.args
    if not bottom.is_scalar:
        first, binds = p.leading(top, HAD)
        return rf"{first} \oslash {p.at(bottom, POW)}", binds
    if top.is_scalar:
        shown: Written = p.fraction(top, bottom)
        return shown
    return rf"\frac{{1}}{{{p.at(bottom, SUM)}}} {p.at(top, JUX)}", JUX


def _pow_latex(p: Any, e: Expr) -> Written:
    base, power = e.args
    exponent = p.at(power, SUM)
    mark = exponent if base.is_scalar else rf"\odot {exponent}"
    return f"{p.raised(base)}^{{{mark}}}", POW


declare(
    Op(
        "div",
        fit.elementwise("/"),
        binary(lambda xp, a, b: a / b),
        vjp=_div_vjp,
        jacobian=_div_jacobian,
        entry=entrywise,
        elementwise=True,
        latex=_div_latex,
        plain=infix("/", P_MUL),
        slips=factor_slips.QUOTIENT,
    )
)


def _scalar_power(args: tuple[Expr, ...], attrs: Any) -> Any:
    base, power = args
    if not power.is_scalar:
        raise FormulaError(f"the exponent {fit.described(power)} is not a scalar")
    return base.shape


declare(
    Op(
        "pow",
        _scalar_power,
        binary(lambda xp, a, b: xp.pow(a, b)),
        vjp=_pow_vjp,
        jacobian=_pow_jacobian,
        entry=entrywise,
        elementwise=True,
        latex=_pow_latex,
        plain=lambda p, e: (f"{p.at(e.args[0], P_NUM)}**{p.at(e.args[1], P_NEG)}", P_POW),
        says=("raise to the power",),
        whole=1,
        slips=factor_slips.POWER,
    )
)
