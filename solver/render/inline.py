"""What stands inside a line: words, escaped, and mathematics between them."""

from __future__ import annotations

import re

from solver.document.blocks import Inline, Inlines, Maths, ShapeOf, Source, Text
from solver.render.maths import MathsWriter
from solver.text.escape import escape

_FRACTION = re.compile(r"(?P<sign>-?)\\frac\{(?P<top>[^{}]+)\}\{(?P<below>\d+)\}")
_STYLES = {
    "": "{}",
    "strong": r"\textbf{{{}}}",
    "emph": r"\emph{{{}}}",
    "code": r"\texttt{{{}}}",
}


def inlines(words: Inlines, maths: MathsWriter, small: bool = True) -> str:
    """Print a line of words and mathematics; `small` keeps matrices from spreading the lines."""
    return "".join(_inline(word, maths, small) for word in words)


def _inline(word: Inline, maths: MathsWriter, small: bool) -> str:
    if isinstance(word, Text):
        return _STYLES[word.style].format(escape(word.text)) if word.text else ""
    return f"${_on_the_line(maths(word, small))}$"


def _on_the_line(latex: str) -> str:
    """Write a number that is a fraction as 3/4: stacked it would be too small to read."""
    found = _FRACTION.fullmatch(latex)
    return "{sign}{top}/{below}".format(**found.groupdict()) if found else latex


def plain(words: Inlines) -> str:
    """Print a line as bare text, as for a bookmark."""
    return "".join(_plain(word) for word in words)


def _plain(word: Text | Maths) -> str:
    if isinstance(word, Text):
        return word.text
    if isinstance(word, Source):
        return word.latex
    return "" if isinstance(word, ShapeOf) else str(getattr(word, "expr", ""))
