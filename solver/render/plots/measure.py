"""How wide text will be, near enough to lay a figure out: LaTeX sets it, and has the last word."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"\\(?:hphantom|phantom|color)\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[{}$^_&~]")
_BETWEEN = re.compile(r"(?<=[\w)])[-+=<>]")  # signs with space around them
_NARROW, _WIDE = frozenset("ijltfrI.,;:!'|()[] "), frozenset("mwMW%@")


def width(latex: str, size: float) -> float:
    """Estimate the width of text, in points: a command that prints counts as one letter."""
    letters = _COMMAND.sub(_letters, latex)
    spaces = 0.4 * len(_BETWEEN.findall(letters))
    return size * (sum(map(_share, letters)) + spaces)


def _letters(command: re.Match[str]) -> str:
    name = command[0][1:]
    return "m" if len(name) > 1 and name[0].isalpha() else "0" if name and name in "%$_#&{}" else ""


def _share(letter: str) -> float:
    if letter in _NARROW:
        return 0.32
    return 0.85 if letter in _WIDE else 0.8 if letter in "+-=<>" else 0.54
