"""Characters: look-alikes become one, invisible ones go, those that deceive are refused."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from solver.marking.syntax import Span, Unreadable

_REORDER = frozenset("\u202b\u202e\u202d\u2067\u061c\u200f")  # what is seen is not what is read
_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u202a\u202c\u2066\u2068"
    "\u2069\ufe0e\ufe0f\u034f"
)
_CIRCLED = frozenset(map(chr, (*range(0x2460, 0x2474), *range(0x2776, 0x2780))))
_KEPT_FORMS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞…′″‴‖´∬")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u02d7", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u02b9\u2032", "'"),
        **dict.fromkeys("\u00b5", "μ"),
        **dict.fromkeys("\u2215\u2044", "/"),
        **dict.fromkeys("\u00b7\u22c5\u2219\u2022\u30fb", "·"),
        **dict.fromkeys("\u2223\uff5c\u2758", "|"),
        **dict.fromkeys("\u2225\u2016", "‖"),
        **dict.fromkeys("\u27e6\u3010", "["),
        **dict.fromkeys("\u27e7\u3011", "]"),
        **dict.fromkeys("\u2009\u202f", "\u2009"),
        "\u2102": "C", "\u2115": "N", "\u211d": "R", "\u2124": "Z", "\u2112": "L", "\u2113": "ℓ",
        "\u3001": ",", "\u3002": ".", "\u223c": "~", "\u2236": ":",
    }
)  # fmt: skip


def clean(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Give the text with look-alikes made one, and, if any left, where each character stood."""
    if text.isascii() and text.isprintable():
        return text, None
    _refuse(text)
    places = [k for k, c in enumerate(text) if c not in _INVISIBLE and c not in _CIRCLED]
    kept = text if len(places) == len(text) else "".join(text[k] for k in places)
    alike = "".join(map(_plain_form, kept.translate(_ALIKE)))
    return alike, None if len(places) == len(text) else (*places, len(text))


def _refuse(text: str) -> None:
    for k, c in enumerate(text):
        if c in _REORDER:
            raise Unreadable(
                "a character that changes the order of the text",
                Span(k, k + 1),
                "type the answer from left to right",
            )
        if c in "\n\t\r" or c.isprintable() or c in _INVISIBLE:
            continue
        kind = unicodedata.category(c)
        if kind in {"Cc", "Cs", "Cn", "Co"}:
            what = "half a character" if kind == "Cs" else "a control character"
            raise Unreadable(f"{what}, U+{ord(c):04X}", Span(k, k + 1), "delete it")


@lru_cache(maxsize=1024)
def _plain_form(c: str) -> str:
    """Make 𝑾 a W and full-width ３ a 3; whatever would become several characters stays."""
    if c.isascii() or c in _KEPT_FORMS or "\u0370" <= c <= "\u03ff":
        return c
    form = unicodedata.normalize("NFKC", c)
    if unicodedata.decomposition(c).startswith("<su") or len(form) != 1:
        return c
    return " " if form.isspace() and c != "\u2009" else form
