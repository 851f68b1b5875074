"""The steps of a convolution: the definition, the sums by regions, the closed form, the values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import Law, Words
from solver.algebra.ops.tabulate import at
from solver.kinds._fir.convolving import COUNTER, Convolving
from solver.kinds._fir.forms import Listed
from solver.kinds._fir.signals import N, called
from solver.plan import Line, Step


def steps(found: Convolving) -> Iterable[Step]:
    """Make the steps of one convolution; FormulaError says why there are none."""
    yield from _of_tables(found) if _both_listed(found) else _of_formulas(found)


def _both_listed(found: Convolving) -> bool:
    return found.first.table is not None and found.second.table is not None


def _of_formulas(found: Convolving) -> Iterable[Step]:
    table, key = found.table, found.key
    definition, sums, closed = found.definition(), found.sums(), found.closed()
    before = [Line(table(definition), (*_defined(found), *_limits(found)))]
    if sums != closed:
        before.append(Line(table(sums), ("the limits, region by region",)))
    special = found.special()
    apart: Words = ("; ", special.holds, " is a case of its own") if special else ()
    why: Words = ("each sum in closed form", *apart)
    yield Step(key, table(closed), why, before=tuple(before), head=found.head)
    yield _values(found, definition)


def _of_tables(found: Convolving) -> Iterable[Step]:
    first, second = found.first, found.second
    assert first.table is not None
    assert second.table is not None
    start, whole = first.start + second.start, make("convolve", first.table, second.table)
    why: Words = (
        "flip one list, drag it along the other, and add up the products; the first value is at ",
        make("eq", N, number(start)),
    )
    yield Step(found.key, whole, why)
    yield _values(found, found.definition())


def _values(found: Convolving, definition: Expr) -> Step:
    """List the result, as the definition gives it: the same as the closed form at every place."""
    low, high = (number(end) for end in found.range)
    before = (Line(found.table(definition), _defined(found)),)
    one = read_off(found)(N)
    title: Words = ("the values at ", make("eq", N, low), ", …, ", high, " of ")
    return Step(
        f"{found.key}_values", found.table(one), ("read the values off",), before=before,
        title=title, form=Listed(found.range[0], result=True), head=one,
    )  # fmt: skip


def _defined(found: Convolving) -> Words:
    """State the definition, whose sum runs over all whole numbers."""
    over, other = found.over.at(COUNTER), found.other.at(N - COUNTER)
    left, right = (over, other) if found.over is found.first else (other, over)
    everywhere = Law("the sum over all i of", r"\textstyle\sum_{i=-\infty}^{\infty}")
    return ("the convolution is ", everywhere, " ", left * right)


def _limits(found: Convolving) -> Words:
    return ("; the factors are 0 beyond these limits",)


def read_off(found: Convolving) -> Callable[[Expr], Expr]:
    """Make the function that reads a result off the values of its step."""
    if not _both_listed(found):
        first, last = found.range
        table = name(found.key, (last - first + 1,))
        return lambda place: at(table, place, first, beyond=False)
    whole = make("convolve", found.first.table, found.second.table)  # type: ignore[arg-type]
    start = found.first.start + found.second.start
    return lambda place: at(name(found.key, whole.shape), place, start)


def result_at(found: Convolving) -> Callable[[Expr], Expr]:
    """Make the function that gives a result at a place: y(n - 5)."""
    if not _both_listed(found):
        return called(found.key, found.closed())
    first, second = found.first, found.second
    assert first.table is not None
    assert second.table is not None
    whole = make("convolve", first.table, second.table)
    return called(found.key, at(whole, N, first.start + second.start))
