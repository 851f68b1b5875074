"""Conditions over ranges: whether they hold always, or ever, and where they hold first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, P_ATOM, SUM, bracket
from solver.algebra.op import Attrs, Context, Op, Slip, Written, declare
from solver.algebra.ops.compare import condition, is_exact, truth
from solver.algebra.ops.ranges import (
    Range,
    binds,
    cases,
    checked,
    latex_ranges,
    over,
    plain_ranges,
)
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

SHORT = 20  # nodes of a condition that stays on one line
QUANTIFIERS = {"all": "forall", "any": "exists", "first": "first"}  # by the word authors write


def quantified(word: str, body: Expr, ranges: list[Range]) -> Expr:
    """Make what an author writes as `all(body, (H, 3, 20))`, with `any` or `first` alike."""
    return over(QUANTIFIERS[word], body, ranges)


# --- whether it holds in every case, or in one ---------------------------------------------------
def _scalar(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    checked(args, attrs)
    return ()


def _decided(every: bool) -> Callable[[Context, Expr], Any]:
    """Make a kernel that goes on until a case settles it, in every set of a batch."""

    def kernel(ctx: Context, node: Expr) -> Any:
        settled: Any = truth(ctx, ctx.number(0) != 0)  # nothing settles it to begin with
        for case in cases(ctx, node):
            holds = ctx.run(node.args[0], case) != 0
            hit = truth(ctx, ctx.xp.logical_not(holds) if every else holds)
            settled = settled + hit - settled * hit
            if bool(ctx.xp.all(settled != 0)):
                break
        return 1 - settled if every else settled

    return kernel


def _plain(word: str) -> Callable[[Any, Expr], Written]:
    return lambda p, e: (f"{word}({', '.join(plain_ranges(p, e))})", P_ATOM)


def _latex(word: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        body = condition(p.within(e.attr("indices")), e.args[0])
        return bracket(rf"{body} \text{{ for {word} }} {latex_ranges(p, e)}", "[", "]"), ATOM

    return show


def _other(op: str) -> Callable[[Expr], Expr | None]:
    return lambda node: make(op, *node.args, **dict(node.attrs))


_HASTY = Slip("one example was taken for a proof", _other("exists"), quiet=True)
_STRICT = Slip("it was asked to hold in every case, not in one", _other("forall"), quiet=True)

for _word, _says, _slip in (
    ("all", "see whether it holds in every case", _HASTY),
    ("any", "see whether there is a case in which it holds", _STRICT),
):
    declare(
        Op(
            QUANTIFIERS[_word],
            _scalar,
            _decided(every=_word == "all"),
            lazy=True,
            opaque=True,
            binds=binds,
            latex=_latex("all" if _word == "all" else "some"),
            plain=_plain(_word),
            says=(_says,),
            slips=(_slip,),
        )
    )


# --- the first case in which it holds ------------------------------------------------------------
def _place_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    checked(args, attrs)
    return (len(attrs["indices"]),)


def _search(ctx: Context, node: Expr) -> Any:
    """Find the indices of the first case; NaN if there is none, OutOfDomain in exact numbers."""
    xp, indices, seen = ctx.xp, node.attr("indices"), 0
    done: Any = ctx.number(0) != 0
    places = [ctx.number(0)] * len(indices)
    for case in cases(ctx, node):
        seen += 1
        hit = xp.logical_and(ctx.run(node.args[0], case) != 0, xp.logical_not(done))
        if bool(xp.any(hit)):
            places = [xp.where(hit, case[i], at) for i, at in zip(indices, places, strict=True)]
            done = xp.logical_or(done, hit)
        if bool(xp.all(done)):
            return xp.stack(list(xp.broadcast_arrays(*places)), axis=-1)
    if is_exact(ctx):
        raise OutOfDomain(f"is not there: none of the {seen} cases is one")
    places = [xp.where(done, at, ctx.number(0) + float("nan")) for at in places]
    return xp.stack(list(xp.broadcast_arrays(*places)), axis=-1)


def _call(body: Expr) -> Expr:
    raise FormulaError("`first` needs a range to search", f"write `first({body}, (n, 1, 20))`")


def _first_latex(p: Any, e: Expr) -> Written:
    inner = p.within(e.attr("indices"))
    names = ", ".join(map(inner.name, e.attr("indices")))
    shown = bracket(names) if len(e.attr("indices")) > 1 else names
    body, ranges = condition(inner, e.args[0]), latex_ranges(p, e, (r"\in \{", r"\}"))
    if e.args[0].weight <= SHORT:
        body = f"{{{body}}}"  # in braces no line is broken
    return rf"\text{{the first }} {shown} \text{{ with }} {body}, \; {ranges}", SUM


declare(
    Op(
        "first",
        _place_shape,
        _search,
        lazy=True,
        opaque=True,
        binds=binds,
        call=_call,
        latex=_first_latex,
        plain=_plain("first"),
        says=("go through the cases in order until it holds",),
        slips=(Slip("the case before the right one was taken", lambda node: node - number(1)),),
    )
)
