"""What is found about an answer by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from solver.marking import syntax as s
from solver.marking.judging.formulas import Numbers
from solver.marking.judging.said import Said
from solver.marking.verdicts import Outcome

SLOPPY: Final = "the factors are right, but as it is written the product is not what was asked"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found about an answer by itself.

    `said` are its numbers, in the step's shape; `values` what its formula is worth on the samples.
    `place` is the first wrong entry in reading order. `why` is what there is to say about it.
    """

    outcome: Outcome
    why: str = ""
    said: Said | None = None
    values: tuple[Numbers, ...] | None = None
    place: int | None = None
    misfit: bool = False  # the shape is another, or parts do not fit together
    other: bool = False  # right, but not the one that the key gives


def unread(error: s.Unreadable, text: str) -> Judged:
    """Say what could not be read, and where."""
    piece = text[error.span.start : error.span.end][:40]
    where = f" (at character {error.span.start + 1}: `{piece}`)" if piece else ""
    hint = f"; {error.hint}" if error.hint else ""
    return Judged(Outcome.UNREADABLE, f"{error.message}{where}{hint}")


def described(shape: tuple[int, ...]) -> str:
    """Say a shape in words."""
    return f"an array of {' × '.join(map(str, shape))}" if shape else "a number"


def listed(names: tuple[str, ...]) -> str:
    """List a few names."""
    bare = [f"`{key.rpartition('.')[2]}`" for key in names[:4]]
    return ", ".join(bare) + (" …" if len(names) > 4 else "")
