r"""The reader: from what a student typed to a tree, without knowing what its names mean.

Nothing is evaluated, and everything is counted: see `budget`. What these texts mean is decided so:
`1,234` is a thousand and more, `0,5` a half (only where a comma separates no entries: `(0,5)` are
two things); `2\tfrac13` and 2½ are mixed numbers, `2\frac13` and `2 1/3` are refused as unclear,
and so is `1 6`; `1/2 x` is half of x, and in LaTeX `1/mn` is 1/(mn); `[2 -1]` has two entries,
`[2 - 1]` one; `34x34` is a product of sizes; a power of ten behind a number belongs to it.
"""

from __future__ import annotations

from collections.abc import Collection

from solver.marking.reader.reading import read
from solver.marking.reader.spelling import spellings
from solver.marking.syntax import Node

__all__ = ["read", "spellings", "symbol"]


def symbol(text: str, words: Collection[str] = ()) -> Node:
    r"""Read a name's own spelling: LaTeX as `a^{(1)}`, `\hat y`, or plain as `W1`, `x_next`."""
    return read(text, words)
