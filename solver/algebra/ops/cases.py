"""Definition by cases: `cases(value, condition, …, otherwise)` is the first value that applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import BIG, P_ATOM, P_OR, SUM
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.alignment import entrywise, gathered
from solver.algebra.ops.compare import RELATIONS, condition, constant, is_exact
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

Branch = tuple[Expr, Expr]  # a value and the condition under which it applies


def branches(node: Expr) -> tuple[tuple[Branch, ...], Expr | None]:
    """Split the arguments into values with conditions, and the value where none of them holds."""
    pairs = tuple(zip(node.args[:-1:2], node.args[1::2], strict=True))
    return pairs, node.args[-1] if len(node.args) % 2 else None


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args) < 2:
        raise FormulaError("cases need a value and a condition", "cases(x, x > 0, 0)")
    whole = next((arg for arg in args if arg.shape), args[0])
    for arg in args:
        if arg.shape not in {(), whole.shape}:
            message = f"the cases {fit.described(whole)} and {fit.described(arg)} differ in shape"
            raise FormulaError(message, "only scalars broadcast")
    return whole.shape


# --- values --------------------------------------------------------------------------------------
def _kernel(ctx: Context, node: Expr) -> Any:
    """Choose entry by entry; exactly, what applies nowhere is not computed: it may not exist."""
    pairs, otherwise = branches(node)
    found = list(_chosen(ctx, node, pairs) if is_exact(ctx) else _all(ctx, node, pairs))
    settled = found and found[-1][0] is None
    result = found.pop()[1] if settled else _rest(ctx, node, otherwise)
    for holds, value in reversed(found):
        result = ctx.xp.where(holds, value, result)
    return _spread(ctx, node, result)


def _all(ctx: Context, node: Expr, pairs: tuple[Branch, ...]) -> Iterator[tuple[Any, Any]]:
    for value, when in pairs:
        yield _lifted(ctx, node, when) != 0, _lifted(ctx, node, value)


def _chosen(ctx: Context, node: Expr, pairs: tuple[Branch, ...]) -> Iterator[tuple[Any, Any]]:
    """Give the branches that apply somewhere; None for the condition of one that always does."""
    for value, when in pairs:
        holds = _lifted(ctx, node, when) != 0
        if holds.all():
            yield None, _lifted(ctx, node, value)
            return
        if holds.any():
            yield holds, _lifted(ctx, node, value)


def _rest(ctx: Context, node: Expr, otherwise: Expr | None) -> Any:
    if otherwise is not None:
        return _lifted(ctx, node, otherwise)
    if is_exact(ctx):
        raise OutOfDomain("has no case that applies")
    nothing = ctx.number(0) * float("nan")
    return nothing[(..., *(None,) * len(node.shape))]


def _lifted(ctx: Context, node: Expr, arg: Expr) -> Any:
    """Evaluate an argument, a scalar with the trailing axes of the node."""
    value = ctx.run(arg, {})
    return value if arg.shape == node.shape else value[(..., *(None,) * len(node.shape))]


def _spread(ctx: Context, node: Expr, value: Any) -> Any:
    rank = len(node.shape)
    if not rank:
        return value
    return ctx.xp.broadcast_to(value, (*value.shape[:-rank], *ctx.dims(node.shape)))


# --- derivatives ---------------------------------------------------------------------------------
def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    if i % 2 and i < len(node.args):
        return constant(node, g, i)
    args = [
        g if k == i else arg if _is_condition(node, k) else number(0)
        for k, arg in enumerate(node.args)
    ]
    return gathered(make("cases", *args), node.args[i]), ("only the case that applies counts",)


def _is_condition(node: Expr, k: int) -> bool:
    return bool(k % 2)


def _boundaries(node: Expr) -> tuple[Expr, ...]:
    """Write expressions that are zero where one case ends and another begins."""
    found = [edge for _, when in branches(node)[0] for edge in _edges(when)]
    return tuple(dict.fromkeys(found))


def _edges(when: Expr) -> Iterator[Expr]:
    if when.op in RELATIONS:
        yield when.args[0] - when.args[1]
    elif when.op in {"and", "or", "not"}:
        for arg in when.args:
            yield from _edges(arg)


# --- notation ------------------------------------------------------------------------------------
_TALL = (r"\frac", r"\sum", r"\begin")


def _latex(p: Any, e: Expr) -> Written:
    pairs, otherwise = branches(e)
    rows = [(p.at(value, SUM), condition(p, when)) for value, when in pairs]
    rows += [(p.at(otherwise, SUM), r"\text{otherwise}")] if otherwise is not None else []
    tall = any(mark in value for value, _ in rows for mark in _TALL)
    style, skip = (r"\displaystyle ", rf" \\[{_gap(rows)}pt] ") if tall else ("", r" \\ ")
    body = skip.join(f"{style}{value}, & {when}" for value, when in rows)
    return rf"\begin{{cases}} {body} \end{{cases}}", SUM if len(rows) > 1 else BIG


def _gap(rows: list[tuple[str, str]]) -> int:
    """Choose the room between rows, in points: a sum has limits above and below it."""
    return 12 if any(r"\sum" in value for value, _ in rows) else 6


def _plain(p: Any, e: Expr) -> Written:
    return f"cases({', '.join(p.at(arg, P_OR) for arg in e.args)})", P_ATOM


def _swapped(node: Expr) -> Expr | None:
    """Take each case for the one before it."""
    pairs, otherwise = branches(node)
    values = [value for value, _ in pairs] + ([otherwise] if otherwise is not None else [])
    turned = [*values[1:], values[0]]
    if len(set(values)) < 2:
        return None
    args = [arg for pair in zip(turned, (when for _, when in pairs), strict=False) for arg in pair]
    return make("cases", *args, *turned[len(pairs) :])


declare(
    Op(
        "cases",
        _shape,
        _kernel,
        vjp=_vjp,
        entry=entrywise,
        elementwise=True,
        lazy=True,
        call=lambda *args: make("cases", *args),
        latex=_latex,
        plain=_plain,
        says=("choose the case that applies",),
        kink=("at a boundary, the case that holds there is differentiated",),
        on_kink=_boundaries,
        slips=(Slip("the values of two cases were exchanged", _swapped),),
    )
)
