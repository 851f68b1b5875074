"""Short answers in words and numbers: cleaned, cut into words, numbers taken out of them.

Nothing here raises on any text, and nothing takes longer than its length asks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

LONGEST: Final = 5_000  # characters of an answer

_ALIKE: Final = str.maketrans(
    "−–—‐‑‒“”„‟’‘ʼ`⁄∕≔",
    "------\"\"\"\"''''//=",
)
_COMMANDS: Final = re.compile(
    r"\\(?:left|right|displaystyle|[bB]igg?[lr]?|text(?:bf|it|rm|sf|tt)?|math(?:rm|bf|it|sf|tt)|operatorname"
    r"|boxed|quad|qquad)(?![A-Za-z])\*?|\\[,;!:() ]|\\\[|\\\]|\$"
)
_FRACTION: Final = re.compile(r"\\[dt]?frac\s{0,9}\{([^{}]{1,40})\}\s{0,9}\{([^{}]{1,40})\}")
_SIGNS: Final = (
    (r"\infty", " infinite "), ("∞", " infinite "), (r"\leq", "≤"), (r"\le", "≤"), (r"\geq", "≥"),
    (r"\ge", "≥"), ("<=", "≤"), (">=", "≥"), (r"\times", "×"), (r"\cdot", "·"), (r"\ldots", "…"),
    (r"\dots", "…"), ("...", "…"), (r"\in", "∈"), (r"\{", "{"), (r"\}", "}"), (r"\pm", "±"),
)  # fmt: skip


def clean(text: str) -> str | None:
    """Give a text without what only sets it, its signs in one spelling; None if it is too long."""
    if len(text) > LONGEST:
        return None
    plain = "".join(map(_visible, unicodedata.normalize("NFC", text))).translate(_ALIKE)
    plain = _FRACTION.sub(r"\1/\2", _COMMANDS.sub(" ", plain))
    for typed, sign in _SIGNS:
        plain = re.sub(re.escape(typed) + r"(?![A-Za-z])" * typed[-1].isalpha(), sign, plain)
    plain = plain.strip()
    quoted = len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'"
    return plain[1:-1].strip() if quoted else plain


def _visible(character: str) -> str:
    if character in "\n\t\r":
        return "\n" if character == "\n" else " "
    return "" if unicodedata.category(character)[0] == "C" else character


# --- numbers -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed, and what its last digit is worth: 0 for a whole one or a ratio."""

    value: Fraction
    quantum: Fraction = Fraction(0)


NUMBER: Final = re.compile(
    r"(?<![\w.])[-+]?\s?(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e([-+]?\d{1,2}))?"
    r"(?:\s?/\s?(\d{1,40}))?(?![\w.]|\s?/)",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(r"[^\W\d]\w{0,20}(?=\s{0,4}[\[(=:])")
_BETWEEN: Final = frozenset(" ,;|&()[]{}:=\\\n\t\"'")


def number(text: str) -> Typed | None:
    """Read a text that is one number."""
    found = NUMBER.fullmatch(text.strip())
    return _typed(found) if found else None


def numbers(text: str) -> tuple[Typed | None, ...] | None:
    """Read the numbers of a list or a table; None for a blank cell, and for all if there is more.

    What the left sides are called does not matter: `y[0] = 1` is 0 and 1.
    """
    found: list[Typed | None] = []
    rest = _NAMES.sub(" ", text)
    end = 0
    for match in NUMBER.finditer(rest):
        found += _blanks(rest[end : match.start()])
        if not _BETWEEN.issuperset(re.sub(r"[?_]", "", rest[end : match.start()])):
            return None
        one, end = _typed(match), match.end()
        if one is None:
            return None
        found.append(one)
    found += _blanks(rest[end:])
    return tuple(found) if _BETWEEN.issuperset(re.sub(r"[?_]", "", rest[end:])) else None


def _blanks(between: str) -> list[None]:
    return [None] * len(re.findall(r"\?+|_+", between))


def _typed(match: re.Match[str]) -> Typed | None:
    digits, power, bottom = match.groups()
    value, ten = Fraction(digits.rstrip(".") or 0), Fraction(10) ** int(power or 0)
    sign = -1 if match.group().startswith("-") else 1
    if bottom is not None:
        return Typed(sign * value * ten / int(bottom)) if int(bottom) else None
    decimals = len(digits.partition(".")[2])
    return Typed(sign * value * ten, ten / 10**decimals if decimals or power else Fraction(0))


# --- words ---------------------------------------------------------------------------------------
FILLERS: Final = frozenset(
    "a an and are as at be been by can claim cost do does for gate has have here i in is it its"
    " kernel of only our shows keeps so statement that the their then there therefore they think"
    " this thus to we what which will with answer final hence would way one"
    " it's that's they're always necessarily really indeed definitely"
    " clearly obviously would say guess believe".split()
)
HEDGES: Final = frozenset(
    "or either neither both depends maybe perhaps possibly probably unclear unsure unknown"
    " sometimes partly partially mostly usually unless except / ?".split()
)
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[/?✓✔✗✘]")
_CUT: Final = re.compile(
    r"[.;\n(]|:|,(?!\s*(?:but|and|or|then|not|also|yet|though)\b)|\s-\s"
    r"|\b(?:because|since|as|due|weil|denn|reason|namely)\b",
    re.IGNORECASE,
)


def head(text: str) -> tuple[str, str]:
    """Cut off the reason: what is said, and what follows it."""
    found = _CUT.search(text)
    return (text[: found.start()], text[found.start() :].strip()) if found else (text, "")


def words(text: str) -> list[str]:
    """Cut a text into words in small letters, and numbers."""
    found = (token.casefold() for token in _TOKEN.findall(text))
    return ["infinite" if token == "inf" else token for token in found]


def negates(word: str) -> bool:
    """Tell whether a word turns what follows it round."""
    return word in {"not", "non", "never", "no", "cannot", "without", "nicht", "kein"} or (
        word.endswith("n't")
    )


_ENDINGS: Final = (
    "itely", "ences", "ness", "ence", "ent", "ing", "ity", "ite", "ies", "ed", "es", "er", "ly",
    "um", "al", "s", "e", "a", "y",
)  # fmt: skip


def stem(word: str) -> str:
    """Cut off a word's ending: converges, converging and convergent have one stem."""
    word = word.replace("iz", "is").replace("ys", "is")
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    cut = word[: len(word) - len(ending)]
    doubled = ending in {"ing", "ed", "er"} and len(cut) > 3 and cut[-1] == cut[-2]
    return cut[:-1] if doubled else cut


def stems(text: str) -> list[str]:
    """List the stems of the words that carry meaning, or of all words if none does."""
    found = words(text)
    return [stem(word) for word in found if word not in FILLERS] or [stem(word) for word in found]


def phrases(label: str) -> Iterator[list[str]]:
    """List the ways to say a label in full: `infinite: it never ends` has two."""
    yield from (stems(part) for part in label.split(":"))
