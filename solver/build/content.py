"""What a page's content uses: the glyphs of each font, and things by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping

Glyphs = Mapping[str, frozenset[int]]

_FONT = re.compile(rb"/(F\d+) [-\d.]+ Tf")
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAME = re.compile(rb"/([^\s/<>()\[\]{}%]+) (?:Do|gs|sh|scn|SCN|cs|CS)\b")
_NUMBERED = re.compile(rb"/((?:Fm|Im)\d+) Do\b")  # numbered through the whole run


def glyphs(content: bytes) -> dict[str, frozenset[int]]:
    """List the characters that are printed in each font; pdfTeX names a font before its text."""
    _, *parts = _FONT.split(content)
    found: dict[str, list[bytes]] = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        found.setdefault(name.decode(), []).append(text)
    return {name: frozenset(_characters(b"".join(texts))) for name, texts in found.items()}


def fonts(content: bytes) -> dict[str, frozenset[int]]:
    """List the fonts that are used, without their glyphs."""
    return {name.decode(): frozenset() for name in dict.fromkeys(_FONT.findall(content))}


def _characters(text: bytes) -> bytes:
    joined = b"".join(_STRING.findall(text))
    return _ESCAPE.sub(_unescaped, joined) if b"\\" in joined else joined


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)]) if found[1].isdigit() else found[1]


def merged(first: Glyphs, second: Glyphs) -> dict[str, frozenset[int]]:
    """Put the glyphs of two contents together."""
    empty: frozenset[int] = frozenset()
    names = dict.fromkeys((*first, *second))
    return {name: first.get(name, empty) | second.get(name, empty) for name in names}


def covers(known: Glyphs, used: Glyphs) -> bool:
    """Tell whether every glyph that is used is known."""
    return all(name in known and known[name] >= found for name, found in used.items())


def names(content: bytes) -> list[str]:
    """List what is used by name, in order of first use."""
    return [name.decode() for name in dict.fromkeys(_NAME.findall(content))]


def renamed(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Count forms and images from 1 within a content; return the new name of each old one."""
    order = dict.fromkeys(_NUMBERED.findall(content))
    new = {name: b"X%d" % number for number, name in enumerate(order, 1)}
    text = _NUMBERED.sub(lambda m: b"/%s Do" % new[m[1]], content) if new else content
    return text, {old.decode(): name.decode() for old, name in new.items()}
