"""The meaning of functions, norms, and sums over an index."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import OPS
from solver.marking import syntax as s
from solver.marking.judging.costs import too_long
from solver.marking.meaning.arrays import signal, sizes
from solver.marking.meaning.conditions import listed
from solver.marking.meaning.elaborator import Elaborator, Meaningless, means
from solver.marking.meaning.names import run_over

_OPS = {"sum": "bigsum", "prod": "prod"}
_ORDERS = {"1": lambda: number(1), "inf": lambda: name("inf")}


@means(s.Call)
def call(e: Elaborator, node: s.Call) -> Expr:
    """Call a function; a name before brackets is a sequence, or a factor."""
    function = node.function
    own = e.vocabulary.find(function)
    if own is not None and len(node.args) == 1:
        if len(own.shape) == 1:
            return e.vocabulary.at(own, e(node.args[0]))
        return e(s.Binary("jux", function, node.args[0], span=node.span))  # x(1 - x)
    if function.base == "cases":
        return listed(e, node)
    if function.base in {"ones", "eye"}:  # 1 with 2×2 below has two sizes
        parts = [part for arg in node.args for part in sizes(arg)]
        return e.called(function, tuple(map(e, parts)), node)
    args = tuple(map(e, node.args))
    if function.base in {"u", "delta"} and len(args) == 1 and (known := signal(function, args[0])):
        return known
    if function.base == "log" and function.below and len(args) == 1:
        return make("log", args[0]) / make("log", e(e.vocabulary.read(function.below)))
    if function.base == "pad" and function.below and len(args) == 1:
        sides = (e(e.vocabulary.read(function.below)),) * 4
        return e.called(s.Symbol("pad_zero"), (*args, *sides), node)
    return e.called(function, args, node)


@means(s.Over)
def over(e: Elaborator, node: s.Over) -> Expr:
    """Add up, or multiply, over an index."""
    if node.op not in _OPS or not isinstance(node.index, s.Symbol):
        raise Meaningless("say what this runs over: `\\sum_{i=1}^{n}`", node.span)
    index = node.index.base
    low, high = _bounds(e, index, node)
    body = e.binding(index)(node.body)
    found = make(_OPS[node.op], body, low, high, index=index)
    if why := too_long(found):
        raise Meaningless(why, node.span)
    return found


def _bounds(e: Elaborator, index: str, node: s.Over) -> tuple[Expr, Expr]:
    """Give the bounds of a sum; without any it runs over an array that has the index below it."""
    if node.low is not None and node.high is not None:
        return e(node.low), e(node.high)
    if node.low is None and node.high is None:
        found = run_over(e, node.body, index)
        if len(found) > 1:
            ends = " and to ".join(map(str, found))
            raise Meaningless(f"`{index}` runs to {ends} here", node.span, misfit=True)
        if found:
            return number(1), found[0]
    raise Meaningless("say where this sum begins and ends", node.span)


@means(s.Norm)
def norm(e: Elaborator, node: s.Norm) -> Expr:
    """Give an absolute value, or a norm."""
    body = e(node.body)
    if node.which == "abs" or body.is_scalar:
        return make("abs", body)
    build = OPS["norm"].call
    assert build is not None
    order = _ORDERS.get(node.which, lambda: number(2))()
    return build(body, order)


@means(s.Rounding)
def rounding(e: Elaborator, node: s.Rounding) -> Expr:
    """Round down or up."""
    return make(node.which, e(node.body))
