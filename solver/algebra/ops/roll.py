"""Maps moved around in a circle: what leaves on one side comes in on the other."""

from __future__ import annotations

from typing import Any

from solver.algebra.entries import entry
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, bracket, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.entry import as_int
from solver.algebra.ops.planes import full, lifted, lowered, maps, taken
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    array, *steps = args
    maps(array)
    for step in steps:
        found = value_of(step)
        if not step.is_scalar or (found is not None and found.denominator != 1):
            raise FormulaError(f"a map is moved by whole numbers of places, not by {step}")
    return array.shape


def _kernel(ctx: Context, node: Expr, a: Any, down: Any, across: Any) -> Any:
    a = lifted(a, node.args[0])
    for axis, step in zip((-2, -1), (down, across), strict=True):
        size, by = a.shape[axis], as_int(step, "a number of places")
        a = taken(ctx, a, [(k - by) % size for k in range(size)], axis)
    return lowered(a, node)


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    _, down, across = node.args
    if i > 0:
        raise FormulaError(f"{node.args[i]} is a whole number in {node}: nothing varies smoothly")
    return make("roll2d", g, -down, -across), ("each entry gets the gradient from where it went",)


def _entry(node: Expr, index: Any) -> Expr:
    places = [value_of(one) for one in (*index, *node.args[1:])]
    sizes = full(node.shape)
    known = [int(place) for place in places if place is not None]
    if len(sizes) > 2 or len(known) < 4 or not all(isinstance(n, int) for n in sizes):
        raise FormulaError(f"{node} has no entrywise form")
    pairs = zip(known[:2], known[2:], sizes, strict=True)
    return entry(node.args[0], [number((k - 1 - by) % int(str(n)) + 1) for k, by, n in pairs])


def _latex(p: Any, e: Expr) -> Written:
    array, *steps = e.args
    marks = ",".join(p.at(step, SUM) for step in steps)
    return f"{operator('roll')}_{{{marks}}}{bracket(p.at(array, SUM))}", CALL


def _plain(p: Any, e: Expr) -> Written:
    return f"roll2d({', '.join(p.at(arg, P_SUM) for arg in e.args)})", P_ATOM


def _backwards(node: Expr) -> Expr:
    array, down, across = node.args
    return make("roll2d", array, -down, -across)


declare(
    Op(
        "roll2d",
        _shape,
        _kernel,
        vjp=_vjp,
        entry=_entry,
        call=lambda array, down, across: make("roll2d", array, down, across),
        latex=_latex,
        plain=_plain,
        says=("move the map down and to the right; what leaves on one side comes in on the other",),
        whole=1,
        slips=(Slip("the map was moved in the opposite direction", _backwards),),
    )
)
