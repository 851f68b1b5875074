"""Whether something holds everywhere, as the number 1 (it does) or 0 (it does not)."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, P_ATOM, P_OR, SUM, bracket
from solver.algebra.op import Context, Op, Written, declare
from solver.algebra.ops.compare import condition, truth


def _all_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    rank = len(node.args[0].shape)
    holds = truth(ctx, a != 0)
    return ctx.xp.min(holds, axis=tuple(range(-rank, 0))) if rank else holds


def _all_latex(p: Any, e: Expr) -> Written:
    (arg,) = e.args
    if arg.op != "tabulate":
        return rf"\left[{p.at(arg, SUM)}\right]_{{\text{{everywhere}}}}", ATOM
    inner = p.within([arg.attr("index")])
    first, last = arg.attr("first"), arg.attr("last")
    ranges = f"{p.name(arg.attr('index'))} = {first}" + rf", \dots, {last}" * (first < last)
    return bracket(rf"{condition(inner, arg.args[0])} \text{{ for }} {ranges}", "[", "]"), ATOM


declare(
    Op(
        "all",
        fit.scalar,
        _all_kernel,
        vjp=lambda node, g, i: (
            node.args[0] * (g * number(0)),
            ("a truth value is constant nearby",),
        ),
        call=lambda a: make("all", a),
        latex=_all_latex,
        plain=lambda p, e: (f"all({p.at(e.args[0], P_OR)})", P_ATOM),
        says=("see whether it holds everywhere",),
    )
)
