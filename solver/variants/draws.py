"""Values of a varied given, for many keys and attempts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, singledispatch
from math import factorial, lcm, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.plan import Given
from solver.spec.model import Choice, Law, Range, Shuffle, Signs
from solver.variants.stream import Words, below, order, words

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Numerators, keys × attempts × the given's own shape, over one denominator."""

    numerators: Whole
    denominator: int

    @property
    def floats(self) -> npt.NDArray[np.float64]:
        """Give the values as doubles, each the nearest."""
        return self.numerators / np.float64(self.denominator)

    def value(self, key: int, attempt: int) -> Any:
        """Give one value exactly, as nested tuples of fractions."""
        return _fractions(self.numerators[key, attempt].tolist(), self.denominator)


def draw(law: Law, given: Given, keys: Sequence[tuple[int, int]], attempts: range) -> Drawn:
    """Draw a given for many keys and attempts."""
    shape = tuple(int(str(size)) for size in given.shape)
    base, denominator = _over_one(_flat(given.value))
    drawn = words(keys, attempts, prod(shape))
    entries, own = _entries(law, drawn, base)
    return Drawn(entries.reshape(*drawn.shape[:2], *shape), own or denominator)


def _flat(value: Any) -> list[Fraction]:
    return list(_leaves(value)) if value is not None else []


def _leaves(value: Any) -> Iterator[Fraction]:
    if isinstance(value, tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _over_one(values: Sequence[Fraction]) -> tuple[Whole, int]:
    """Write fractions over one denominator."""
    denominator = lcm(*(value.denominator for value in values)) if values else 1
    return np.array([int(value * denominator) for value in values], dtype=np.int64), denominator


def _fractions(nested: Any, denominator: int) -> Any:
    if isinstance(nested, list):
        return tuple(_fractions(part, denominator) for part in nested)
    return _fraction(nested, denominator)


@lru_cache(maxsize=2**14)
def _fraction(above: int, below: int) -> Fraction:
    """Make a fraction once: a class has the same few numbers many thousand times."""
    return Fraction(above, below)


# --- each law: the entries' numerators, and their denominator if it is not the given's ------------
@singledispatch
def _entries(law: Law, drawn: Words, base: Whole) -> tuple[Whole, int | None]:
    raise TypeError(f"no way to draw {law}")


@_entries.register
def _range(law: Range, drawn: Words, base: Whole) -> tuple[Whole, int | None]:
    (first, step), denominator = _over_one([law.first, law.step])
    return first + step * below(drawn, law.count), denominator


@_entries.register
def _choice(law: Choice, drawn: Words, base: Whole) -> tuple[Whole, int | None]:
    table, denominator = _over_one([leaf for value in law.values for leaf in _leaves(value)])
    rows = table.reshape(len(law.values), -1)
    if law.shape:
        return rows[below(drawn[..., 0], len(rows))], denominator
    return rows[:, 0][below(drawn, len(rows))], denominator


@_entries.register
def _shuffle(law: Shuffle, drawn: Words, base: Whole) -> tuple[Whole, int | None]:
    return base[order(drawn)], None


@_entries.register
def _signs(law: Signs, drawn: Words, base: Whole) -> tuple[Whole, int | None]:
    return base * (1 - 2 * below(drawn, 2)), None


# --- how many values there are -------------------------------------------------------------------
def capacity(law: Law, given: Given) -> int:
    """Count the values that a given can have."""
    entries = prod(int(str(size)) for size in given.shape)
    own = _flat(given.value)
    if isinstance(law, Range):
        return int(law.count**entries)
    if isinstance(law, Choice):
        return len(law.values) if law.shape else len(law.values) ** entries
    if isinstance(law, Signs):
        return 1 << sum(value != 0 for value in own)
    return factorial(len(own)) // prod(factorial(own.count(value)) for value in set(own))
