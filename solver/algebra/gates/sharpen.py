"""From threshold units to sigmoid units: hidden weights large enough for right outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import Any

from flint import arb, ctx, fmpq

from solver.algebra.gates.certificate import Row
from solver.algebra.gates.domain import TooMany
from solver.algebra.gates.networks import Found, Net

MOST_FACTOR = 64
BITS = 256


@lru_cache(maxsize=256)
def sharpened(rows: tuple[Row, ...], target: int, net: Net, found: Found) -> Found:
    """Multiply the hidden weights by the least whole number with which sigmoid units are right.

    Outputs are decided by balls that hold the true sums: a factor is taken only if each is proved.
    """
    for factor in range(1, MOST_FACTOR + 1):
        scaled = (*(tuple(factor * w for w in unit) for unit in found.weights[:-1]),
                  found.weights[-1])  # fmt: skip
        if is_right(rows, target, net, scaled):
            return replace(found, weights=scaled)
    raise TooMany


def is_right(rows: Sequence[Row], target: int, net: Net, weights: Sequence[Row]) -> bool:
    """Prove that a network of sigmoid units gives every row its wanted class."""
    with ctx.workprec(BITS):
        return all(
            _is_proved(_sum(row, net, weights), target >> r & 1) for r, row in enumerate(rows)
        )


def _is_proved(total: Any, wanted: int) -> bool:
    return bool(total > 0 or total.is_zero()) if wanted else bool(total < 0)


def _sum(row: Row, net: Net, weights: Sequence[Row]) -> Any:
    """Add up what reaches the output unit."""
    seen = [arb(_rational(entry)) for entry in row]
    total = arb(0)
    for feeds, own in zip(net.units, weights, strict=True):
        held = [arb(1), *(seen[k] for k in feeds)]
        total = sum(map(mul, held, (_rational(w) for w in own)), arb(0))
        seen.append(1 / (1 + (-total).exp()))
    return total


def _rational(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)
