"""The convolution of two signals, region by region: the limits of its sums, and what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from solver.algebra.shapes import Dim, Size
from solver.errors import FormulaError
from solver.kinds._fir.closed import N, added, split
from solver.kinds._fir.closed import closed as closed_form
from solver.kinds._fir.monomials import Monomial, Polynomial, collect, moved, product
from solver.kinds._fir.order import Order, minus, plus
from solver.kinds._fir.pieces import INDEX, Piece, Pieces
from solver.kinds._fir.sizes import refuse_large
from solver.kinds._fir.sums import Quotient

COUNTER: Dim = Size((("i", 1),))
MOST = 2500  # pairs of pieces
Stretch = tuple[Dim | None, Dim | None]


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ over i from `low` to `high` of terms in i and n."""

    terms: Polynomial
    low: Dim
    high: Dim


@dataclass(frozen=True, slots=True)
class Region:
    """Where formulas of the result hold, from `low` to `high`: the sums, and their closed form."""

    low: Dim | None
    high: Dim | None
    sums: tuple[Sum, ...]
    closed: tuple[Quotient, ...]


def convolved(first: Pieces, second: Pieces, order: Order) -> tuple[Region, ...]:
    """Convolve two signals, summing over the index of the first; regions from left to right."""
    pairs = [(one, other) for one in first for other in second]
    if len(pairs) > MOST:
        raise FormulaError(f"{len(first)} and {len(second)} pieces are too many to convolve")
    for one, other in pairs:
        refuse_endless(one, other)
    edges = order.sorted(edge for pair in pairs for edge in _edges(*pair))
    cuts: list[Dim | None] = [None, *edges, None]
    found = [
        _region(pairs, start, None if stop is None else minus(stop, 1), order)
        for start, stop in pairwise(cuts)
    ]
    return tuple(found)


def merged(regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Join neighbours with the same closed form."""
    found: list[Region] = []
    for region in regions:
        if found and _same(found[-1].closed, region.closed):
            last = found.pop()
            region = Region(last.low, region.high, last.sums, last.closed)
        found.append(region)
    return tuple(found)


def _same(left: tuple[Quotient, ...], right: tuple[Quotient, ...]) -> bool:
    return {_key(one) for one in left} == {_key(one) for one in right}


def _key(one: Quotient) -> tuple[frozenset[Monomial], frozenset[Monomial], int]:
    return _unordered(one.top), _unordered(one.bottom), one.order


def _unordered(terms: Polynomial) -> frozenset[Monomial]:
    return frozenset(
        Monomial(term.coefficient, tuple(sorted(term.powers, key=str))) for term in terms
    )


def refuse_endless(one: Piece, other: Piece) -> None:
    """Refuse a sum of infinitely many terms, whether or not it has a value."""
    ahead = one.high is None and other.low is None
    if not ahead and not (one.low is None and other.high is None):
        return
    raise FormulaError(
        "each value of this convolution is a sum of infinitely many terms, as one signal goes on "
        f"for ever to the right and the other to the left{_diverging(one, other, ahead)}",
        "let one of them end, or both begin",
    )


def _diverging(one: Piece, other: Piece, ahead: bool) -> str:
    """Say of a sum of numbers that its terms do not become small."""
    ratios = [split(a).base.times(split(b).base.raised(-1)) for a in one.terms for b in other.terms]
    sizes = [abs(ratio.coefficient) for ratio in ratios if not ratio.powers]
    grows = (size >= 1 if ahead else size <= 1 for size in sizes)
    return ", and it diverges" if len(sizes) == len(ratios) and any(grows) else ""


def _edges(one: Piece, other: Piece) -> Iterator[Dim]:
    """List where a region of the product of two pieces begins, or what follows the last."""
    if one.low is not None and other.low is not None:
        yield plus(one.low, other.low)
    if one.high is not None and other.high is not None:
        yield plus(one.high, other.high, 1)
    if one.is_point or other.is_point:
        return
    if one.high is not None and other.low is not None:
        yield plus(one.high, other.low)
    if one.low is not None and other.high is not None:
        yield plus(one.low, other.high)


def _region(
    pairs: list[tuple[Piece, Piece]], low: Dim | None, high: Dim | None, order: Order
) -> Region:
    sums, closed = [], []
    for one, other in pairs:
        limits = _limits(one, other, low, high, order)
        if limits is not None:
            sums.append(Sum(_summand(one, other), *limits))
            closed += closed_form(one.terms, other.terms, *limits)
    total = added(closed)
    for part in total:
        refuse_large(part.top)
    return Region(low, high, _gathered(sums), total)


def _limits(
    one: Piece, other: Piece, low: Dim | None, high: Dim | None, order: Order
) -> tuple[Dim, Dim] | None:
    """Resolve max(l₁, n - h₂) and min(h₁, n - l₂) on a region; None where the sum is empty."""
    first = plus(one.low, other.low) if one.low is not None and other.low is not None else None
    last = plus(one.high, other.high) if one.high is not None and other.high is not None else None
    if first is not None and (low is None or not order.reaches(low, first)):
        return None
    if last is not None and (high is None or not order.reaches(last, high)):
        return None
    return _lower(one, other, low, order), _upper(one, other, low, order)


def _lower(one: Piece, other: Piece, low: Dim | None, order: Order) -> Dim:
    if other.high is None:
        assert one.low is not None  # or the sum would have no end
        return one.low
    passed = one.low is None or (low is not None and order.reaches(low, plus(one.low, other.high)))
    return minus(N, other.high) if passed or one.low is None else one.low


def _upper(one: Piece, other: Piece, low: Dim | None, order: Order) -> Dim:
    if other.low is None:
        assert one.high is not None
        return one.high
    if one.high is None:
        return minus(N, other.low)
    passed = low is not None and order.reaches(low, plus(one.high, other.low))
    return one.high if passed else minus(N, other.low)


def _summand(one: Piece, other: Piece) -> Polynomial:
    left = moved(one.terms, {INDEX: COUNTER})
    right = moved(other.terms, {INDEX: minus(N, COUNTER)})
    return product(left, right)


def _gathered(sums: list[Sum]) -> tuple[Sum, ...]:
    """Add up the terms of sums with the same limits."""
    found: dict[tuple[Dim, Dim], Polynomial] = {}
    for one in sums:
        key = one.low, one.high
        found[key] = collect([*found.get(key, ()), *one.terms])
    return tuple(Sum(terms, low, high) for (low, high), terms in found.items() if terms)
