"""What a token is, and the names a text may use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from solver.marking.reader import lexicon

SPACE, THIN, LINE, WIDE = 1, 2, 3, 4  # gaps before a token, from none, 0, to `\quad`


class Token(NamedTuple):
    """A piece of the text; `kind` and `text` say what it is, `gap` what stands before it."""

    kind: str
    text: str
    start: int
    end: int
    gap: int = 0
    marks: tuple[str, ...] = ()


class Words(NamedTuple):
    """The names a text may use: whole words, and the letters they begin with."""

    whole: frozenset[str]
    letters: frozenset[str]  # `conv` of `conv1_shape`
    functions: frozenset[str]


@lru_cache(maxsize=256)
def words_of(words: frozenset[str], functions: frozenset[str]) -> Words:
    """Prepare the names of a problem, which are the same for all its answers."""
    heads = (re.match(r"[^\W\d_]+", word) for word in words)
    return Words(words, frozenset(h[0] for h in heads if h), functions | lexicon.FUNCTIONS)
