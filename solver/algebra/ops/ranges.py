"""What the ops that go through ranges share: `(H, 3, 20), (S, 1, H)`, the last one fastest.

Their arguments are a body, in which all indices are bound, and the ends of one range after another;
a range may use the indices before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, value_of
from solver.algebra.notation import P_OR, P_SUM, SUM
from solver.algebra.op import Attrs, Context
from solver.algebra.ops.entry import as_int
from solver.errors import FormulaError

MOST = 10**6  # cases
Range = tuple[str, Expr, Expr]  # an index, the first and the last number it stands for


def over(op: str, body: Expr, ranges: list[Range]) -> Expr:
    """Make a node that goes through ranges."""
    ends = (end for _, first, last in ranges for end in (first, last))
    return make(op, body, *ends, indices=tuple(index for index, _, _ in ranges))


def ranges_of(node: Expr) -> list[Range]:
    """List the ranges that a node goes through."""
    return _paired(node.attr("indices"), node.args)


def _paired(indices: tuple[str, ...], args: tuple[Expr, ...]) -> list[Range]:
    return list(zip(indices, args[1::2], args[2::2], strict=True))


def checked(args: tuple[Expr, ...], attrs: Attrs) -> None:
    """Refuse what is not a condition over ranges of which there are cases, and not too many."""
    body, *ends = args
    if not body.is_scalar:
        raise FormulaError(
            f"{fit.described(body)} is not one condition", "write `all(…)` around it"
        )
    for end in ends:
        if not end.is_scalar:
            raise FormulaError(f"the end {fit.described(end)} of a range is not a number")
    counts = [_count(*one) for one in _paired(attrs["indices"], args)]
    if prod(count for count in counts if count) > MOST:
        raise FormulaError(f"there are more than {MOST} cases to go through", "take shorter ranges")


def _count(index: str, first: Expr, last: Expr) -> int:
    """Count the numbers in a range; 0 where that is not known beforehand."""
    low, high = value_of(first), value_of(last)
    if low is None or high is None:
        return 0
    if low.denominator != 1 or high.denominator != 1:
        raise FormulaError(f"{index} runs from one whole number to another, not {low} to {high}")
    if high < low:
        raise FormulaError(f"there is no {index} from {low} to {high}")
    return int(high - low) + 1


def binds(node: Expr) -> tuple[tuple[str, ...], ...]:
    """List what is bound in each argument: all indices in the body, earlier ones in the ends."""
    indices: tuple[str, ...] = node.attr("indices")
    return (indices, *(indices[:k] for k in range(len(indices)) for _ in "<>"))


def cases(ctx: Context, node: Expr) -> Iterator[Mapping[str, Any]]:
    """Visit the cases in order: what each index stands for; OutOfDomain if there are none.

    A search that would take too long is refused before it begins, where its cases can be counted.
    """
    ranges = ranges_of(node)
    counts = [_count(*one) for one in ranges]
    if all(counts):
        ctx.times(prod(counts), (node.args[0],))
    found = _cases(ctx, () if all(counts) else (node.args[0],), ranges, {})
    case = next(found, None)
    if case is None:
        raise OutOfDomain(f"has no case to go through: {ranges[0][0]} runs over nothing")
    yield case
    yield from found


def _cases(
    ctx: Context, bodies: tuple[Expr, ...], ranges: list[Range], bound: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    (index, first, last), *inner = ranges
    low, high = (as_int(ctx.run(end, bound), "an end of a range") for end in (first, last))
    count = high - low + 1
    for k in range(count) if inner else ctx.times(count, bodies):
        here = {**bound, index: ctx.number(low + k)}
        if inner:
            yield from _cases(ctx, bodies, inner, here)
        else:
            yield here


# --- how it is written ---------------------------------------------------------------------------
def plain_ranges(p: Any, node: Expr) -> list[str]:
    """Print the body, and every range in brackets, as the reader takes them."""
    ranges = ranges_of(node)
    shown = [f"({index}, {p.at(low, P_SUM)}, {p.at(high, P_SUM)})" for index, low, high in ranges]
    return [p.at(node.args[0], P_OR), *shown]


def latex_ranges(p: Any, node: Expr, within: tuple[str, str] = ("=", "")) -> str:
    """Print the ranges with dots in them, `within` what; those that are alike together."""
    inner = p.within(node.attr("indices"))
    shown: dict[str, list[str]] = {}
    for index, first, last in ranges_of(node):
        shown.setdefault(_dots(inner, first, last), []).append(inner.name(index))
    opening, closing = within
    told = (f"{', '.join(names)} {opening} {dots}{closing}" for dots, names in shown.items())
    return r",\; ".join(f"{{{one}}}" for one in told)  # in braces no line is broken


def _dots(p: Any, first: Expr, last: Expr) -> str:
    """Print the numbers of a range, with dots where some are left out."""
    low, high = p.at(first, SUM), p.at(last, SUM)
    ends = value_of(first), value_of(last)
    if ends[0] is not None and ends[0] == ends[1]:
        return str(low)
    between = "" if None not in ends and ends[1] - ends[0] == 1 else r"\dots, "  # type: ignore[operator]
    return rf"{low}, {between}{high}"
