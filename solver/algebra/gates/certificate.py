"""Why no single unit does it: requirements that add up to a contradiction.

Gordan's theorem: either some w has `row · w > 0` for every row, or some λ ≥ 0, not all 0, has
`Σ λ_r row_r = 0`; never both. The λ is found by the first phase of the simplex method, in exact
fractions, with Bland's rule, which never goes in circles.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

Row = tuple[Fraction, ...]
ONE, ZERO = Fraction(1), Fraction(0)


@lru_cache(maxsize=4096)
def certificate(rows: tuple[Row, ...]) -> tuple[Fraction, ...] | None:
    """Find λ ≥ 0 with `Σ λ_r = 1` and `Σ λ_r row_r = 0`; None if the rows can all be positive."""
    table = _start(rows)
    basis = [len(rows) + k for k in range(len(table) - 1)]  # variables added to begin with
    while (column := _entering(table[-1])) is not None:
        pivot = _leaving(table, basis, column)
        _turn(table, pivot, column)
        basis[pivot] = column
    if table[-1][-1]:
        return None
    values = {held: table[k][-1] for k, held in enumerate(basis)}
    return tuple(values.get(k, ZERO) for k in range(len(rows)))


def _start(rows: Sequence[Row]) -> list[list[Fraction]]:
    """Write the equations, the right side last, and below them minus their sum.

    That is what the added variables still amount to, over the variables proper: the search ends
    when it is 0, or cannot be made less.
    """
    balance = [[row[k] for row in rows] + [ZERO] for k in range(len(rows[0]))]
    equations = [*balance, [ONE] * (len(rows) + 1)]
    return [*equations, [-sum(column, ZERO) for column in zip(*equations, strict=True)]]


def _entering(costs: Sequence[Fraction]) -> int | None:
    return next((j for j, cost in enumerate(costs[:-1]) if cost < 0), None)


def _leaving(table: Sequence[Sequence[Fraction]], basis: Sequence[int], column: int) -> int:
    """Choose the equation that bounds the entering variable first."""
    bounds = [(row[-1] / row[column], basis[k], k)
              for k, row in enumerate(table[:-1]) if row[column] > 0]  # fmt: skip
    return min(bounds)[2]  # some bound there is: the sum of the multipliers is 1


def _turn(table: list[list[Fraction]], pivot: int, column: int) -> None:
    """Solve the equation of the pivot for the entering variable, and put it into the others."""
    factor = table[pivot][column]
    table[pivot] = own = [entry / factor for entry in table[pivot]]
    for k, row in enumerate(table):
        if k != pivot and row[column]:
            times = row[column]
            table[k] = [a - times * b for a, b in zip(row, own, strict=True)]
