"""How people write a range of numbers: `0 ≤ b < 1`, `[0, 1)`, `b ≥ 0 and b < 1`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from solver.text.said import clean, number

Ends = tuple[Fraction, Fraction, tuple[bool, bool] | None]

_N: Final = r"\s{0,3}([-+]?\s?\d[\d./ ]{0,40}?|[-+]?\s?\.\d{1,40})\s{0,3}"
_S: Final = r"[^\W\d][\w{}]{0,30}"
_CHAIN: Final = re.compile(rf"{_N}([≤<≥>]){_S}\s{{0,3}}([≤<≥>]){_N}")
_BRACKETS: Final = re.compile(
    rf"(?:{_S}\s{{0,3}}(?:∈|in|=|:)\s{{0,3}})?([\[\](]){_N}[,;]{_N}([\])\[])"
)
_ONE: Final = re.compile(rf"{_S}\s{{0,3}}([≤<≥>]){_N}")
_OTHER: Final = re.compile(rf"{_N}([≤<≥>])\s{{0,3}}{_S}")
_BETWEEN: Final = re.compile(rf"(?:{_S}\s{{1,3}})?(?:is )?(?:between|from){_N}(?:and|to){_N}")
_TURNED: Final = str.maketrans("≤<≥>", "≥>≤<")


def interval(answer: str) -> Ends | None:
    """Read a range: its ends, and which of them belong to it, if that is said."""
    plain = " ".join((clean(answer) or "").split())
    if not plain or len(plain) > 300:
        return None
    spaced = re.sub(r"([≤<≥>])\s", r"\1", plain)
    found = _chain(spaced) or _brackets(plain) or _two(spaced) or _between(plain)
    return found if found and found[0] <= found[1] else None


def _ends(low: str, high: str, closed: tuple[bool, bool] | None) -> Ends | None:
    first, second = number(low), number(high)
    return (first.value, second.value, closed) if first and second else None


def _chain(text: str) -> Ends | None:
    found = _CHAIN.fullmatch(text)
    if not found:
        return None
    left, one, other, right = found.groups()
    if one in "≤<" and other in "≤<":
        return _ends(left, right, (one == "≤", other == "≤"))
    if one in "≥>" and other in "≥>":
        return _ends(right, left, (other == "≥", one == "≥"))
    return None


def _brackets(text: str) -> Ends | None:
    found = _BRACKETS.fullmatch(text)
    if not found:
        return None
    left, low, high, right = found.groups()
    return _ends(low, high, (left == "[", right == "]"))


def _two(text: str) -> Ends | None:
    """Read two conditions, joined by `and` or a comma."""
    bounds = [_bound(part.strip()) for part in re.split(r"\band\b|,|∧|\\land|&", text)]
    if len(bounds) != 2 or None in bounds:
        return None
    known = {sign in "≥>": (sign in "≤≥", end) for sign, end in filter(None, bounds)}
    if len(known) != 2:
        return None
    (low_in, low), (high_in, high) = known[True], known[False]
    return _ends(low, high, (low_in, high_in))


def _bound(text: str) -> tuple[str, str] | None:
    if found := _ONE.fullmatch(text):
        return found[1], found[2]
    found = _OTHER.fullmatch(text)
    return (found[2].translate(_TURNED), found[1]) if found else None


def _between(text: str) -> Ends | None:
    found = _BETWEEN.fullmatch(text)
    return _ends(found[1], found[2], None) if found else None
