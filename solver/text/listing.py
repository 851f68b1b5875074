"""Sizes, and sets of whole numbers or of tuples of them, as people write them down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from solver.text.said import clean

MOST: Final = 10_000  # members of a range that is written with its ends
Whole = tuple[int, ...]

_SIZE: Final = re.compile(r"\d{1,9}")
_MAPS: Final = re.compile(r"(\d{1,9})\s?@\s?(.+)", re.DOTALL)
_SQUARE: Final = re.compile(r"(?<!\d)(\d{1,9})\s?(?:\^\s?\{?\s?2(?!\d)\s?\}?|²)")
_BATCH: Final = re.compile(r"(?<!\w)[NBb]\s?[,x×]\s?(?=\d)")
_NAMED: Final = re.compile(r"(?<![\w×])[^\W\d]\w{0,20}\s?[:=]\s?(?=\d)")
_UNIT: Final = re.compile(
    r"(?<![^\W\d])(?:channels?|feature maps?|maps?|filters?|neurons?|units?|entries|values?|rows?"
    r"|columns?|cols|pixels?|px|features?|outputs?|torch\.size|shape|size|by|and|of|with)(?!\w)",
    re.IGNORECASE,
)


def sizes(text: str) -> Whole | None:
    """Read `34x34x16`, `(34, 34, 16)`, `16@34x34`, `34 by 34, 16 channels`."""
    plain = clean(text)
    if not plain:
        return None
    if maps := _MAPS.fullmatch(plain):
        inner = _sizes(maps[2])
        return (*inner, int(maps[1])) if inner else None
    parts = _NAMED.sub(" ", _BATCH.sub("", plain.replace(" (=", " ="))).rstrip(".)").split("=")
    several = [part for part in parts if len(_SIZE.findall(part)) > 1]  # 8x8 = 64
    return _sizes(several[-1] if several else parts[-1])


def _sizes(plain: str) -> Whole | None:
    """Read sizes between which there is nothing but signs and units."""
    spread = _UNIT.sub(" ", _NAMED.sub(" ", _SQUARE.sub(r" \1 \1 ", plain.rstrip("."))))
    found = tuple(map(int, _SIZE.findall(spread)))
    between = re.sub(r"[xX×·*,;()\[\]{}\s=\"']|⨯", "", _SIZE.sub("", spread))
    glued = re.search(r"\d{10}|\d\s{0,3}[\])]\s{0,3}[(\[]", spread)
    return found if found and len(found) <= 8 and not between and not glued else None


def rearranged(found: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Say how sizes that stand for the same array are written; '' if they are not the same."""
    if found == right:
        return ""
    if _alone(found) == _alone(right):
        return "a dimension of size 1 is written, or left out"
    if any(_alone(turned) == _alone(right) for turned in _turned(found)):
        return "the dimensions are in another order"
    return ""


def _alone(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out sizes of 1, but the last that is left."""
    return tuple(size for size in sizes if size != 1) or sizes[:1]


def _turned(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """List the orders that are in use: channels first or last, a batch before them, weights."""
    inner = sizes[1:] if len(sizes) == 4 and sizes[0] == 1 else sizes
    if len(inner) == 3 and (inner[0] != inner[2] or inner[0] == inner[1]):
        yield from ((*inner[1:], inner[0]), (inner[-1], *inner[:-1]))
    if len(inner) == 4:
        first, second, third, last = inner
        yield from ((third, last, first, second), (last, third, first, second))


# --- sets of numbers -----------------------------------------------------------------------------
_CHAIN: Final = re.compile(r"(-?\d{1,9})\s?([≤<])\s?[^\W\d]\w{0,20}\s?([≤<])\s?(-?\d{1,9})")
_LEFT: Final = re.compile(r"(?<!\w)[^\W\d]\w{0,20}\s?(?:[:=∈]|\bin\b)\s?")
_PIECE: Final = re.compile(
    r"(-?\d{1,9})(\s?or more)?(?:\s?(?:\bto\b|\.\.|-|bis|through)\s?(-?\d{1,9}))?"
)
_ELLIPSIS: Final = re.compile(r"(-?\d{1,9})\s?,?\s?…\s?,?\s?(-?\d{1,9})")


def members(text: str) -> frozenset[str] | None:
    """Read a set of whole numbers: `{3, 5}`, `P = 2`, `1 to 4`, `0 ≤ P ≤ 3`, `1, 2, …, 5`."""
    plain = " ".join((clean(text) or "").split()).replace('"', " ")
    plain = re.sub(r"(?<=\d)\s?\([^()]{0,200}\)|\bonly\b|\b(?:on|per) .{0,60}$", " ", plain).strip()
    if chain := _CHAIN.fullmatch(plain):
        low, high = int(chain[1]) + (chain[2] == "<"), int(chain[4]) - (chain[3] == "<")
        return _range(low, high)
    spread = _LEFT.sub(" ", _ELLIPSIS.sub(r"\1 to \2", plain))
    rest = re.sub(r"[,;&{}()\[\]\s.\"']|\b(?:and|or|und)\b", "", _PIECE.sub("", spread))
    if rest or re.search(r"\d{10}|\d\.\d(?!\d*\.)", spread.replace("..", " to ")):
        return None
    found: set[str] = set()
    for low_text, more, high_text in _PIECE.findall(spread):
        if more:
            found.add(f"{int(low_text)} or more")
            continue
        piece = _range(int(low_text), int(high_text or low_text))
        if piece is None:
            return None
        found |= piece
    return frozenset(found) or None


def _range(low: int, high: int) -> frozenset[str] | None:
    return frozenset(map(str, range(low, high + 1))) if 0 <= high - low <= MOST else None


_TUPLE: Final = re.compile(r"\(([^()]{1,200})\)")


def tuples(text: str, length: int) -> frozenset[Whole] | None:
    """Read a set of tuples: `(1, 0, 1), (3, 1, 1)`, or one a line without its brackets."""
    plain = (clean(text) or "").replace('"', " ")
    plain = re.sub(r"\([^\W\d]\w{0,9}(?:\s?,\s?[^\W\d]\w{0,9})+\)\s?(?:[:=∈]|in\b)?", " ", plain)
    pieces = _TUPLE.findall(plain)
    if not pieces:
        pieces = re.split(r"[;\n]|\b(?:and|or)\b", plain.strip("{}[] "))
    elif re.sub(r"[,;{}\[\]\s.&]|\b(?:and|or|und)\b", "", _TUPLE.sub("", plain)):
        return None
    found = [_tuple(piece) for piece in pieces if piece.strip()]
    whole = [one for one in found if one is not None and len(one) == length]
    return frozenset(whole) if whole and len(whole) == len(found) else None


def _tuple(piece: str) -> Whole | None:
    parts = [part.strip() for part in piece.split(",")]
    fits = all(re.fullmatch(r"-?\d{1,9}", part) for part in parts)
    return tuple(map(int, parts)) if fits else None
