"""How heavy a number is to compute with by hand, in whole units: only ratios matter.

| number                                    | weight                                 |
|-------------------------------------------|----------------------------------------|
| 0                                         | 0: whoever sees it computes nothing    |
| 1                                         | 2                                      |
| a whole number of d digits                | 2 d + 1                                |
| a decimal of d digits, point left out     | 2 d + 2, for up to four places         |
| a fraction in lowest terms, d digits in all | 2 d + 3, for denominators up to 20   |
| any other, which one has to round         | 11                                     |
| a minus sign                              | 1 more                                 |

The weights are ours. A product of two whole numbers of d and e digits is d · e products of digits,
and so are the units of its cost, the product of the weights, roughly: the 1 that is added is for
reading the number. Whole units add up to the same total in any order, so the effort is the same on
every machine.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
ROUNDED = 11.0
PLACES = 4  # of a decimal
LARGEST = 20  # denominator of a fraction
_NEAR = 1e-9  # relative error of a double that still counts as the decimal, or the fraction
_STARTS = np.array([1.0, 2.0, *(10.0**k for k in range(1, 19))])
_WHOLE = np.array([0.0, 2.0, *(2.0 * k + 1 for k in range(1, 20))])


def weight(values: npt.ArrayLike) -> Weights:
    """Weigh every number of an array."""
    array = np.asarray(values, dtype=np.float64)
    sizes = np.abs(array)
    found = _whole(sizes)
    rest = sizes != np.rint(sizes)
    if rest.any():
        found[rest] = _broken(sizes[rest])
    result: Weights = found + (array < 0)
    return result


def _whole(sizes: Weights) -> Weights:
    """Weigh whole numbers that are not negative."""
    found: Weights = np.asarray(_WHOLE[np.searchsorted(_STARTS, sizes, side="right")])
    return found


def _digits(sizes: Weights) -> Weights:
    found: Weights = np.maximum(_whole(sizes), 3.0)
    return found


def _broken(sizes: Weights) -> Weights:
    """Weigh numbers that are not whole: as decimals if they end soon, else as fractions."""
    found = np.full(sizes.shape, ROUNDED)
    left = np.isfinite(sizes)
    denominators = [*(10.0**k for k in range(1, PLACES + 1)), *map(float, range(3, LARGEST + 1))]
    for denominator in denominators:
        top = sizes * denominator
        near = left & (np.abs(top - np.rint(top)) <= _NEAR * np.maximum(top, 1.0))
        found[near] = _one_broken(np.rint(top[near]), denominator)
        left &= ~near
        if not left.any():
            break
    return found


def _one_broken(top: Weights, denominator: float) -> Weights:
    """Weigh `top / denominator`; a number next to 0 is rounded to it, and costs as much."""
    if denominator in {10.0**k for k in range(1, PLACES + 1)}:
        found = _digits(top) + 1
    else:
        found = _digits(top) + _digits(np.array([denominator])) + 1
    return np.where(top == 0, ROUNDED, found)
