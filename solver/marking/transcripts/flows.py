"""The pieces of a transcript that are read as one: a display, a line of text, printed output."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

DISPLAY, TEXT = "display", "text"

_ENVS: Final = (
    "equation|align|alignat|aligned|gather|gathered|multline|eqnarray|displaymath|math|flalign"
    "|split"
)
_DELIMITER: Final = re.compile(
    rf"(?P<skip>\\\\|\\\$)|(?P<dollars>\$\$)|(?P<open>\\\[)|(?P<close>\\\])"
    rf"|\\(?P<be>begin|end)\s?\{{(?P<env>{_ENVS})\*?\}}"
)
_OPENS: Final = re.compile(r"\\begin\{|\[")
_CLOSES: Final = re.compile(r"\\end\{|\]")
_MANY: Final = 400  # lines that one array may take


@dataclass(frozen=True)
class Source:
    """A cleaned text with the places of its lines."""

    text: str

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(found.end() for found in re.finditer("\n", self.text)))

    def line_of(self, place: int) -> int:
        """Give the number of the line at a place, from 1."""
        return bisect_right(self.starts, place)

    def end_of(self, line: int) -> int:
        """Give the place where a line, counted from 0, ends."""
        last = line + 1 >= len(self.starts)
        return len(self.text) if last else self.starts[line + 1] - 1

    def row(self, line: int) -> str:
        """Give the text of a line, counted from 0."""
        return self.text[self.starts[line] : self.end_of(line)]


@dataclass(frozen=True, slots=True)
class Flow:
    """A piece of the text, `start` up to `end`; `mode` is DISPLAY or TEXT."""

    mode: str
    start: int
    end: int


def flows(source: Source, start: int, end: int) -> Iterator[Flow]:
    """Cut a paragraph into its displays and lines of text; a display ends with it at the latest."""
    place, closing, body = start, "", start
    for found in _DELIMITER.finditer(source.text, start, end):
        if not closing and (closing := _closing(found)):
            yield from _lines(source.text, place, found.start())
            body = found.start() if found["be"] else found.end()
        elif closing and _closes(found, closing):
            place, closing = found.end(), ""
            yield Flow(DISPLAY, body, found.end() if found["be"] else found.start())
    if closing:
        yield Flow(DISPLAY, body, end)
    else:
        yield from _lines(source.text, place, end)


def _closing(found: re.Match[str]) -> str:
    """Say what closes the display that is opened here, if one is."""
    if found["be"] == "begin":
        return found["env"]
    return "$$" if found["dollars"] else r"\]" if found["open"] else ""


def _closes(found: re.Match[str], closing: str) -> bool:
    return found[0] == closing or (found["be"] == "end" and found["env"] == closing)


def _lines(text: str, start: int, end: int) -> Iterator[Flow]:
    """Cut text into lines, but keep together what is open at a line's end: an array, a formula."""
    hopeless = start  # up to here it is known that nothing closes, so that no line is read twice
    while start < end:
        stop = _line_end(text, start, end)
        if start >= hopeless:
            closed, reached = _closed(text, start, stop, end)
            stop, hopeless = (reached, start) if closed else (stop, reached)
        stop = _inline_stop(text, start, stop, end)
        yield Flow(TEXT, start, stop)
        start = stop + 1


def _closed(text: str, start: int, stop: int, end: int) -> tuple[bool, int]:
    """Find the end of the line on which all is closed that a line opens, and whether there is one.

    What is never closed is scan damage; then each line is one again.
    """
    depth = 0
    for _ in range(_MANY):
        depth += len(_OPENS.findall(text, start, stop)) - len(_CLOSES.findall(text, start, stop))
        if depth <= 0 or stop >= end:
            break
        start, stop = stop + 1, _line_end(text, stop + 1, end)
    return depth <= 0, stop


def _inline_stop(text: str, start: int, stop: int, end: int) -> int:
    """Join the next line if one formula between dollars ends there."""
    if stop >= end or text.count("$", start, stop) % 2 == 0:
        return stop
    following = _line_end(text, stop + 1, end)
    return following if text.count("$", stop + 1, following) % 2 else stop


def _line_end(text: str, start: int, end: int) -> int:
    found = text.find("\n", start, end)
    return end if found < 0 else found
