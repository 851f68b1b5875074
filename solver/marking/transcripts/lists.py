"""Lists within claims: `n = 0, 1, 2`; `P, S = 1, 2`; "w_0, w_1 and w_2 are 1, 2 and 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from solver.marking.transcripts.model import Claim, Link

_ITEM: Final = re.compile(r"[-+−±]?\s?[\d.(\\…]|\\[lc]?dots|…")
_WORD: Final = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_NAME: Final = re.compile(
    r"\\?[A-Za-z]+(?:_\{[^{}\s]{1,12}\}|_\w{1,4}|\^\{?\(?\w{1,4}\)?\}?|\d{1,3})"
)


def goes_on(last: Link, text: str) -> bool:
    """Tell whether a text is a further item of the list that a link has begun.

    A value with a word, "6000 min", is one after a colon alone.
    """
    words = len(_WORD.findall(text))
    return bool(_ITEM.match(text)) and words <= (1 if last.relation == ":" else 0)


def distributed(links: Sequence[Link], words: str) -> tuple[Claim, ...]:
    """Give each name its value where a claim has several names and as many values."""
    left, right = links[0], links[-1]
    values = items(right.text) if len(links) == 2 else ()
    names = _names(left, f"{words} {left.text}") if len(values) > 1 else ()
    if not names or len(names) != len(values):
        return (Claim(tuple(links), words),)
    return tuple(
        Claim((Link(name, left.line), Link(value, right.line, right.relation)), words)
        for name, value in zip(names, values, strict=True)
    )


def items(text: str) -> tuple[str, ...]:
    """Split a list at its commas outside brackets, and at `and`."""
    found, depth, start = list[str](), 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            found.append(text[start:place])
            start = place + 1
    parts = [part.strip().removeprefix("and ").strip() for part in (*found, text[start:])]
    return tuple(part for part in parts if part)


def _names(left: Link, sentence: str) -> tuple[str, ...]:
    """List the names that a sentence ends in, or speaks of."""
    told = tuple(dict.fromkeys(_NAME.findall(sentence)))
    listed = tuple(re.split(r"[,\s]+", sentence.strip()))
    return told or (listed if all(len(name) < 12 for name in listed) else ())
