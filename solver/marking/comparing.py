"""Right, right as far as it goes, or wrong: the digits as typed tell how closely to look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from solver.marking.said import Entry, Said

DIGITS = 3  # that an answer needs where nothing is said
CLOSE = 1e-9  # relative to the largest entry: what doubles may be off by
ROUGH = 5  # units of the last digit wanted, within which an answer counts as imprecise


class Match(Enum):
    """How a number compares with the right one."""

    RIGHT = "right"
    COARSE = "coarse"  # it rounds to it, with fewer digits than are needed
    NEAR = "near"  # a little off: rounded too early, or cut off
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Truth:
    """The right values in reading order: exact ones, or the nearest doubles."""

    shape: tuple[int, ...]
    entries: tuple[Fraction | float, ...]

    @property
    def largest(self) -> float:
        """Give the size of the largest entry."""
        sizes = (abs(float(entry)) for entry in self.entries)
        return max((size for size in sizes if math.isfinite(size)), default=0.0)


def compared(said: Said, truth: Truth, digits: int = 0) -> tuple[Match, int | None]:
    """Compare entry by entry: the worst match, and the first entry that is not right.

    `said` has the shape of the truth. Entries of an array share the decimals of the largest.
    """
    unit = _unit(truth, digits or DIGITS)
    slack = CLOSE * truth.largest
    order = (Match.RIGHT, Match.COARSE, Match.NEAR, Match.WRONG)
    worst, first = Match.RIGHT, None
    for place, (entry, right) in enumerate(zip(said.entries, truth.entries, strict=True)):
        found = _matched(entry, right, unit, slack)
        if order.index(found) > order.index(worst):
            worst, first = found, place
            if worst is Match.WRONG:
                break
    return worst, first


def _unit(truth: Truth, digits: int) -> Fraction:
    """Give what the last of so many significant digits of the largest entry is worth."""
    if not truth.largest:
        return Fraction(0)
    place = math.floor(math.log10(truth.largest)) - digits + 1
    return Fraction(10) ** place


def _matched(entry: Entry, right: Fraction | float, unit: Fraction, slack: float) -> Match:
    if isinstance(right, float) and not math.isfinite(right):
        return Match.WRONG
    off = abs(entry.value - Fraction(right))
    blurred = isinstance(right, float)  # the right value itself is known to a double's digits
    if off == 0 or (blurred and off <= slack):
        return Match.RIGHT
    if not entry.quantum:
        return Match.NEAR if off <= unit / 2 and not _is_short(right, unit) else Match.WRONG
    fine = entry.quantum <= unit
    if off * 2 <= entry.quantum * (1 + Fraction(1, 10**9)):
        whole = not blurred and Fraction(right).denominator == 1 and entry.quantum <= 1
        return Match.RIGHT if fine or whole else _coarse(entry)
    if fine and off * 2 <= unit and not _is_short(right, unit):
        return Match.RIGHT
    return Match.NEAR if off <= ROUGH * unit and not _is_whole(right) else Match.WRONG


def _coarse(entry: Entry) -> Match:
    """Accept no answer that says nothing: 0 rounds from anything small."""
    return Match.COARSE if entry.value else Match.WRONG


def _is_short(right: Fraction | float, unit: Fraction) -> bool:
    """Tell whether a value can be written in full with the digits that are needed."""
    return not isinstance(right, float) and unit != 0 and (Fraction(right) / unit).denominator == 1


def _is_whole(right: Fraction | float) -> bool:
    return not isinstance(right, float) and right.denominator == 1


def truth_of(shape: Sequence[int], flat: Sequence[Fraction | float]) -> Truth:
    """Make a truth of a flat list."""
    return Truth(tuple(shape), tuple(flat))
