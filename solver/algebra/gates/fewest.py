"""The fewest hidden units for a function, by trying every set of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import comb

from solver.algebra.gates.certificate import ONE, Row
from solver.algebra.gates.domain import TooMany
from solver.algebra.gates.networks import contradicts, fed
from solver.algebra.gates.weights import MOST_ROWS, is_separable, separable_count


@lru_cache(maxsize=256)
def fewest_hidden(rows: tuple[Row, ...], target: int, skip: bool, most: int) -> int | None:
    """Count the hidden units that a behaviour needs; None if more than `most`.

    Every set of threshold functions of the inputs is tried, the smaller sets first. What a hidden
    unit gives for false does not matter, as a bias makes up for it.
    """
    for hidden in range(most + 1):
        if any(_suffices(rows, target, codes, skip) for codes in _sets(rows, hidden)):
            return hidden
    return None


def _sets(rows: tuple[Row, ...], hidden: int) -> Iterator[tuple[int, ...]]:
    return combinations(behaviours(rows), hidden) if hidden else iter([()])


@lru_cache(maxsize=64)
def behaviours(rows: tuple[Row, ...]) -> tuple[int, ...]:
    """List the threshold functions of the inputs, as numbers; TooMany for too many rows."""
    if len(rows) > MOST_ROWS:
        raise TooMany
    whole = fed(rows, (), range(len(rows[0])), ONE)
    return tuple(code for code in range(1 << len(rows)) if is_separable(whole, code))


def _suffices(rows: tuple[Row, ...], target: int, codes: tuple[int, ...], skip: bool) -> bool:
    inputs = len(rows[0])
    direct = range(inputs) if skip or not codes else ()
    feeds = (*direct, *range(inputs, inputs + len(codes)))
    if contradicts(rows, codes, feeds, target):
        return False
    return is_separable(fed(rows, codes, feeds, Fraction(0)), target)


def tried(rows: tuple[Row, ...], hidden: int) -> int:
    """Count the sets of fewer hidden units that are tried before one of this many is found."""
    functions = separable_count(fed(rows, (), range(len(rows[0])), ONE))
    return sum(comb(functions, fewer) for fewer in range(hidden))
