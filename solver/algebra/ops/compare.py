"""Comparisons and what joins them, as the numbers 1 (it holds) and 0 (it does not)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import (
    ATOM,
    P_AND,
    P_COMPARE,
    P_NOT,
    P_OR,
    P_SUM,
    SUM,
    bracket,
)
from solver.algebra.op import Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.alignment import aligned, entrywise, gathered

NEAR = 1e-12  # doubles that differ by rounding errors alone count as equal
# what Python writes, what a page prints, and whether it holds for the sign of left - right
RELATIONS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "lt": ("<", "<", lambda order: order < 0),
    "le": ("<=", r"\le", lambda order: order <= 0),
    "gt": (">", ">", lambda order: order > 0),
    "ge": (">=", r"\ge", lambda order: order >= 0),
    "eq": ("==", "=", lambda order: order == 0),
    "ne": ("!=", r"\ne", lambda order: order != 0),
}
_ASCENDING, _DESCENDING = frozenset({"lt", "le"}), frozenset({"gt", "ge"})
_BOUNDARY = {"lt": "le", "le": "lt", "gt": "ge", "ge": "gt"}


# --- values --------------------------------------------------------------------------------------
def is_exact(ctx: Context) -> bool:
    """Tell whether numbers are exact, so that errors are raised instead of infinities given."""
    return bool(ctx.number(0).dtype == object)


def truth(ctx: Context, holds: Any) -> Any:
    """Turn truth values into the numbers 1 and 0."""
    return ctx.xp.where(holds, ctx.number(1), ctx.number(0))


def _order(ctx: Context, left: Any, right: Any) -> Any:
    """Give the sign of left - right, which is 0 for doubles that are equal but for rounding."""
    gap = left - right
    if is_exact(ctx):
        return ctx.xp.sign(gap)
    near = ctx.xp.abs(gap) <= NEAR * (ctx.xp.abs(left) + ctx.xp.abs(right))
    near = near & ctx.xp.isfinite(gap)  # nothing is near an infinity
    return ctx.xp.where(near | (left == right), ctx.number(0), ctx.xp.sign(gap))


def _compared(holds: Callable[[Any], Any]) -> Callable[..., Any]:
    def kernel(ctx: Context, node: Expr, *values: Any) -> Any:
        return truth(ctx, holds(_order(ctx, *aligned(node, values))))

    return kernel


def _joined(join: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def kernel(ctx: Context, node: Expr, *values: Any) -> Any:
        left, right = aligned(node, values)
        return truth(ctx, join(left != 0, right != 0))

    return kernel


def constant(node: Expr, g: Expr, i: int) -> Gradient:
    """Pass no gradient: what only jumps is constant nearby."""
    return gathered(g * number(0), node.args[i]), ("a truth value is constant nearby",)


# --- notation: a condition stands bare, a truth value as a number in square brackets -------------
def condition(p: Any, expr: Expr) -> str:
    """Print an expression where a condition is expected, without the brackets of a number."""
    rule = _CONDITIONS.get(expr.op)
    if rule:
        return rule(p, expr)
    text: str = p.at(expr, SUM)
    return text


def _relation(p: Any, e: Expr) -> str:
    left, right = e.args
    return f"{p.at(left, SUM)} {RELATIONS[e.op][1]} {p.at(right, SUM)}"


def _and(p: Any, e: Expr) -> str:
    left, right = (_inside(p, arg, "or") for arg in e.args)
    if is_chain(e):
        return f"{left} {RELATIONS[e.args[1].op][1]} {p.at(e.args[1].args[1], SUM)}"
    return rf"{left} \text{{ and }} {right}"


def _inside(p: Any, e: Expr, looser: str) -> str:
    return bracket(condition(p, e)) if e.op == looser else condition(p, e)


def is_chain(e: Expr) -> bool:
    """Tell whether a conjunction reads as one chain, as `0 <= n < L` does."""
    if e.op != "and":
        return False
    left, right = e.args
    last = left.args[1] if left.op == "and" and is_chain(left) else left
    if last.op not in RELATIONS or right.op not in RELATIONS or last.args[1] != right.args[0]:
        return False
    return any({last.op, right.op} <= way for way in (_ASCENDING, _DESCENDING))


_CONDITIONS: dict[str, Callable[[Any, Expr], str]] = {
    **dict.fromkeys(RELATIONS, _relation),
    "and": _and,
    "or": lambda p, e: rf"{condition(p, e.args[0])} \text{{ or }} {condition(p, e.args[1])}",
    "not": lambda p, e: rf"\text{{not }} {bracket(condition(p, e.args[0]))}",
    "alike": lambda p, e: f"{p.at(e.args[0], SUM)} = {p.at(e.args[1], SUM)}",
}


def _indicator(p: Any, e: Expr) -> Written:
    """Print Iverson's bracket, which is 1 where the condition holds, and 0 elsewhere."""
    return bracket(condition(p, e), "[", "]"), ATOM


def _plain_relation(p: Any, e: Expr) -> Written:
    left, right = (p.at(arg, P_SUM) for arg in e.args)
    return f"{left} {RELATIONS[e.op][0]} {right}", P_COMPARE


def _plain_and(p: Any, e: Expr) -> Written:
    left, right = e.args
    if is_chain(e):
        chained = p.written(left)[0]
        return f"{chained} {RELATIONS[right.op][0]} {p.at(right.args[1], P_SUM)}", P_AND
    return f"{p.at(left, P_AND)} and {p.at(right, P_NOT)}", P_AND


def _plain_or(p: Any, e: Expr) -> Written:
    return f"{p.at(e.args[0], P_OR)} or {p.at(e.args[1], P_AND)}", P_OR


def _moved(node: Expr) -> Expr | None:
    return make(_BOUNDARY[node.op], *node.args)


# --- the table -----------------------------------------------------------------------------------
for _name, (_sign, _, _holds) in RELATIONS.items():
    declare(
        Op(
            _name,
            fit.elementwise(_sign),
            _compared(_holds),
            vjp=constant,
            entry=entrywise,
            elementwise=True,
            latex=_indicator,
            plain=_plain_relation,
            says=("compare",),
            slips=(Slip("the boundary was put on the wrong side", _moved, quiet=True),)
            if _name in _BOUNDARY
            else (),
        )
    )
declare(
    Op(
        "and",
        fit.elementwise("and"),
        _joined(lambda left, right: left & right),
        vjp=constant,
        entry=entrywise,
        elementwise=True,
        latex=_indicator,
        plain=_plain_and,
        says=("see whether both hold",),
    )
)
declare(
    Op(
        "or",
        fit.elementwise("or"),
        _joined(lambda left, right: left | right),
        vjp=constant,
        entry=entrywise,
        elementwise=True,
        latex=_indicator,
        plain=_plain_or,
        says=("see whether one of them holds",),
    )
)
declare(
    Op(
        "not",
        fit.same,
        lambda ctx, node, a: truth(ctx, a == 0),
        vjp=constant,
        entry=entrywise,
        elementwise=True,
        latex=_indicator,
        plain=lambda p, e: (f"not {p.at(e.args[0], P_NOT)}", P_NOT),
        says=("see whether it does not hold",),
    )
)
