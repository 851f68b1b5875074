"""Letters side by side: one name, several, a function, a word of English, or `d` of `dL/dW`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.marking.reader import lexicon
from solver.marking.reader.budget import check_name
from solver.marking.reader.lexicon import GREEK, GREEK_NAMES, KEYWORDS
from solver.marking.syntax import Span

if TYPE_CHECKING:
    from solver.marking.reader.tokens import Scanner


def scan_run(s: Scanner, run: str, start: int, end: int) -> int:
    """Add the tokens of a run of letters; give the place behind it."""
    check_name(len(run) if not s.latex else 0, Span(start, end))
    if not run.isascii():
        return _mixed(s, run, start)
    if _is_times(s, run, start, end):
        return s.add("op", "times", start, end)
    if (
        run in lexicon.MODULES
        and s.text[end : end + 1] == "."
        and s.text[end + 1 : end + 2].isalpha()
    ):
        return end + 1
    if not s.latex and (found := _PART.match(s.text, end)):
        return _dotted(s, run, found, start)
    if run in KEYWORDS and not _is_name(s, run, end):
        kind = keyword_of(run)
        return s.add(*kind, start, end) if kind else end
    if run[0] == "d" and run not in s.words.functions and s.differential(start):
        s.add("diff", "d", start, start + 1)
        return scan_run(s, run[1:], start + 1, end) if len(run) > 1 else end
    return _names(s, run, start, end)


_PART = re.compile(r"\.(?!T\b)([^\W\d_]+)(\s?\()?")


def _dotted(s: Scanner, run: str, found: re.Match[str], start: int) -> int:
    """Read `a.x`, the x of part a, and `W.dot(x)`."""
    if found[1] in {"dot", "matmul"} and found[2]:
        _names(s, run, start, found.start())
        return s.add("op", "@", found.start(), found.end(1))
    s.part = f"{run}."
    return found.start() + 1


def _is_name(s: Scanner, run: str, end: int) -> bool:
    """Tell whether a word that may steer is a name here: alone, `mod(x, 2)`, `AND(X)`."""
    if run in s.words.whole or alone(s, run):
        return True
    if s.text[end : end + 1] != "(":
        return False
    if run == "where":
        return True
    if KEYWORDS[run] not in {"and", "or", "xor", "mod"}:
        return False
    return not s.out or s.out[-1].kind in {"open", "sep", "op", "rel"}


def alone(s: Scanner, word: str) -> bool:
    """Tell whether nothing but a word is said, as the name of a gate."""
    said = re.sub(r"\\[a-zA-Z]+|[\s{}$.,]", "", s.text[:80])
    return said.removesuffix("gate") == word and len(s.text) < 80


def keyword_of(words: str) -> tuple[str, str] | None:
    r"""Give the kind and meaning of words that steer: `if`, `\text{for all }`, `otherwise`."""
    word = words.lower().strip(" ,:.").removesuffix(" all").removesuffix(" each")
    if word != words and words.strip().startswith("for all"):
        return "if", "all"
    kind = KEYWORDS.get(word)
    if kind is None:
        return None
    if kind == "in":
        return ("rel", "in")
    return ("op" if kind in {"and", "or", "xor", "mod"} else kind), kind


def _is_times(s: Scanner, run: str, start: int, end: int) -> bool:
    """Tell whether an `x` stands between numbers, as in `34x34`; `2x1` may be 2 times x₁."""
    if run not in {"x", "X", "by"} or not s.last("number"):
        return False
    behind = s.text[end : end + 24]
    if not behind.lstrip()[:1].isdigit():
        return False
    digits = behind[: len(behind) - len(behind.lstrip("0123456789"))]
    return not digits or run + digits not in s.words.whole


def _names(s: Scanner, run: str, start: int, end: int) -> int:
    if run == "gate" and len(s.out) == 1 and end == len(s.text):
        return end  # `XOR gate` names a gate
    for piece in _pieces(s, run):
        s.add("name", piece, start, start + len(piece))
        start += len(piece)
    return end


def _pieces(s: Scanner, run: str) -> list[str]:
    words = s.words
    if len(run) == 1 or run in words.whole or run in words.letters or run in words.functions:
        return [run]
    if s.latex:
        return [run] if run in lexicon.TRUTHS else list(run)
    if run in GREEK_NAMES or run in lexicon.UNITS:
        return [run]
    return _split(s, run) or [run]


def _split(s: Scanner, run: str) -> list[str]:
    """Split `diagsign` into known words, the longest first; nothing if something is left over."""
    pieces: list[str] = []
    while run:
        sizes = range(min(len(run), 24), 0, -1)
        size = next((k for k in sizes if _is_known(s, run[:k])), 0)
        if not size:
            return []
        pieces.append(run[:size])
        run = run[size:]
    return pieces


def _is_known(s: Scanner, word: str) -> bool:
    return word in s.words.letters or word in s.words.functions or word in GREEK_NAMES


def _mixed(s: Scanner, run: str, start: int) -> int:
    """Take a run apart that holds Greek or accented letters: each of these is a name."""
    for piece, base, marks in _atoms(run):
        end = start + len(piece)
        if piece.isascii() and not marks:
            scan_run(s, piece, start, end)
        elif base == "δ" and s.differential(start):
            s.add("diff", "d", start, end)
        elif base in {"Σ", "Π"} and s.text[end : end + 1] in {"_", "^"}:
            s.add("big", "sum" if base == "Σ" else "prod", start, end)
        else:
            s.add("name", GREEK.get(base, base), start, end, marks)
        start = end
    return start


def _atoms(run: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give each piece as typed, its letter, and its marks from the inside out."""
    plain = ""
    letters: list[str] = []
    for c in run:
        if unicodedata.combining(c) and letters:
            letters[-1] += c
        else:
            letters.append(c)
    for letter in letters:
        parted = unicodedata.normalize("NFD", letter)
        base, combined = parted[:1], parted[1:5]
        if letter.isascii():
            plain += letter
            continue
        if plain:
            yield plain, plain, ()
            plain = ""
        yield letter, base, tuple(lexicon.COMBINING.get(c, f"U+{ord(c):04X}") for c in combined)
    if plain:
        yield plain, plain, ()
