"""What a line calls the value below it, and what else it says."""

from __future__ import annotations

import re
from typing import Final

from solver.marking.transcripts.flows import DISPLAY, Flow

_PRINTED: Final = re.compile(r"\s*(?:array\(|tensor\()?\[\s*[\[\d.+−-]")
_NUMBER: Final = re.compile(r"\s*[-+−]?\d[\d.]*(?:e[-+]?\d+)?\s*\.?\s*")
_LINKED: Final = re.compile(r"\[([^\[\]]{0,99})\]\([^()]{0,299}\)")
_ASIDE: Final = re.compile(r"\s\([^()]{0,99}\)$")
_WRAP: Final = re.compile(r"\\(?:text|mathrm|textbf)\s?\{([^{}]{0,99})\}")
_MARK: Final = re.compile(
    r"\\(?:q?quad|Rightarrow|implies|therefore|because|bullet|left|item|begin\{\w+\*?\}"
    r"|textcircled\{\w+\}|label\{[^{}]*\})(?![A-Za-z])|\\\\"
)
_SAYS: Final = re.compile(r"\b(?:true|false|yes|no)\b|(?:\b[a-z]{2,}\b\W+){3}", re.IGNORECASE)
_LONGEST: Final = 160  # characters of a line that may name what the next one prints
_SHORT: Final = 60


def shows(text: str, flow: Flow) -> bool:
    """Tell whether a flow only shows a value: a display, a printed array, a number."""
    printed = _PRINTED.match(text, flow.start, flow.end)
    number = _NUMBER.fullmatch(text, flow.start, flow.end)
    return bool(flow.mode == DISPLAY or printed or number)


def name_in(text: str) -> str:
    """Give what a line calls the value below it, without links and asides; '' if it names none."""
    plain = _LINKED.sub(r"\1", text).strip(" -*#•@:")
    ends = text.rstrip("* ").endswith((":", " is", " are", "as"))
    if len(text) > (_LONGEST if ends else _SHORT) or not any(map(str.isalpha, plain)):
        return ""
    return _ASIDE.sub("", plain).strip() or plain


def plain_words(said: str) -> str:
    r"""Give what is said before a claim, without `\text` and what only separates."""
    return _MARK.sub(" ", _WRAP.sub(r"\1", said))


def says_something(text: str) -> bool:
    """Tell whether words beside a claim may be an answer, or a sentence."""
    return bool(_SAYS.search(text))


def bare(text: str) -> str:
    """Strip what ends a sentence."""
    return text.rstrip(" .,;") or text
