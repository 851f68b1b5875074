"""Sums, products, quotients and powers, entry by entry; only a scalar meets an array."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, HAD, JUX, P_ATOM, P_MUL, P_NEG, P_POW, P_SUM, POW, SUM, infix
from solver.algebra.op import Context, Gradient, Op, Written, declare


def aligned(node: Expr, values: Sequence[Any]) -> list[Any]:
    """Give scalars the trailing axes of the node, so that batch axes stay in front."""
    rank = len(node.shape)
    return [
        value if len(arg.shape) == rank else value[(..., *(None,) * rank)]
        for arg, value in zip(node.args, values, strict=True)
    ]


def binary(function: Callable[[Any, Any, Any], Any]) -> Callable[..., Any]:
    """Make a kernel of two aligned operands."""

    def kernel(ctx: Context, node: Expr, *values: Any) -> Any:
        left, right = aligned(node, values)
        return function(ctx.xp, left, right)

    return kernel


def gathered(gradient: Expr, arg: Expr) -> Expr:
    """Add a gradient up over all entries if it belongs to a scalar that met an array."""
    return make("sum", gradient, axis=None) if arg.is_scalar and not gradient.is_scalar else gradient


def entrywise(node: Expr, index: Sequence[Expr]) -> Expr:
    """Take one entry of an elementwise node: the op applied to the entries of its arguments."""
    from solver.algebra.entries import entry

    args = tuple(arg if arg.is_scalar else entry(arg, index) for arg in node.args)
    return make(node.op, *args, **dict(node.attrs))


def _passes(node: Expr, g: Expr, i: int) -> Gradient:
    arg = node.args[i]
    if gathered(g, arg) is not g:
        return gathered(g, arg), ("the scalar ", arg, " is added to every entry, so the gradients add up")
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


def _div_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    top, bottom = node.args
    if i == 0:
        return gathered(g / bottom, top), ("the quotient's gradient is divided by ", bottom)
    inner = -(g * top / bottom ** number(2))
    return gathered(inner, bottom), ("quotient rule: ", make("div", top, bottom), " falls as ", bottom, " grows")


def _pow_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    base, power = node.args
    if i == 0:
        return g * (power * base ** (power - number(1))), ("power rule",)
    inner = g * (node * make("log", base))
    return gathered(inner, power), ("an exponential's derivative brings down a logarithm",)


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


def _div_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal, eye_of

    top, bottom = node.args
    if i == 0 and bottom.is_scalar:
        return eye_of(node) / bottom, ("the division by ", bottom, " stays")
    slope = number(1) / bottom if i == 0 else -(top / bottom ** number(2))
    own = slope if node.args[i].is_scalar else diagonal(slope)
    return own, ("quotient rule, entry by entry",)


def _neg_latex(p: Any, e: Expr) -> Written:
    return "-" + p.at(e.args[0], HAD), HAD


def _pow_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    base, power = node.args
    if i == 1:
        return node * make("log", base), ("an exponential's derivative brings down a logarithm",)
    return diagonal(power * base ** (power - number(1))), ("power rule, entry by entry",)


def _mul_latex(p: Any, e: Expr) -> Written:
    left, right = e.args
    if not left.is_scalar and not right.is_scalar:
        return rf"{p.at(left, HAD)} \odot {p.at(right, HAD)}", HAD
    first, second = p.at(left, JUX), p.at(right, JUX)
    return f"{first}{p.between(first, second)}{second}", JUX


def _div_latex(p: Any, e: Expr) -> Written:
    top, bottom = e.args
    if not bottom.is_scalar:
        return rf"{p.at(top, HAD)} \oslash {p.at(bottom, JUX)}", HAD
    if top.is_scalar:
        return rf"\frac{{{p.at(top, SUM)}}}{{{p.at(bottom, SUM)}}}", ATOM
    return rf"\frac{{1}}{{{p.at(bottom, SUM)}}} {p.at(top, JUX)}", JUX


def _pow_latex(p: Any, e: Expr) -> Written:
    base, power = e.args
    exponent = p.at(power, SUM)
    mark = exponent if base.is_scalar else rf"\odot {exponent}"
    return f"{p.raised(base)}^{{{mark}}}", POW


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
        says="add",
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
        says="subtract",
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
    )
)
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
    )
)


def _scalar_power(args: tuple[Expr, ...], attrs: Any) -> Any:
    base, power = args
    if not power.is_scalar:
        raise fit.FormulaError(f"the exponent {fit.described(power)} is not a scalar")
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
        plain=lambda p, e: (f"{p.at(e.args[0], P_ATOM)}**{p.at(e.args[1], P_NEG)}", P_POW),
        says="raise to the power",
    )
)
