"""Where a parameter is looked at: at listed values, whole numbers in a range, or all along it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.errors import Mark
from solver.spec.fields import Field, Flag, ListOf, Schema, expected
from solver.spec.nodes import Node
from solver.spec.numbers import Number
from solver.spec.reading import Reading, refused
from solver.spec.records import FieldMap

MOST_WHOLE = 1000  # whole numbers of a range
POINTS = 161  # of a curve


@dataclass(frozen=True, slots=True)
class Places:
    """Values of a parameter: those `listed`, or the ends of a range that a curve runs along."""

    listed: tuple[Fraction, ...] = ()
    ends: tuple[Fraction, Fraction] | None = None

    def numbers(self, log: bool = False) -> tuple[float, ...]:
        """Give the values as doubles, along a range in equal steps or, with `log`, equal ratios."""
        if self.ends is None:
            return tuple(map(float, self.listed))
        low, high = map(float, self.ends)
        steps = [k / (POINTS - 1) for k in range(POINTS)]
        if log:
            between = [low * math.exp(t * math.log(high / low)) for t in steps]
        else:
            between = [low + t * (high - low) for t in steps]
        return (low, *between[1:-1], high)


class Range(Field[tuple[Fraction, Fraction]]):
    """Two numbers, the smaller first."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, Fraction]:
        ends = ListOf(item=Number()).take(node, reading)
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise expected("two numbers, the smaller first", node)
        return ends[0], ends[1]

    def schema(self) -> Schema:
        return ListOf(item=Number()).schema() | {"minItems": 2, "maxItems": 2}


class Listed(Field[tuple[Fraction, ...]]):
    """Two or more different numbers, in rising order."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, ...]:
        found = ListOf(item=Number()).take(node, reading)
        if not 2 <= len(found) <= MOST_WHOLE or list(found) != sorted(set(found)):
            raise expected(f"2 to {MOST_WHOLE} different numbers in rising order", node)
        return found

    def schema(self) -> Schema:
        return ListOf(item=Number()).schema() | {"minItems": 2, "maxItems": MOST_WHOLE}


RANGE, LISTED = Range(about="from where to where"), Listed(about="the values, in rising order")
PLACES: FieldMap = {"range": RANGE, "at": LISTED, "whole": Flag(about="whole numbers only")}


def places_in(found: Mapping[str, Any], mark: Mark, whole: bool) -> Places:
    """Put together what was read of `range`, `at` and `whole`; Refused if that makes no sense."""
    ends: tuple[Fraction, Fraction] | None = found.get("range")
    listed: tuple[Fraction, ...] | None = found.get("at")
    if (ends is None) == (listed is None):
        what = "`range` and `at` are both there" if ends else "it is not said which values it takes"
        raise refused(mark, what, "write `range: [1, 6]`, or list the values: `at: [2, 4, 6]`")
    if ends is None:
        return Places(listed or ())
    if not found.get("whole", whole):
        return Places(ends=ends)
    return Places(tuple(_whole(ends[0], ends[1], mark)))


def _whole(low: Fraction, high: Fraction, mark: Mark) -> Iterator[Fraction]:
    first, last = math.ceil(low), math.floor(high)
    if not 2 <= last - first + 1 <= MOST_WHOLE:
        count = max(last - first + 1, 0)
        what = f"between {low} and {high} there are {count} whole numbers"
        raise refused(mark, f"{what}: 2 to {MOST_WHOLE} can be shown")
    return map(Fraction, range(first, last + 1))
