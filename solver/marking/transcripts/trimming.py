"""Where a member begins and ends, and which words of a sentence are its left side."""

from __future__ import annotations

import re
from typing import Final

_HEAD: Final = re.compile(
    r"""\s+|&|\$|\\\(|\\[,;!:>\ ]|~|\*\*|__|\\(?:displaystyle|left\s?\\\{(?=\s*\Z)|left\.|right\.)
    |\\begin\s?\{(?:align|aligned|gather|equation|split|eqnarray|multline)\*?\}
    |(?:[-*•@+]|\d{1,2}[.)])\s(?=\s?[^\W\d]|\s?[$\\(])|\{\}""",
    re.VERBOSE,
)
_TAIL: Final = frozenset(" \t\n&$,;~")
_TAILS: Final = (
    "**",
    "?",
    r"\,",
    r"\;",
    r"\!",
    r"\ ",
    r"\\",
    r"\)",
    r"\right.",
    r"\left",
    r"\hspace",
    r"\{",
)
_LABEL: Final = re.compile(r"\\(?:text|mathrm|textbf|textrm)\s?\{([^{}]{0,120})\}\s*")
_VALUE: Final = re.compile(
    r"[\s$*(\[{]{0,9}(?:[-+−±]|\\(?:left|\(|,|\ )){0,3}[\s(\[{]{0,9}[-+−]?\s?\.?\d|\\begin|\[\["
)
_FORMULA: Final = re.compile(r"\s*(?:\*\*)?(?:\$\s*[^\s$]|\\\(|\\[A-Za-z])")
_LETTER: Final = re.compile(r"\s*[^\W\d_](?:[_^]\{?\w{1,3}\}?)?\s*")
_VERB: Final = re.compile(r"\s*\b(?:is|are|was|were|(?:should|will|must|would|could) be)\s*$")
_ASIDE: Final = re.compile(
    r"(?<=\$)\s(?=\(?[A-Za-z]{2,})|(?<=[$\w])\s\((?=\$|[A-Za-z]{2,}[^A-Za-z(^_])"
)
_OPERATOR: Final = re.compile(r"\$?\s?(?:[-+*/×·⊙^=]|\\(?:times|cdot|odot)\b)")
_PIECE: Final = re.compile(r"\$[^$]*\$|\S+")
_SYMBOL: Final = re.compile(r".*[\d_^\\$'|*/+(){}\[\]−′×·⊙∂∇]|.*[^\x00-\x7f]|[A-Za-z]$|[A-Z]{2,4}$")
_GREEK: Final = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi "
    "omega yhat".split()
)
_OF: Final = frozenset("of per".split())
_WEAK: Final = frozenset(
    "the a an for is are be should will must can could there so also now only just still then our "
    "your its".split()
)
NOBODY: Final = frozenset(("", "there", "it", "which", "that", "this", "these", "those"))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the ends of a member past marks that say nothing."""
    while (found := _HEAD.match(text, start, end)) and found.end() > start:
        start = found.end()
    while start < end and (cut := _tail(text, start, end)):
        end -= cut
    return start, end


def _tail(text: str, start: int, end: int) -> int:
    """Count the characters at the end that say nothing."""
    if text[end - 1] in _TAIL:
        return 1
    for tail in _TAILS:
        if text.endswith(tail, start, end):
            paired = tail == r"\right." and text.find(r"\left", start, end) >= 0
            return 0 if paired else len(tail)
    ends = text[end - 1] == "." and text[max(start, end - 2) : end - 1] not in (".", "\\", "")
    return int(ends and not text.endswith("right.", start, end))


def labelled(text: str, start: int, end: int) -> int:
    r"""Find where a left side begins after words, as in `\text{setup: } x`; else at `start`."""
    found = _LABEL.match(text, start, end)
    if not found or found.end() >= end:
        return start
    ends_so = found[1].rstrip().endswith(":")
    spaced = found[1].endswith(" ") and text[found.end()] not in "(_^'"
    return found.end() if ends_so or spaced else start


def is_value(text: str, start: int, end: int, goes_on: bool) -> bool:
    """Tell whether a value follows: a number, a matrix, or a formula that is not a left side."""
    if _VALUE.match(text, start, end):
        return True
    shows = _FORMULA.match(text, start, end) or _LETTER.fullmatch(text, start, end)
    return not goes_on and bool(shows)


def left_of(text: str, start: int, end: int) -> int:
    r"""Find where the left side begins in a clause that ends in it.

    "with step size $\eta$" has `\eta`; "the number of weights" is a left side in whole, and so
    is "the number of $p$".
    """
    if text.count("$", start, end) % 2:  # the formula is not over, so it is the left side
        return text.rindex("$", start, end) + 1
    pieces = list(_PIECE.finditer(text, start, end))
    kept = len(pieces)
    while kept and is_symbol(pieces[kept - 1][0]):
        kept -= 1
    led = kept < len(pieces) and _OPERATOR.match(pieces[kept][0])
    if kept == len(pieces) or (kept and (led or pieces[kept - 1][0].lower() in _OF)):
        kept = next((k for k, piece in enumerate(pieces) if not _is_weak(piece[0])), kept)
    return pieces[kept].start() if kept < len(pieces) else start


def is_symbol(word: str) -> bool:
    """Tell whether a word of running text is a part of a formula."""
    bare = word.strip("*,")
    return bool(_SYMBOL.match(bare)) or bare.lower() in _GREEK or bare in ("+", "-", "=")


def _is_weak(word: str) -> bool:
    return word.lower() in _WEAK


def without_verb(text: str) -> str:
    """Drop the verb before a colon: `the output should be: 3`."""
    return _VERB.sub("", text[-200:])


def without_aside(text: str, start: int, end: int) -> int:
    """Find where a value in running text ends: `$20$ as above`, `20 x 20 (height x width)`."""
    found = _ASIDE.search(text, start, end)
    return found.start() if found else end


def rift(text: str, start: int, end: int) -> int | None:
    """Find where another left side begins within a member: `x = 3 gives y = 4`.

    Units do not count, "3000 epochs × 2", nor does "number of steps + 1".
    """
    aside = without_aside(text, start, end)
    if aside < end and text.count("$", aside, end) % 2:
        return aside
    pieces = list(_PIECE.finditer(text, start if aside == end else aside, end))
    kept = len(pieces)
    while kept and is_symbol(pieces[kept - 1][0]):
        kept -= 1
    if kept in (0, len(pieces)) or _OPERATOR.match(pieces[kept][0]):
        return None
    word = pieces[kept - 1][0].lower()
    if (aside == end and not is_symbol(pieces[0][0])) or not word.isalpha() or word in _OF:
        return None
    while kept and not is_symbol(pieces[kept - 1][0]):
        kept -= 1
    return pieces[kept].start()
