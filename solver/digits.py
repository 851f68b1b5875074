"""How numbers print: exactly while that is short, else rounded, every digit known to be right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from solver.rounding import Rounded, common_decimals, round_at, round_digits
from solver.written import (
    Written,
    decimal,
    fraction,
    latex,
    nonfinite,
    plain,
    short,
    whole,
    whole_or_fraction,
    zero,
)

__all__ = [
    "Number",
    "Rounded",
    "Written",
    "entries",
    "exactly",
    "is_short",
    "latex",
    "plain",
    "to_digits",
    "written",
    "written_all",
]

Number = Fraction | int | Rounded | float


# --- choosing a form ---------------------------------------------------------------------------
def written(number: Number, digits: int = 4) -> Written:
    """Write one number: exactly if that is short, else rounded to significant digits."""
    number = exactly(number)
    if isinstance(number, float):
        return nonfinite(number)
    if isinstance(number, Rounded):
        return decimal(number)
    return short(number) or fraction(number) or decimal(round_digits(number, digits))


def written_all(value: Any, digits: int = 4) -> Any:
    """Write a nested tuple of numbers in one style, so that a matrix reads as one."""
    try:
        return _written_all(value, digits)
    except TypeError:  # lists have no hash
        found: Any = _written_all.__wrapped__(value, digits)
        return found


@lru_cache(maxsize=1024)
def _written_all(value: Any, digits: int) -> Any:
    numbers = [exactly(number) for number in entries(value)]
    style = _style([n for n in numbers if not isinstance(n, float)], digits)
    return _like(value, (nonfinite(n) if isinstance(n, float) else style(n) for n in numbers))


def entries(value: Any) -> Iterator[Any]:
    """Walk through the numbers of nested tuples."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from entries(part)
    else:
        yield value


def _like(value: Any, items: Iterator[Any]) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_like(part, items) for part in value)
    return next(items)


def exactly(number: Number) -> Fraction | Rounded | float:
    """Take a finite float for the short decimal it stands for, else as it is; infinities stay."""
    if isinstance(number, Rounded | Fraction):
        return number
    if isinstance(number, int):
        return Fraction(number)
    if not math.isfinite(number):
        return float(number)
    near = Fraction(format(number, ".12g"))
    return near if short(near) else Fraction(float(number))


def to_digits(value: Any, digits: int) -> Any:
    """Round the exact entries of a value; one that is no longer than that stays as it is."""
    if isinstance(value, tuple):
        return tuple(to_digits(part, digits) for part in value)
    if not isinstance(value, Fraction):
        return value
    near = round_digits(value, digits)
    return value if near.value == value else near


def is_short(x: Fraction) -> bool:
    """Tell whether a number prints exactly as an integer or a short decimal."""
    return short(x) is not None


Style = Callable[["Fraction | Rounded"], Written]


def _style(numbers: Sequence[Fraction | Rounded], digits: int) -> Style:
    """Pick how a whole matrix is written: exact decimals, fractions, or rounded decimals."""
    for form in (short, whole_or_fraction):
        if all(isinstance(number, Fraction) and form(number) for number in numbers):
            return form  # type: ignore[return-value]
    decimals = _columns(numbers, digits)
    return lambda number: _aligned(number, decimals, digits)


def _columns(numbers: Sequence[Fraction | Rounded], digits: int) -> int | None:
    """Count the decimals that line up; no fewer than those the rounded numbers already share."""
    rounded = [n for n in numbers if isinstance(n, Rounded) and n.value]
    broken = (n for n in numbers if isinstance(n, Fraction) and n.denominator != 1)
    common = common_decimals([*rounded, *(round_digits(n, digits) for n in broken)], digits)
    shared = {number.decimals for number in rounded}
    return max(common, *shared) if common is not None and len(shared) == 1 else common


def _aligned(number: Fraction | Rounded, decimals: int | None, digits: int) -> Written:
    if decimals is None:
        return written(number, digits)
    if isinstance(number, Rounded):
        # Rounding twice could be wrong, so only a zero is cut to the common length.
        return decimal(number) if number.value else zero(decimals)
    placed = round_at(number, decimals)
    return whole(number) or replace(decimal(placed), approx=placed.value != number)
