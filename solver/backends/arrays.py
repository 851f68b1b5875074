"""Object arrays of exact numbers, whose comparisons never guess."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from solver.algebra import exact

BUDGET = 4096  # bits of numerator or denominator; past it a number becomes a ball


class Exact(np.ndarray[Any, Any]):
    """An object array of `fmpq` and `arb` whose comparisons never guess: Undecided is raised."""

    def __lt__(self, other: Any) -> Any:
        return _truth(lambda sign: sign < 0)(self, other)

    def __le__(self, other: Any) -> Any:
        return _truth(lambda sign: sign <= 0)(self, other)

    def __gt__(self, other: Any) -> Any:
        return _truth(lambda sign: sign > 0)(self, other)

    def __ge__(self, other: Any) -> Any:
        return _truth(lambda sign: sign >= 0)(self, other)

    def __eq__(self, other: object) -> Any:
        return _truth(lambda sign: sign == 0)(self, other)

    def __ne__(self, other: object) -> Any:
        return _truth(lambda sign: sign != 0)(self, other)

    def __pow__(self, other: Any, modulo: None = None) -> Any:
        return entrywise(power, 2)(self, other)

    __hash__ = None


def exact_array(value: Any) -> Any:
    """View an object array as exact numbers; truth values stay as they are."""
    array = np.asarray(value, dtype=None if hasattr(value, "dtype") else object)
    return array.view(Exact) if array.dtype == object else array


@lru_cache
def entrywise(function: Callable[..., Any], count: int = 1) -> Callable[..., Any]:
    """Lift a function of numbers to arrays, with broadcasting."""
    lifted = np.frompyfunc(function, count, 1)
    return lambda *arrays: exact_array(lifted(*arrays))


def _truth(decide: Callable[[int], bool]) -> Callable[[Any, Any], Any]:
    def compare(left: Any, right: Any) -> Any:
        signs = np.frompyfunc(lambda a, b: decide(exact.sign(a - b)), 2, 1)(left, right)
        return np.asarray(signs, dtype=bool)

    return compare


def power(base: Any, exponent: Any) -> Any:
    """Raise to a power, as a ball where an exact one would outgrow the budget."""
    exponent = exact.rational(exponent) if isinstance(exponent, int) else exponent
    if isinstance(base, arb) or isinstance(exponent, arb) or exponent.q != 1:
        return exact.power(base, exponent)
    if base.height_bits() * abs(int(exponent.p)) > 4 * BUDGET:
        return exact.power(exact.ball(base), exponent)
    return exact.power(base, exponent)
