"""Products over an index, `prod(1 - p[i], (i, 1, n))`: gradients through many layers."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, name, names_in, number, substitute
from solver.algebra.notation import BIG, P_ATOM, P_SUM, SUM
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.entry import as_int
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


# --- args are (body, first, last), the index is bound in the body --------------------------------
def product(body: Expr, index: str, first: Expr, last: Expr) -> Expr:
    """Write ∏ body for `index` from `first` to `last`, entry by entry; 1 where there is none."""
    return make("prod", body, first, last, index=index)


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    body, *bounds = args
    for bound in bounds:
        if not bound.is_scalar:
            raise FormulaError(f"the bound {fit.described(bound)} is not a number")
    return body.shape


def _kernel(ctx: Context, node: Expr) -> Any:
    body, first, last = node.args
    low, high = (as_int(ctx.run(bound, {}), "a bound of a product") for bound in (first, last))
    total = ctx.run(fill(number(1), node.shape), {})
    for k in ctx.times(high - low + 1, (body,)):
        total = total * ctx.run(body, {node.attr("index"): ctx.number(low + k)})
    return total


def _vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
    """Apply the product rule: each factor in turn, times all before it and all behind it."""
    from solver.algebra.pull import pull

    body, first, last = node.args
    if any(wanted in names_in(bound) for bound in (first, last)):
        raise FormulaError(
            f"{wanted} is a bound of {node}: a product has no derivative by its bounds"
        )
    own = node.attr("index")
    turn, inner = _fresh(own, {*names_in(g), *names_in(body)} - {own}), ""
    inner = _fresh("k", {turn, *names_in(body)})
    at = substitute(body, {own: name(turn)})
    others = substitute(body, {own: name(inner)})
    before = product(others, inner, first, name(turn) - number(1))
    behind = product(others, inner, name(turn) + number(1), last)
    share = pull(at, g * (before * behind), wanted)
    assert share is not None  # the name is free in the body, or nobody would ask
    return make("bigsum", share, first, last, index=turn), (
        "the product rule: each factor in turn, times all the others",
    )


def _fresh(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "_"
    return wanted


def _call(body: Expr) -> Expr:
    raise FormulaError("`prod` takes a range", "write `prod(x[i], (i, 1, n))`")


def _latex(p: Any, e: Expr) -> Written:
    body, first, last = e.args
    low, high = p.at(first, SUM), p.at(last, SUM)
    index = p.name(e.attr("index"))
    return rf"\prod_{{{index}={low}}}^{{{high}}} {p.within([e.attr('index')]).at(body, BIG)}", BIG


def _plain(p: Any, e: Expr) -> Written:
    body, first, last = (p.at(arg, P_SUM) for arg in e.args)
    return f"prod({body}, ({e.attr('index')}, {first}, {last}))", P_ATOM


def _added(node: Expr) -> Expr:
    return make("bigsum", *node.args, index=node.attr("index"))


def _one_less(node: Expr) -> Expr:
    body, first, last = node.args
    return product(body, node.attr("index"), first, last - number(1))


declare(
    Op(
        "prod",
        _shape,
        _kernel,
        vjp=_vjp,
        lazy=True,
        by_name=True,
        binds=lambda node: ((node.attr("index"),), (), ()),
        latex=_latex,
        plain=_plain,
        says=("multiply the factors",),
        whole=1,
        call=_call,
        slips=(
            Slip("the factors were added up", _added),
            Slip("one factor too few was taken", _one_less),
        ),
    )
)
