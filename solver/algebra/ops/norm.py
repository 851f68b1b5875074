"""Norms, and the unit vector that is the gradient of one."""

from __future__ import annotations

from typing import Any

from solver.algebra import balls, fit
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import ATOM, CALL, P_ATOM, P_SUM, SUM
from solver.algebra.op import Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.reduce import ties
from solver.algebra.ops.slips import Change, left_out
from solver.errors import FormulaError


def _norm_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    xp, axes = ctx.xp, tuple(range(-len(node.args[0].shape), 0))
    order = node.attr("order")
    size_of = xp.abs(a)
    if not axes:
        return size_of
    if order == "inf":
        return xp.max(size_of, axis=axes)
    if order == 1:
        return xp.sum(size_of, axis=axes)
    squares = xp.sum(a * a, axis=axes)
    return balls.root_of_squares(squares) if is_exact(ctx) else xp.sqrt(squares)


def _norm_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg, order = node.args[0], node.attr("order")
    if order == 1:
        return g * make("sign", arg), ("the 1-norm's gradient is the sign of every entry",)
    if order == "inf":
        mask = make("argmax_mask", make("abs", arg), axis=None)
        return g * (make("sign", arg) * mask), ("only the entry of largest size counts",)
    unit = make("unit", arg)
    return g * unit, ("the gradient of the norm is the unit vector along its argument",)


def _norm_call(argument: Expr, order: Any = 2) -> Expr:
    named = order.attr("name") if getattr(order, "op", "") == "name" else order
    found = named if named in {1, 2, "inf"} else value_of(order)
    if found not in {1, 2, "inf"}:
        raise FormulaError(f"norm knows the orders 1, 2 and inf, not {order}")
    return make("norm", argument, order=found if found == "inf" else int(found))


def _kinks(node: Expr) -> tuple[Expr, ...]:
    """List the kinks: every zero entry of a 1-norm, sizes that tie in an ∞-norm, 0 itself."""
    arg, order = node.args[0], node.attr("order")
    if order == 1:
        return (arg,)
    if order == "inf":
        largest = make("max", make("abs", arg), axis=None)
        return (node, *ties(largest))
    return (node,)


_NORMS: dict[Any, str] = {1: "1-norm", 2: "2-norm", "inf": "∞-norm"}


def _other(order: Any) -> Change:
    """Make the mistake of taking the norm of another order."""

    def change(node: Expr) -> Expr | None:
        return None if node.attr("order") == order else make("norm", *node.args, order=order)

    return change


def _unrooted(node: Expr) -> Expr | None:
    squares = make("sum", node.args[0] ** number(2), axis=None)
    return squares if node.attr("order") == 2 else None


def _norm_latex(p: Any, e: Expr) -> Written:
    order = e.attr("order")
    mark = r"\infty" if order == "inf" else str(order)
    return rf"\left\lVert {p.at(e.args[0], SUM)} \right\rVert_{{{mark}}}", ATOM


declare(
    Op(
        "norm",
        fit.scalar,
        _norm_kernel,
        vjp=_norm_vjp,
        call=_norm_call,
        latex=_norm_latex,
        plain=lambda p, e: (f"norm({p.at(e.args[0], P_SUM)}, {e.attr('order')})", P_ATOM),
        kink=("the norm has a kink at 0; the subgradient there is taken to be 0",),
        on_kink=_kinks,
        says=("take the norm",),
        slips=(
            Slip("the root of the sum of squares was not taken", _unrooted, quiet=True),
            *(
                Slip(f"the {_called} was taken", _other(_order), quiet=True)
                for _order, _called in _NORMS.items()
            ),
        ),
    )
)


def _unit_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    xp, axes = ctx.xp, tuple(range(-len(node.shape), 0))
    length = xp.sqrt(xp.sum(a * a, axis=axes, keepdims=True)) if axes else xp.abs(a)
    zero = length == 0
    return xp.where(zero, ctx.number(0), a / xp.where(zero, ctx.number(1), length))


def _unit_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    along = make("sum", g * node, axis=None) * node
    return (g - along) / make("norm", node.args[0], order=2), (
        "the part along the vector drops out",
    )


def _unit_latex(p: Any, e: Expr) -> Written:
    vector = p.at(e.args[0], SUM)
    return rf"\frac{{{vector}}}{{\left\lVert {vector} \right\rVert_2}}", CALL


declare(
    Op(
        "unit",
        fit.same,
        _unit_kernel,
        vjp=_unit_vjp,
        call=lambda a: make("unit", a),
        latex=_unit_latex,
        slips=(left_out("the division by the length"),),
    )
)
