"""The allowed weights of a threshold unit, the smallest first.

They are counted as whole multiples of a unit, so that sums of thousands of candidates are taken at
once and still exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm, prod
from typing import Any

import numpy as np

Row = tuple[Fraction, ...]
MOST = 2 * 10**6  # candidates that one search looks at


class TooMany(ArithmeticError):
    """A search would look at too many candidates."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Which weights are allowed: the sets `values` and, for the bias, `bias`, or None and None.

    None allows every whole number; with `halves`, every multiple of 1/2 as a bias. Every sum keeps
    a `margin` from 0; None: is not 0. With the margin 0, a sum of 0 counts as true if `zero`.
    """

    values: tuple[Fraction, ...] | None = None
    bias: tuple[Fraction, ...] | None = None
    halves: bool = False
    margin: Fraction | None = None
    zero: bool = True

    @property
    def is_finite(self) -> bool:
        """Tell whether all that is allowed can be listed."""
        return self.values is not None and self.bias is not None

    @property
    def unit(self) -> int:
        """Give the denominator that all weights have in common."""
        known = [v.denominator for group in (self.values, self.bias) for v in group or ()]
        return lcm(2 if self.halves else 1, *known)


# --- candidates, smallest first ------------------------------------------------------------------
def batches(domain: Domain, inputs: int) -> Iterator[tuple[int, Any]]:
    """Give all allowed weights by size; within one size the larger first, bias before weights.

    Each batch is a size and the weights of that size as whole multiples of the unit, a row each.
    TooMany after too many of them.
    """
    if domain.is_finite:
        yield from _listed(domain, inputs)
        return
    seen, size = 0, 0
    while seen <= MOST:
        found = _of_size(domain, inputs, size)
        seen += len(found)
        if len(found):
            yield size, found
        size += 1
    raise TooMany


@lru_cache(maxsize=16)
def _listed(domain: Domain, inputs: int) -> tuple[tuple[int, Any], ...]:
    columns = [_multiples(domain.bias, domain), *[_multiples(domain.values, domain)] * inputs]
    if prod(map(len, columns)) > MOST:
        raise TooMany
    grid = np.stack(np.meshgrid(*columns, indexing="ij"), axis=-1).reshape(-1, inputs + 1)
    sizes = np.abs(grid).sum(axis=1)
    order = np.argsort(sizes, kind="stable")
    grid, sizes = grid[order], sizes[order]
    cuts = [0, *(np.flatnonzero(np.diff(sizes)) + 1).tolist(), len(grid)]
    return tuple((int(sizes[a]), grid[a:b]) for a, b in pairwise(cuts))


def _multiples(values: Sequence[Fraction] | None, domain: Domain) -> Any:
    whole = sorted((int(value * domain.unit) for value in values or ()), reverse=True)
    return np.array(whole, dtype=np.int64)


@lru_cache(maxsize=512)
def _of_size(domain: Domain, inputs: int, size: int) -> Any:
    """List the allowed weights of one size, where every whole number is."""
    parts = []
    for bias in range(size, -size - 1, -1):
        rest = _sphere(domain.unit, inputs, size - abs(bias))
        parts.append(np.concatenate([np.full((len(rest), 1), bias), rest], axis=1))
    return np.concatenate(parts) if parts else np.zeros((0, inputs + 1), dtype=np.int64)


@lru_cache(maxsize=4096)
def _sphere(unit: int, inputs: int, size: int) -> Any:
    """List the whole weights of the inputs that have one size; `unit` counts for 1."""
    if not inputs:
        return np.zeros((1 - min(size, 1), 0), dtype=np.int64)
    parts = []
    for value in range(size // unit * unit, -size - 1, -unit):
        rest = _sphere(unit, inputs - 1, size - abs(value))
        parts.append(np.concatenate([np.full((len(rest), 1), value), rest], axis=1))
    return np.concatenate(parts) if parts else np.zeros((0, inputs), dtype=np.int64)
