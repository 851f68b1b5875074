"""Signals as finite sums of pieces: terms `c · n^k · b^n` on a stretch of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from solver.algebra.shapes import Dim
from solver.kinds._fir.monomials import Polynomial, collect, scaled
from solver.kinds._fir.order import Order, minus, plus

INDEX = "n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sum of terms in n on the places from `low` to `high`, None where it goes on for ever."""

    terms: Polynomial
    low: Dim | None = None
    high: Dim | None = None

    @property
    def is_point(self) -> bool:
        """Tell whether the piece is a single place."""
        return self.low is not None and self.low == self.high


Pieces = tuple[Piece, ...]


def times(pieces: Pieces, factor: int) -> Pieces:
    """Multiply pieces by a number."""
    return tuple(Piece(scaled(piece.terms, factor), piece.low, piece.high) for piece in pieces)


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Add up the terms of pieces on the same stretch."""
    found: dict[tuple[Dim | None, Dim | None], Polynomial] = {}
    for piece in pieces:
        key = piece.low, piece.high
        found[key] = collect([*found.get(key, ()), *piece.terms])
    return tuple(Piece(terms, low, high) for (low, high), terms in found.items() if terms)


def simplified(pieces: Pieces, order: Order) -> Pieces:
    """Cut pieces where any begins or ends, add them up there, and join equal neighbours."""
    edges = [piece.low for piece in pieces if piece.low is not None]
    edges += [plus(piece.high, 1) for piece in pieces if piece.high is not None]
    cuts: list[Dim | None] = [None, *order.sorted(edges), None]
    found: list[Piece] = []
    for start, stop in pairwise(cuts):
        end = None if stop is None else minus(stop, 1)
        terms = collect(t for p in pieces if _covers(p, start, end, order) for t in p.terms)
        if terms and found and found[-1].terms == terms and found[-1].high == _before(start):
            found[-1] = Piece(terms, found[-1].low, end)
        elif terms:
            found.append(Piece(terms, start, end))
    return tuple(found)


def _before(start: Dim | None) -> Dim | None:
    return None if start is None else minus(start, 1)


def _covers(piece: Piece, start: Dim | None, end: Dim | None, order: Order) -> bool:
    begins = piece.low is None or (start is not None and order.reaches(start, piece.low))
    ends = piece.high is None or (end is not None and order.reaches(piece.high, end))
    return begins and ends
