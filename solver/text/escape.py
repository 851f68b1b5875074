"""Plain words to LaTeX that prints exactly those words, whatever they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from solver.text.characters import ACCENTS, GREEK, LOWERED, MATH, RAISED, SPECIAL, TEXT

# Two of these in a row would be joined into one sign by the font.
_LIGATING = frozenset("-,'")
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
_LONGEST_WORD = 24


@lru_cache(maxsize=4096)
def escape(text: str, longest: int = _LONGEST_WORD) -> str:
    r"""Print text literally: `50% of x_1` becomes `50\% of x\_1`; the result is pure ASCII."""
    return "".join(_pieces(_unligated(_marked(text)), longest))


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Pair each character with the combining marks that follow it."""
    letter, marks = "", ""
    for char in unicodedata.normalize("NFC", text):
        if char in ACCENTS and letter:
            marks += char
            continue
        if letter:
            yield letter, marks
        letter, marks = char, ""
    if letter:
        yield letter, marks


def _unligated(letters: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Set an empty pair between two signs that a font would join."""
    before = ""
    for letter, marks in letters:
        if letter == before and letter in _LIGATING:
            yield "", ""
        yield letter, marks
        before = letter


def _pieces(letters: Iterator[tuple[str, str]], longest: int) -> Iterator[str]:
    """Print the letters; a word longer than any line would like may break anywhere from there."""
    length = 0
    for letter, marks in letters:
        length = 0 if letter.isspace() else length + 1
        yield _accented(_letter(letter), marks) if letter else "{}"
        if length > longest:
            yield r"\allowbreak{}"


def _accented(latex: str, marks: str) -> str:
    for mark in marks:
        latex = f"{ACCENTS[mark]}{{{latex}}}"
    return latex


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Print one character, if need be as a letter with accents or a box with its code point."""
    if char in SPECIAL:
        return SPECIAL[char]
    if char.isspace() and char not in TEXT:
        return " "
    if " " <= char <= "~":
        return char
    if char in TEXT:
        return TEXT[char]
    return _symbol(char) or _decomposed(char)


def _symbol(char: str) -> str:
    if char in MATH or char in GREEK:
        return rf"\ensuremath{{{(MATH | GREEK)[char].strip()}}}"
    if char in RAISED:
        return rf"\textsuperscript{{{_shifted(RAISED[char])}}}"
    if char in LOWERED:
        return rf"\textsubscript{{{_shifted(LOWERED[char])}}}"
    return ""


def _shifted(char: str) -> str:
    return rf"\ensuremath{{{char}}}" if char in "+-=" else char


def _decomposed(char: str) -> str:
    apart = unicodedata.normalize("NFD", char)
    base, marks = apart[:1], apart[1:]
    if marks and all(mark in ACCENTS for mark in marks):
        return _accented(_letter(base), marks)
    return _compatible(char)


def _compatible(char: str) -> str:
    """Take full-width and styled letters for the plain ones; leave nothing out unseen."""
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain.isascii():
        return "".join(map(_letter, plain))
    if unicodedata.category(char) in _INVISIBLE and not unicodedata.combining(char):
        return ""
    return rf"\Missing{{{ord(char):04X}}}"
