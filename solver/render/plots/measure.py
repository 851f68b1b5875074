"""How wide text will be, near enough to lay a figure out: LaTeX sets it, and has the last word."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"\\(?:hphantom|phantom|color)\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[{}$^_&~]")
_NARROW, _WIDE = frozenset("ijltfrI.,;:!'|()[] "), frozenset("mwMW%@")


def width(latex: str, size: float) -> float:
    """Estimate the width of text, in points: a command that prints counts as one letter."""
    return size * sum(map(_share, _COMMAND.sub(_letters, latex)))


def _letters(command: re.Match[str]) -> str:
    return "m" if len(command[0]) > 2 and command[0][1:2].isalpha() else ""


def _share(letter: str) -> float:
    if letter in _NARROW:
        return 0.32
    return 0.85 if letter in _WIDE else 0.8 if letter in "+-=<>" else 0.54
