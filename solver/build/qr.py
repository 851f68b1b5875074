"""The code in the corner of a page: which set, whose, and which variant."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from urllib.parse import quote

import segno

_VERSION = 10  # 57 modules a side: finer ones do not survive a copier
_CAPACITY = {"m": 213, "l": 271}  # bytes at that version; m mends 15 % of a code, l 7 %
_DIGEST = 16
_PLAIN = " @/:,;+=()"  # beside letters, digits and _.-~, what need not be encoded
_MASK = 2  # any mask can be read; weighing all eight takes four times as long


def payload(set_id: str, student: str, variant: str) -> str:
    """Join the ids with `|`, percent-encoded; one that is too long ends in `~` and a digest."""
    whole = _joined(set_id, student, variant)
    if len(whole) <= _CAPACITY["l"]:
        return whole
    share = (_CAPACITY["l"] - 2) // 3
    return "|".join(_cut(_quoted(part), share) for part in (set_id, student, variant))


def _joined(*parts: str) -> str:
    return "|".join(_quoted(part) for part in parts)


def _quoted(part: str) -> str:
    return quote(part, safe=_PLAIN, errors="replace")


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]
    return f"{text[: longest - _DIGEST - 1]}~{digest}"


@lru_cache(maxsize=4096)
def drawing(text: str) -> str:
    """Draw a payload as PDF operators: a mask of one bit a module, over the unit square.

    As rectangles it would show hairlines between its rows.
    """
    level = "m" if len(text) <= _CAPACITY["m"] else "l"
    rows = segno.make_qr(text, error=level, mask=_MASK, boost_error=False, mode="byte").matrix
    side = len(rows)
    image = f"/W {side}/H {side}/IM true/BPC 1/D[1 0]/F/AHx"
    return f"0 g BI {image} ID {''.join(map(_row, rows))}> EI"


def _row(modules: bytearray) -> str:
    """Pack a row into bytes, the first module highest."""
    bits = "".join(map(str, modules)).ljust(-(-len(modules) // 8) * 8, "0")
    return f"{int(bits, 2):0{len(bits) // 4}x}"
