"""What the weights of one threshold unit compute, and the smallest for a behaviour.

Behaviour is a number whose bit r tells whether row r comes out true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

import numpy as np

from solver.algebra.gates.certificate import Row, certificate
from solver.algebra.gates.domain import Domain, TooMany, batches

MOST_ROWS = 8  # of which every behaviour is looked at


@dataclass(frozen=True, slots=True)
class Choice:
    """The smallest weights of some behaviour, the bias first, and how many others there are.

    `size` is the sum of the absolute values, in units of the domain. Of weights that can be listed
    `count` counts all that behave so, of others those of this size.
    """

    weights: Row
    size: int
    count: int


# --- what weights compute ---
def behaviour(weights: Any, rows: Sequence[Row], domain: Domain) -> tuple[Any, Any]:
    """Tell what many weights compute on rows (the leading 1 included), and which keep the margin.

    The rows that come out true are the bits of a number.
    """
    scale = lcm(*(entry.denominator for row in rows for entry in row))
    grid = np.array([[int(entry * scale) for entry in row] for row in rows], dtype=np.int64)
    sums = weights @ grid.T
    true = (sums > 0) | ((sums == 0) & domain.zero)
    least = 1 if domain.margin is None else domain.margin * domain.unit * scale
    keeps = np.abs(sums) * Fraction(least).denominator >= Fraction(least).numerator
    return true @ (1 << np.arange(len(rows), dtype=np.int64)), keeps.all(axis=1)


def is_separable(rows: Sequence[Row], target: int) -> bool:
    """Tell whether any weights at all compute a behaviour."""
    return certificate(signed(rows, target)) is None


def signed(rows: Sequence[Row], target: int) -> tuple[Row, ...]:
    """Turn the rows that are to come out false round, so that every sum is to be positive."""
    return tuple(
        row if target >> r & 1 else tuple(-entry for entry in row) for r, row in enumerate(rows)
    )


@lru_cache(maxsize=4096)
def smallest(
    rows: tuple[Row, ...], target: int, domain: Domain, most: int | None = None
) -> Choice | None:
    """Find the smallest allowed weights with a behaviour; None if none have it.

    Weights larger than `most` are not looked for. TooMany after too many candidates.
    """
    best: Choice | None = None
    if not is_separable(rows, target):
        return None
    for size, weights in batches(domain, len(rows[0]) - 1):
        if most is not None and size > most:
            break
        codes, keeps = behaviour(weights, rows, domain)
        hits = np.flatnonzero((codes == target) & keeps)
        best = _counted(best, weights, hits, size, domain)
        if best and not domain.is_finite:
            break
    return best


def _counted(
    best: Choice | None, weights: Any, hits: Any, size: int, domain: Domain
) -> Choice | None:
    if best is None and len(hits):
        return Choice(_exact(weights[hits[0]], domain), size, len(hits))
    return best and Choice(best.weights, best.size, best.count + len(hits))


def _exact(weights: Any, domain: Domain) -> Row:
    return tuple(Fraction(int(weight), domain.unit) for weight in weights)


# --- everything a unit can compute ---------------------------------------------------------------
@lru_cache(maxsize=64)
def separable_count(rows: tuple[Row, ...]) -> int:
    """Count the behaviours on these rows that some weights have; TooMany for too many rows."""
    if len(rows) > MOST_ROWS:
        raise TooMany
    half = 1 << (len(rows) - 1)  # each has its negation on the other side
    return 2 * sum(is_separable(rows, target) for target in range(half))


@lru_cache(maxsize=64)
def reachable(rows: tuple[Row, ...], domain: Domain) -> tuple[tuple[int, Choice], ...]:
    """List all behaviours that allowed weights have, those of the smallest weights first."""
    found: dict[int, Choice] = {}
    wanted = None if domain.is_finite else separable_count(rows)
    for size, weights in batches(domain, len(rows[0]) - 1):
        codes, keeps = behaviour(weights, rows, domain)
        fresh = {int(code): np.flatnonzero((codes == code) & keeps)
                 for code in np.unique(codes[keeps])
                 if domain.is_finite or int(code) not in found}  # fmt: skip
        for code, hits in fresh.items():
            counted = _counted(found.get(code), weights, hits, size, domain)
            assert counted
            found[code] = counted
        if len(found) == wanted:
            break
    return tuple(sorted(found.items(), key=lambda item: rank(item[1].size, (item[1].weights,))))


def rank(size: int, weights: tuple[Row, ...]) -> tuple[int, tuple[Row, ...]]:
    """Order solutions: the smaller first, of the same size that of the larger leading weights."""
    return size, tuple(tuple(-weight for weight in row) for row in weights)
