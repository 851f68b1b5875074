"""Mending what a scan has broken in a formula, where there is one way to do it."""

from __future__ import annotations

import re
from typing import Final

_BRACKET: Final = re.compile(r"\\[{}]|\\(begin|end)\s?\{(\w+\*?)\}|[()\[\]{}]")
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_SIDED: Final = re.compile(
    r"\\(?:left|right)\s?(?:\.|(?=[\\()\[\]|/]))|\\(?:left|right)(?![A-Za-z])"
)
_PRINTED: Final = re.compile(r"\s*(?:array\(|tensor\()?(\[[\d\s.,eE+\-−\[\]naif]*\])\)?\s*")
_GAP: Final = re.compile(r"(?<=[\d.\]f])\s+(?=[-+−\d.\[i])")
_ENVIRONMENT: Final = re.compile(r"\\begin\s?\{\w+\*?\}")
_TORN: Final = re.compile(r"(\\(?:begin|end)\s?\{[A-Za-z]{1,20}\*?)(?![A-Za-z*}])")
_LONGEST: Final = 4000


def repaired(text: str) -> tuple[str, ...]:
    r"""List what a formula that cannot be read may have been, the smallest change first.

    Printed arrays get their commas; `\left` and `\right` are dropped; brackets and environments
    that are not closed are closed at the end, as is the name of one, and closing ones without an
    opening one dropped; `&` outside of an environment is dropped. Values are never touched.
    """
    if len(text) > _LONGEST:
        return ()
    plain = _SIDED.sub("", _TORN.sub(r"\1}", text))
    closed = _closed(plain)
    ways = (_with_commas(text), plain, _closed(text), closed, _unaligned(text), _unaligned(closed))
    return tuple(way for way in dict.fromkeys(ways) if way != text and way.strip())


def _with_commas(text: str) -> str:
    """Put commas between the numbers and rows of an array that a program printed."""
    found = _PRINTED.fullmatch(text)
    return re.sub(r",\s*,", ",", _GAP.sub(", ", found[1])) if found else text


def _unaligned(text: str) -> str:
    return text if _ENVIRONMENT.search(text) else text.replace("&", " ")


def _closed(text: str) -> str:
    """Close what is open, and drop what closes nothing."""
    open_: list[str] = []
    kept: list[str] = []
    place = 0
    for found in _BRACKET.finditer(text):
        kept.append(text[place : found.start()])
        place = found.end()
        kept += _taken(found, open_)
    return "".join((*kept, text[place:], *reversed(open_)))


def _taken(found: re.Match[str], open_: list[str]) -> list[str]:
    """Take a bracket: keep it, close what it leaves open first, or drop it."""
    mark = found[0]
    if found[1] == "begin" or mark in _CLOSING:
        open_.append(_CLOSING.get(mark, rf"\end{{{found[2]}}}"))
        return [mark]
    if mark in (r"\{", r"\}"):
        return [mark]
    closing = rf"\end{{{found[2]}}}" if found[1] else mark
    if open_ and open_[-1] == closing:
        return [open_.pop() and mark]
    weaker = not found[1] and any(own.startswith("\\") for own in open_[-1:])
    if closing not in open_[-8:] or weaker:
        return []
    missing = []
    while open_[-1] != closing:
        missing.append(open_.pop())
    open_.pop()
    return [*missing, mark]
