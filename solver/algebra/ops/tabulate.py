"""Functions of a whole number as sequences, `tabulate(n**2, (n, -1, 3))`, and `at`, to read them.

A table knows where it starts, so that it is read as the function it stands for: `at(y, n - 5)` is
printed `y(n - 5)`.
"""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, name, names_in, number, value_of
from solver.algebra.notation import CALL, P_ATOM, P_OR, P_SUM, SUM, bracket
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.entry import as_int
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

LONGEST = 10_000  # terms of a table


# --- tabulate: the body is a scalar in which the index is bound ----------------------------------
def _table_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    (body,), count = args, attrs["last"] - attrs["first"] + 1
    if not body.is_scalar:
        raise FormulaError(f"a table has numbers in it, not {fit.described(body)}")
    if not 1 <= count <= LONGEST:
        found = f"from {attrs['first']} to {attrs['last']}"
        raise FormulaError(f"a table has 1 to {LONGEST} terms, not {count} {found}")
    return (count,)


def _table_kernel(ctx: Context, node: Expr) -> Any:
    (body,), index, (count,) = node.args, node.attr("index"), ctx.dims(node.shape)
    places = (node.attr("first") + k for k in ctx.times(count, (body,)))
    terms = [ctx.run(body, {index: ctx.number(place)}) for place in places]
    return ctx.xp.stack(list(ctx.xp.broadcast_arrays(*terms)), axis=-1)


def _table_vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
    from solver.algebra.pull import pull

    (body,), index, first = node.args, node.attr("index"), node.attr("first")
    one = make("at", g, name(index), start=first, beyond=True)
    inner = pull(body, one, wanted)
    assert inner is not None  # the name is free in the body, or nobody would ask
    last = number(node.attr("last"))
    return make("bigsum", inner, number(first), last, index=index), (
        "every term of the table passes its share",
    )


def tabulated(body: Expr, index: str, first: int, last: int) -> Expr:
    """Make the sequence of the values of a formula for `index` from `first` to `last`."""
    return make("tabulate", body, index=index, first=first, last=last)


def read_table(body: Expr, index: str, first: Expr, last: Expr) -> Expr:
    """Make a table of what an author wrote."""
    return tabulated(body, index, _whole(first), _whole(last))


def _whole(bound: Expr) -> int:
    found = value_of(bound)
    if found is None or found.denominator != 1:
        raise FormulaError(f"a table runs from one whole number to another, not {bound}")
    return int(found)


def _table_latex(p: Any, e: Expr) -> Written:
    index = p.name(e.attr("index"))
    body = bracket(p.within([e.attr("index")]).at(e.args[0], SUM))
    return rf"{body}_{{{index}={e.attr('first')}}}^{{{e.attr('last')}}}", CALL


def _table_plain(p: Any, e: Expr) -> Written:
    ranges = f"({e.attr('index')}, {e.attr('first')}, {e.attr('last')})"
    return f"tabulate({p.at(e.args[0], P_OR)}, {ranges})", P_ATOM


declare(
    Op(
        "tabulate",
        _table_shape,
        _table_kernel,
        vjp=_table_vjp,
        lazy=True,
        by_name=True,
        binds=lambda node: ((node.attr("index"),),),
        call=read_table,
        latex=_table_latex,
        plain=_table_plain,
        says=("work out one term after another",),
    )
)


# --- at: the value of a table at a place ---------------------------------------------------------
def _at_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    table, place = args
    if len(table.shape) != 1:
        raise FormulaError(f"{fit.described(table)} is not a sequence of numbers")
    if not place.is_scalar:
        raise FormulaError(f"{fit.described(place)} is not one place in a sequence")
    return ()


def _at_kernel(ctx: Context, node: Expr, table: Any, place: Any) -> Any:
    (count,), start = ctx.dims(node.args[0].shape), node.attr("start")
    found = as_int(place, "a place in a sequence")
    if 0 <= found - start < count:
        return table[..., found - start]
    if node.attr("beyond"):
        return ctx.xp.broadcast_to(ctx.number(0), tuple(table.shape[:-1]))
    raise OutOfDomain(f"asks for term {found}: the terms run from {start} to {start + count - 1}")


def _at_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    table, place = node.args
    if i > 0:
        raise FormulaError(f"{place} is a place in {node}: nothing varies with it smoothly")
    count, start = table.shape[0], node.attr("start")
    if not isinstance(count, int):
        raise FormulaError(f"{node} has no derivative: the length {count} is not a number")
    index = next(key for key in "kmpqrst" if key not in {*names_in(g), *names_in(place)})
    hit = make("eq", name(index), place)
    return tabulated(hit * g, index, start, start + count - 1), ("only that term counts",)


def at(table: Expr, place: Expr, start: int, beyond: bool = True) -> Expr:
    """Take the value at a place of a table that starts at `start`; 0 `beyond` it, or an error."""
    return make("at", table, place, start=start, beyond=beyond)


def _at_call(table: Expr, place: Expr, start: Any = None, beyond: Any = None) -> Expr:
    flag = number(1) if beyond is None else beyond
    return at(table, place, 0 if start is None else _whole(start), value_of(flag) != 0)


def _at_latex(p: Any, e: Expr) -> Written:
    table, place = e.args
    return p.at(table, CALL) + bracket(p.at(place, SUM)), CALL


def _at_plain(p: Any, e: Expr) -> Written:
    table, place = (p.at(arg, P_SUM) for arg in e.args)
    options = [f"start={e.attr('start')}"] if e.attr("start") else []
    options += [] if e.attr("beyond") else ["beyond=0"]
    return f"at({', '.join([table, place, *options])})", P_ATOM


def _late(node: Expr) -> Expr | None:
    return make("at", node.args[0], node.args[1] - number(1), **dict(node.attrs))


declare(
    Op(
        "at",
        _at_shape,
        _at_kernel,
        vjp=_at_vjp,
        call=_at_call,
        latex=_at_latex,
        plain=_at_plain,
        says=("read the value off",),
        whole=1,
        slips=(Slip("the sequence was read one place too early", _late),),
    )
)
