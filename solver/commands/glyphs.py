"""Warnings of characters that the fonts of the page do not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_MISSING = re.compile(r"\\Missing\{([0-9A-F]+)\}")


def missing(tex: str) -> tuple[str, ...]:
    """List the characters of which a page prints only the codes."""
    return tuple(dict.fromkeys(chr(int(code, 16)) for code in _MISSING.findall(tex)))


def warnings(characters: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    """Say which characters print as their codes, a line of a file at a time."""
    left = dict.fromkeys(characters)
    where = ""
    for file in files:
        where = where or f"{file}: "
        for number, line in enumerate(_lines(Path(file)), 1):
            if here := [char for char in left if char in line]:
                yield _warning(f"{file}:{number}: ", here)
                left = {char: None for char in left if char not in here}
    if left:  # typed in some other way, such as an escape
        yield _warning(where, left)


def _warning(where: str, characters: Iterable[str]) -> str:
    shown = " ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in characters)
    return f"{where}warning: no font of the page has {shown}; boxes with their codes are printed"


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):  # standard input, or not a file of its own
        return []
