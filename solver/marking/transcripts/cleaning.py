"""The text of a transcript without what is not to be seen, line by line as in the file."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from solver.marking.transcripts.model import LIMIT, LINES, TranscriptTooLong

_ENDS: Final = re.compile(r"\r\n?")
_IMAGE: Final = re.compile(r"\(data:image/[^()\s]*\)")
_ODD: Final = re.compile(r"[^\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u05ff\u2200-\u22ff\u2460-\u24ff]")


def cleaned(text: str) -> str:
    """Remove control, bidirectional and invisible characters; every line keeps its number.

    Raises TranscriptTooLong.
    """
    plain = _ODD.sub(_visible, _ENDS.sub("\n", _IMAGE.sub("(image)", text)))
    if len(plain) > LIMIT:
        raise TranscriptTooLong(len(plain), LIMIT, "characters")
    if plain.count("\n") > LINES:
        raise TranscriptTooLong(plain.count("\n"), LINES, "lines")
    return plain


def _visible(found: re.Match[str]) -> str:
    """Keep a character, make it a space, or drop it: by its category in Unicode."""
    category = unicodedata.category(found[0])
    if category[0] == "Z" or found[0] in "\x0b\x0c\x85":
        return " "
    return "" if category[0] == "C" else found[0]
