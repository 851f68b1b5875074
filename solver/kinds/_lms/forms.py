"""How the numbers of a regression read: verdicts, epochs, and sequences shown as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.forms import Form, Read, flat, shaped, whole
from solver.kinds._lms.answered import epoch, pieces
from solver.text.deciding import chosen

VERDICTS = ("at the minimum", "still changing", "settled above the minimum", "diverging")


@dataclass(frozen=True, slots=True)
class Verdicts(Form):
    """A verdict for every rate."""

    type: ClassVar[str] = "array"

    def words(self, value: Any) -> Words:
        return (_counted(self.data(value)),)

    def data(self, value: Any) -> list[str]:
        return [VERDICTS[whole(entry)] for entry in flat(value)]

    def read(self, answer: str, value: Any) -> Read | None:
        found = [chosen(piece, VERDICTS) for piece in pieces(answer)]
        return _listed([one[0] if one else None for one in found], value)


@dataclass(frozen=True, slots=True)
class Epochs(Form):
    """For every rate an epoch, or none if it is the one after the last."""

    last: int
    type: ClassVar[str] = "array"

    def words(self, value: Any) -> Words:
        return (_counted(["never" if k is None else f"epoch {k}" for k in self.data(value)]),)

    def data(self, value: Any) -> list[int | None]:
        found = [whole(entry) for entry in flat(value)]
        return [k if k <= self.last else None for k in found]

    def read(self, answer: str, value: Any) -> Read | None:
        return _listed([epoch(piece, self.last) for piece in pieces(answer)], value)


@dataclass(frozen=True, slots=True)
class Tabled(Form):
    """Numbers that are too many for a line, and stand in a table."""

    what: str
    type: ClassVar[str] = "array"
    numeric: ClassVar[bool] = True
    reads_numbers: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        return (self.what,)

    def data(self, value: Any) -> Any:
        return value


def _listed(found: Sequence[int | None], value: Any) -> Read | None:
    """Arrange what was said of every rate; None if a piece cannot be read."""
    said = tuple(Fraction(one) for one in found if one is not None)
    if not said or len(said) < len(found):
        return None
    fits = len(said) == sum(1 for _ in flat(value))
    return Read(shaped(said, value) if fits else said)


def _counted(words: Sequence[str]) -> str:
    """Say words in order, equal ones behind each other once."""
    runs = [(word, len(list(same))) for word, same in groupby(words)]
    return "; ".join(f"{count} × {word}" if count > 1 else word for word, count in runs)
