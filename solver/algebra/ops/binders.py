"""Sums over an index, and an author's own functions: ops that bind a name in their body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, names_in, number, walk
from solver.algebra.notation import BIG, CALL, P_ATOM, P_SUM, SUM, bracket
from solver.algebra.op import Attrs, Context, Gradient, Op, Words, Written, declare
from solver.algebra.ops import place_slips
from solver.algebra.ops.constants import fill
from solver.algebra.ops.entry import as_int
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

SHARES: Words = ("every term of the sum passes its share",)


# --- sum over an index: args are (body, first, last), the index is bound in the body -------------
def _body_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    body, *bounds = args
    for bound in bounds:
        if not bound.is_scalar:
            raise FormulaError(f"the bound {fit.described(bound)} is not a number")
    return body.shape


def _bigsum_kernel(ctx: Context, node: Expr) -> Any:
    body, first, last = node.args
    low, high = (as_int(ctx.run(bound, {}), "a bound of a sum") for bound in (first, last))
    times = ctx.times(high - low + 1, (body,))
    terms = (ctx.run(body, {node.attr("index"): ctx.number(low + k)}) for k in times)
    total = next(terms, None)
    if total is None:
        return ctx.run(fill(number(0), node.shape), {})
    for term in terms:
        total = total + term
    return total


def _bigsum_vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
    from solver.algebra.pull import pull
    from solver.algebra.vectorise import vectorised

    whole = vectorised(node)
    if whole is not None and (found := pull(whole, g, wanted)) is not None:
        prints_alike = any(node.op in {"sum", "bigsum"} for node in walk(whole))
        return found, SHARES if prints_alike else ("over whole arrays the sum is ", whole)
    body, first, last = node.args
    inner = pull(body, g, wanted)
    if inner is None or any(wanted in names_in(bound) for bound in (first, last)):
        raise FormulaError(f"{wanted} is a bound of {node}: a sum has no derivative by its bounds")
    return make("bigsum", inner, first, last, index=node.attr("index")), SHARES


def _bigsum_latex(p: Any, e: Expr) -> Written:
    body, first, last = e.args
    low, high = p.at(first, SUM), p.at(last, SUM)
    index = p.name(e.attr("index"))
    return rf"\sum_{{{index}={low}}}^{{{high}}} {p.within([e.attr('index')]).at(body, BIG)}", BIG


def _bigsum_plain(p: Any, e: Expr) -> Written:
    body, first, last = (p.at(arg, P_SUM) for arg in e.args)
    return f"sum({body}, ({e.attr('index')}, {first}, {last}))", P_ATOM


declare(
    Op(
        "bigsum",
        _body_shape,
        _bigsum_kernel,
        vjp=_bigsum_vjp,
        lazy=True,
        by_name=True,
        binds=lambda node: ((node.attr("index"),), (), ()),
        latex=_bigsum_latex,
        plain=_bigsum_plain,
        says=("add up the terms",),
        whole=1,
        slips=place_slips.SUM,
    )
)


# --- an author's function: args are (argument, body), the parameter is bound in the body ---------
def _fn_kernel(ctx: Context, node: Expr) -> Any:
    argument, body = node.args
    value = ctx.run(argument, {})
    result = ctx.run(body, {node.attr("parameter"): value})  # the body is scalar: axes are batch
    return result + value * 0 if not names_in(body) else result


def _fn_slope(node: Expr) -> Expr:
    from solver.algebra.functions import derivative

    parameter, body = node.attr("parameter"), node.args[1]
    slope = derivative(body, parameter)
    return make("fn", node.args[0], slope, name=node.attr("name") + "'", parameter=parameter)


def _fn_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    slope = _fn_slope(node)
    return g * slope, ("chain rule, with ", _generic(slope), " = ", slope.args[1])


def _generic(node: Expr) -> Expr:
    from solver.algebra.expr import name

    parameter = node.attr("parameter")
    return make("fn", name(parameter), node.args[1], name=node.attr("name"), parameter=parameter)


def _fn_jacobian(node: Expr, i: int) -> Gradient:
    from solver.algebra.ops.linear import diagonal

    slope = _fn_slope(node)
    return diagonal(slope), ("entry by entry, with ", _generic(slope), " = ", slope.args[1])


def _fn_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    from solver.algebra.entries import entry

    return make("fn", entry(node.args[0], index), node.args[1], **dict(node.attrs))


def _fn_latex(p: Any, e: Expr) -> Written:
    return p.function(e.attr("name")) + bracket(p.at(e.args[0], SUM)), CALL


def _fn_plain(p: Any, e: Expr) -> Written:
    return f"{e.attr('name')}({p.at(e.args[0], P_SUM)})", P_ATOM


declare(
    Op(
        "fn",
        fit.same,
        _fn_kernel,
        vjp=_fn_vjp,
        jacobian=_fn_jacobian,
        entry=_fn_entry,
        elementwise=True,
        lazy=True,
        binds=lambda node: ((), (node.attr("parameter"),)),
        latex=_fn_latex,
        plain=_fn_plain,
        says=("apply the function to every entry",),
    )
)
