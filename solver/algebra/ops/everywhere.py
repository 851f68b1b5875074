"""Whether something holds everywhere, or anywhere, as the number 1 (it does) or 0 (it does not)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, P_ATOM, P_OR, SUM, bracket
from solver.algebra.op import Context, Gradient, Op, Written, declare
from solver.algebra.ops.compare import condition, truth


def _kernel(reduce: str) -> Callable[[Context, Expr, Any], Any]:
    def kernel(ctx: Context, node: Expr, a: Any) -> Any:
        rank = len(node.args[0].shape)
        holds = truth(ctx, a != 0)
        return getattr(ctx.xp, reduce)(holds, axis=tuple(range(-rank, 0))) if rank else holds

    return kernel


def _all_latex(p: Any, e: Expr) -> Written:
    (arg,) = e.args
    if arg.op != "tabulate":
        return rf"\left[{p.at(arg, SUM)}\right]_{{\text{{everywhere}}}}", ATOM
    inner = p.within([arg.attr("index")])
    first, last = arg.attr("first"), arg.attr("last")
    ranges = f"{p.name(arg.attr('index'))} = {first}" + rf", \dots, {last}" * (first < last)
    return bracket(rf"{condition(inner, arg.args[0])} \text{{ for }} {ranges}", "[", "]"), ATOM


def _any_latex(p: Any, e: Expr) -> Written:
    return rf"\left[{p.at(e.args[0], SUM)}\right]_{{\text{{somewhere}}}}", ATOM


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return node.args[0] * (g * number(0)), ("a truth value is constant nearby",)


def _declare(op: str, reduce: str, latex: Callable[[Any, Expr], Written], says: str) -> None:
    declare(
        Op(
            op,
            fit.scalar,
            _kernel(reduce),
            vjp=_vjp,
            call=lambda a: make(op, a),
            latex=latex,
            plain=lambda p, e: (f"{op}({p.at(e.args[0], P_OR)})", P_ATOM),
            says=(says,),
        )
    )


_declare("all", "min", _all_latex, "see whether it holds everywhere")
_declare("any", "max", _any_latex, "see whether it holds anywhere")
