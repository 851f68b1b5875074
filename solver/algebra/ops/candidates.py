"""Candidates to search among: `span(0, 5)` lists whole numbers."""

from __future__ import annotations

from typing import Any

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import ATOM, bracket, plain_call
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

MOST = 10_000  # candidates; more would be a program, not a problem
SHOWN = 6  # candidates that are printed one by one


def span(first: int, last: int, each: int = 1, times: int = 1) -> Expr:
    """List the whole numbers from `first` to `last`: each so often, and all of them so often.

    Several spans of one length run over all combinations of their numbers.
    """
    return make("span", first=first, last=last, each=each, times=times)


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    first, last, each, times = (attrs[key] for key in ("first", "last", "each", "times"))
    if last < first or each < 1 or times < 1:
        raise FormulaError(f"there are no whole numbers from {first} to {last}")
    count: int = (last - first + 1) * each * times
    if count > MOST:
        raise FormulaError(f"that makes {count} candidates; at most {MOST} are looked at")
    return (count,)


def listed(node: Expr) -> list[int]:
    """List the numbers of a span."""
    first, last, each, times = (node.attr(key) for key in ("first", "last", "each", "times"))
    once = [value for value in range(first, last + 1) for _ in range(each)]
    return once * int(times)


def _kernel(ctx: Context, node: Expr) -> Any:
    return ctx.constant(listed(node))


def _entry(node: Expr, index: Any) -> Expr:
    place = value_of(index[0])
    if place is None:
        raise FormulaError(f"the entry {index[0]} of a span is not one that can be written out")
    return number(listed(node)[int(place)])


def _latex(p: Any, e: Expr) -> Written:
    values = list(dict.fromkeys(listed(e)))
    short = [str(v) for v in values]
    shown = short if len(short) <= SHOWN else [*short[:2], r"\dots", short[-1]]
    return bracket(", ".join(shown)), ATOM


def _call(first: Any, last: Any, each: Any = 1, times: Any = 1) -> Expr:
    return span(*(_int(value) for value in (first, last, each, times)))


def _int(value: Any) -> int:
    found = value if isinstance(value, int) else value_of(value)
    if found is None or found.denominator != 1:
        raise FormulaError(f"a span is made of whole numbers, not of {value}")
    return int(found)


declare(
    Op(
        "span",
        _shape,
        _kernel,
        entry=_entry,
        latex=_latex,
        plain=plain_call("span", "first", "last", "each", "times"),
        says=("list the candidates",),
        call=_call,
    )
)
