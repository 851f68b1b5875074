"""Threshold units by trying everything, in plain Python: oracles that share no code with the ops.

A function of n inputs is a tuple of truth values, the inputs counted up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product

from scipy.optimize import linprog

Function = tuple[bool, ...]
Weights = tuple[float, ...]


def rows(inputs: int, low: float) -> list[tuple[float, ...]]:
    return list(product((low, 1.0), repeat=inputs))


def sums(weights: Weights, table: Sequence[Sequence[float]]) -> list[float]:
    return [weights[0] + sum(w * x for w, x in zip(weights[1:], row, strict=True)) for row in table]


def computed(weights: Weights, table: Sequence[Sequence[float]]) -> Function | None:
    """Tell what weights compute; None where a sum is 0."""
    found = sums(weights, table)
    return None if 0 in found else tuple(total > 0 for total in found)


def every(inputs: int) -> Iterator[Function]:
    return product((False, True), repeat=2**inputs)


def box(inputs: int, most: int) -> Iterator[Weights]:
    return product(range(-most, most + 1), repeat=inputs + 1)


@lru_cache
def thresholds(inputs: int, low: float, most: int = 3) -> frozenset[Function]:
    """List what whole weights up to a size compute: for 3 inputs, all that any weights do."""
    table = rows(inputs, low)
    found = (computed(weights, table) for weights in box(inputs, most))
    return frozenset(function for function in found if function is not None)


def is_separable(function: Function, seen: Sequence[Sequence[float]]) -> bool:
    """Tell by linear programming whether a unit computes a function of what it sees."""
    signs = [1 if true else -1 for true in function]
    turned = [[-s, *(-s * v for v in row)] for s, row in zip(signs, seen, strict=True)]
    return bool(
        linprog([0] * len(turned[0]), turned, [-1] * len(seen), bounds=(None, None)).success
    )


def fewest(function: Function, inputs: int, skip: bool, most: int) -> int | None:
    """Count the hidden units that a function needs, up to `most`, by trying all of them."""
    table = rows(inputs, 0.0)
    hidden = sorted(thresholds(inputs, 0.0))
    for count in range(most + 1):
        for chosen in combinations(hidden, count):
            seen = [
                (*(row if skip or not count else ()), *(float(unit[r]) for unit in chosen))
                for r, row in enumerate(table)
            ]
            if is_separable(function, seen):
                return count
    return None


def terms(inputs: int) -> Iterator[tuple[bool | None, ...]]:
    return product((None, True, False), repeat=inputs)


@lru_cache
def shortest_sums(inputs: int) -> dict[Function, tuple[int, int]]:
    """Give every function the fewest products, then factors, of a sum that is equal to it."""
    table = list(product((False, True), repeat=inputs))
    units = {}
    for term in terms(inputs):
        column = tuple(
            all(t is None or t == v for t, v in zip(term, row, strict=True)) for row in table
        )
        units[column] = sum(t is not None for t in term)
    best = {tuple(False for _ in table): (0, 0)}
    layer = dict(best)
    while layer:
        fresh: dict[Function, tuple[int, int]] = {}
        for column, (count, factors) in layer.items():
            for unit, size in units.items():
                joint = tuple(a or b for a, b in zip(column, unit, strict=True))
                cost = (count + 1, factors + size)
                if cost < min(best.get(joint, (99, 99)), fresh.get(joint, (99, 99))):
                    fresh[joint] = cost
        best |= fresh
        layer = fresh
    return best
