"""Right, right as far as it goes, or wrong: the digits as typed tell how closely to look.

A number is right if the right one rounds to it, and it has the digits that are needed (three where
nothing is said). One that was written with more digits than that may be off by half a unit of the
last digit that is needed, or its first digits would have to be cut off to be right.

A right value that is whole is a count: written out in full it must be exact, `61800` is wrong for
61770, and so is `61771`. Written as a rounded number, `61.8 k`, `6.18e4`, it is judged as others
are. `4.001` for 4 was rounded on the way, and is imprecise.

The entries of an array share the decimals of the largest: `[12.3, 0.1]` is right for
`[12.34, 0.0512]`. But one that was written more finely must be right to 1 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from solver.marking.judging.said import Entry, Said

DIGITS = 3  # that an answer needs where nothing is said
CLOSE = 1e-9  # relative to the largest entry: what doubles may be off by
ROUGH = 5  # units of the last digit wanted, within which an answer counts as imprecise
LARGE = 10**6  # beyond it a double near a whole number may be any number
FINE = Fraction(1, 1000)  # numbers that were typed, or computed, so finely may come from doubles


class Match(Enum):
    """How a number compares with the right one."""

    RIGHT = "right"
    COARSE = "coarse"  # it rounds to it, with fewer digits than are needed
    NEAR = "near"  # a little off: rounded too early, or cut off
    WRONG = "wrong"


_ORDER = (Match.RIGHT, Match.COARSE, Match.NEAR, Match.WRONG)


@dataclass(frozen=True, slots=True)
class Truth:
    """The right values in reading order: exact ones, or the nearest doubles."""

    shape: tuple[int, ...]
    entries: tuple[Fraction | float, ...]

    @property
    def largest(self) -> float:
        """Give the size of the largest entry."""
        sizes = (abs(as_float(entry)) for entry in self.entries)
        return max((size for size in sizes if math.isfinite(size)), default=0.0)


def as_float(value: Fraction | float) -> float:
    """Give the nearest double; infinity beyond them."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def compared(said: Said, truth: Truth, digits: int = 0) -> tuple[Match, int | None]:
    """Compare entry by entry: the worst match, and the first entry that is not right.

    `said` has the shape of the truth. Entries of an array share the decimals of the largest.
    """
    scale = _Scale.of(truth, digits or DIGITS)
    worst, first = Match.RIGHT, None
    for place, (entry, right) in enumerate(zip(said.entries, truth.entries, strict=True)):
        found = scale.matched(entry, right)
        if _ORDER.index(found) > _ORDER.index(worst):
            worst, first = found, place
            if worst is Match.WRONG:
                break
    return worst, first


@dataclass(frozen=True, slots=True)
class _Scale:
    """How closely the entries of an array are looked at.

    `unit` is what the last digit that is needed is worth, `noise` what doubles may be off by,
    `coarse` what a number with too few digits may be off by to say anything.
    """

    unit: Fraction
    noise: Fraction
    coarse: Fraction

    @classmethod
    def of(cls, truth: Truth, digits: int) -> _Scale:
        largest = truth.largest
        place = math.floor(math.log10(largest)) - digits + 1 if largest else 0
        unit = Fraction(10) ** place if largest else Fraction(0)
        return cls(unit, Fraction(CLOSE * (largest or 1)), Fraction(largest) / 10)

    def matched(self, entry: Entry, right: Fraction | float) -> Match:
        if isinstance(right, float) and not math.isfinite(right):
            return Match.WRONG
        off = abs(entry.value - Fraction(right))
        if off == 0 or self._is_noise(entry, right, off):
            return Match.RIGHT
        if _is_whole(right):
            return self._count(entry, Fraction(round(right)), off)
        return self._measured(entry, right, off)

    def _is_noise(self, entry: Entry, right: Fraction | float, off: Fraction) -> bool:
        """Tell whether a number differs as doubles do."""
        if isinstance(right, float):  # known to a double's digits only
            return off <= self.noise
        return entry.quantum < FINE and off <= min(self.noise, FINE)

    def _count(self, entry: Entry, right: Fraction, off: Fraction) -> Match:
        """Compare with a whole number, which is exact unless it was rounded for all to see."""
        if entry.quantum > 1:
            return self._rounded(entry, off) if _rounds(entry, off) else Match.WRONG
        near = off <= self._room(right, 100) and entry.value.denominator != 1
        return Match.NEAR if near else Match.WRONG

    def _measured(self, entry: Entry, right: Fraction | float, off: Fraction) -> Match:
        if entry.quantum and _rounds(entry, off):
            return self._rounded(entry, off)
        if entry.quantum <= self.unit and off <= self._room(right, 100):
            exact = not entry.quantum or self._is_short(right)
            return Match.NEAR if exact else Match.RIGHT
        near = entry.quantum and off <= 2 * ROUGH * self._room(right, 200)
        return Match.NEAR if near else Match.WRONG

    def _rounded(self, entry: Entry, off: Fraction) -> Match:
        if entry.quantum <= self.unit:
            return Match.RIGHT
        # 0 rounds from anything small
        return Match.COARSE if entry.value and off <= self.coarse else Match.WRONG

    def _room(self, right: Fraction | float, share: int) -> Fraction:
        """Give half a unit, or a share of the right value if that is less."""
        return min(self.unit / 2, abs(Fraction(right)) / share)

    def _is_short(self, right: Fraction | float) -> bool:
        """Tell whether a value can be written in full with the digits that are needed."""
        exact = not isinstance(right, float) and self.unit != 0
        return exact and (Fraction(right) / self.unit).denominator == 1


def _rounds(entry: Entry, off: Fraction) -> bool:
    """Tell whether the right value rounds to a number as it was typed; halves go either way."""
    return off * 2 <= entry.quantum * (1 + Fraction(1, 10**9))


def _is_whole(right: Fraction | float) -> bool:
    """Tell whether a value is a whole number, as near as doubles can tell."""
    if not isinstance(right, float):
        return right.denominator == 1
    return 1 <= abs(right) < LARGE and abs(right - round(right)) <= CLOSE
