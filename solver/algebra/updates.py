"""Sample-by-sample updates of a linear model in exact integers, over one common denominator.

Balls would widen with every update, whatever the rate: |I - r x xᵀ| has entries above 1. Whole
numbers only grow longer, by the digits of one sample and rate an update, and are multiplied by
short ones, so that thousands of updates take a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpz

from solver.algebra.exact import OutOfDomain

MOST_BITS = 10**6  # of the numbers at the end of a run
LONGEST = 512  # bits of a denominator; of a longer fraction nobody reads the digits


def all_rational(*arrays: Any) -> bool:
    """Tell whether all entries are rational."""
    return all(isinstance(entry, fmpq) for array in arrays for entry in array.reshape(-1).tolist())


def cleared(array: Any) -> tuple[Any, int]:
    """Write rationals as whole numbers over their least common denominator."""
    flat = array.reshape(-1).tolist()
    below = lcm(*(int(entry.q) for entry in flat))
    whole = [fmpz(int(entry.p) * (below // int(entry.q))) for entry in flat]
    return np.array(whole, dtype=object).reshape(array.shape), below


def quotients(whole: Any, below: Any) -> Any:
    """Divide whole numbers by their denominator: exactly, or as balls where that is long."""
    if int(below).bit_length() <= LONGEST:
        return np.frompyfunc(lambda entry: fmpq(entry, below), 1, 1)(whole)
    divisor = arb(below)
    return np.frompyfunc(lambda entry: arb(entry) / divisor, 1, 1)(whole)


def weights_by_epoch(x: Any, d: Any, w: Any, rates: Any, epochs: int) -> Iterator[Any]:
    """Give the weights `p × rates` at the start and after every epoch of LMS.

    `w ← w + r (d_k - x_kᵀw) x_k` for the rows x_k of `x` (N×p) and the targets `d` (N) in turn.
    """
    (a, first), (b, second) = cleared(x), cleared(d)
    common = lcm(first, second)
    b, share = b * fmpz(common // second), fmpz(common // first)
    (r, third), (now, below) = cleared(rates), cleared(w)
    scale, under = fmpz(first * common * third), fmpz(below)
    _check_length(epochs * len(a), scale, share * max(map(abs, r)) * max(map(_squared, a)))
    yield quotients(now, under)
    for _ in range(epochs):
        for row, target in zip(a, b, strict=True):
            error = target * under - share * (row @ now)
            now = now * scale + np.multiply.outer(row, r * error)
            under *= scale
        yield quotients(now, under)


def _squared(row: Any) -> Any:
    return row @ row


def _check_length(updates: int, *factors: Any) -> None:
    """Refuse numbers that grow so long that they take too much time."""
    bits = updates * max(int(factor).bit_length() for factor in factors)
    if bits > MOST_BITS:
        what = f"needs exact numbers of {bits} bits, and has room for {MOST_BITS}"
        raise OutOfDomain(f"{what}: with fewer digits in the data and rates they are shorter")


def epoch_maps(x: Any, rates: Any) -> Any:
    """Multiply the maps `I - r x_k x_kᵀ` of all samples, for every rate: `rates × p × p`."""
    (a, first), (r, second) = cleared(x), cleared(rates)
    scale, under = fmpz(first * first * second), fmpz(1)
    one = np.array([[fmpz(int(i == j)) for j in range(x.shape[1])] for i in range(x.shape[1])])
    now = np.stack([one] * len(rates))
    for row in a:
        along = np.matmul(row, now)  # rates × p
        now = now * scale - row[:, None] * (r[:, None] * along)[:, None, :]
        under *= scale
    return quotients(now, under)
