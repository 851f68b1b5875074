"""Thresholds: 1 from some value on, a value for false below it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import CALL, SUM, bracket, operator, plain_call
from solver.algebra.op import Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.alignment import entrywise
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.functions import literal
from solver.errors import FormulaError

NEAR = 1e-9  # a sum of decimals in doubles misses the threshold by about this much at most


def threshold(value: Expr, at: Fraction, low: Fraction, zero: bool) -> Expr:
    """Write 1 where a value is above `at` (or equal to it, if `zero`), and `low` elsewhere."""
    return make("threshold", value, at=at, low=low, zero=Fraction(zero))


def _threshold_kernel(ctx: Context, node: Expr, value: Any) -> Any:
    at, ties = ctx.number(node.attr("at")), bool(node.attr("zero"))
    if not is_exact(ctx):
        value = value + (NEAR if ties else -NEAR)
    true = value >= at if ties else value > at
    return ctx.xp.where(true, ctx.number(1), ctx.number(node.attr("low")))


def _threshold_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return g * number(0), ("a threshold is constant on either side of its jump",)


def _threshold_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    return diagonal(node.args[0] * number(0)), _threshold_vjp(node, number(1), i)[1]


def _threshold_call(value: Expr, at: Any = 0, low: Any = 0, zero: Any = 1) -> Expr:
    taken = {"at": at, "low": low, "zero": zero}
    found = {key: _literal(entry) for key, entry in taken.items()}
    if found["zero"] not in {0, 1}:
        raise FormulaError(f"`zero=` is 1 or 0: whether a value at the threshold is 1, not {zero}")
    return make("threshold", value, **found)


def _literal(value: Any) -> Fraction:
    return Fraction(value) if isinstance(value, int) else literal("threshold", value)


def _threshold_latex(p: Any, e: Expr) -> Written:
    at = p.at(number(e.attr("at")), SUM)
    sign = r"\ge" if e.attr("zero") else ">"
    inner = rf"{p.at(e.args[0], SUM)} {sign} {at}"
    if not e.attr("low"):
        return r"\mathbf{1}" + bracket(inner, "[", "]"), CALL
    if e.attr("low") == -1 and not e.attr("at"):
        return rf"\operatorname{{sign}}_{{{sign}}}" + bracket(p.at(e.args[0], SUM)), CALL
    return operator("threshold") + bracket(inner, "[", "]"), CALL


def _tie(node: Expr) -> Expr:
    attrs = dict(node.attrs)
    return make("threshold", *node.args, **attrs | {"zero": 1 - attrs["zero"]})


def _turned(node: Expr) -> Expr:
    attrs = dict(node.attrs)
    return make("threshold", -node.args[0], **attrs | {"at": -attrs["at"]})


def _coded(node: Expr) -> Expr | None:
    other = {0: Fraction(-1), -1: Fraction(0)}.get(node.attr("low"))
    attrs = dict(node.attrs)
    return None if other is None else make("threshold", *node.args, **attrs | {"low": other})


declare(
    Op(
        "threshold",
        fit.same,
        _threshold_kernel,
        vjp=_threshold_vjp,
        jacobian=_threshold_jacobian,
        entry=entrywise,
        call=_threshold_call,
        latex=_threshold_latex,
        plain=plain_call("threshold", "at", "low", "zero"),
        elementwise=True,
        says=("1 from the threshold on, the value for false below it",),
        slips=(
            Slip("a value at the threshold was put on the wrong side", _tie, quiet=True),
            Slip("true and false were taken for each other", _turned, quiet=True),
            Slip("0 and −1 were mixed up as the value for false", _coded, quiet=True),
        ),
    )
)
