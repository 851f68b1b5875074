"""How the numbers of a regression read: verdicts, epochs, and sequences shown as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.forms import Form, flat, whole

VERDICTS = ("at the minimum", "still changing", "settled above the minimum", "diverging")


@dataclass(frozen=True, slots=True)
class Verdicts(Form):
    """A verdict for every rate."""

    type: ClassVar[str] = "array"

    def words(self, value: Any) -> Words:
        return (_counted(self.data(value)),)

    def data(self, value: Any) -> list[str]:
        return [VERDICTS[whole(entry)] for entry in flat(value)]


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


@dataclass(frozen=True, slots=True)
class Tabled(Form):
    """Numbers that are too many for a line, and stand in a table."""

    what: str
    type: ClassVar[str] = "array"
    numeric: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        return (self.what,)

    def data(self, value: Any) -> Any:
        return value


def _counted(words: Sequence[str]) -> str:
    """Say words in order, equal ones behind each other once."""
    runs = [(word, len(list(same))) for word, same in groupby(words)]
    return "; ".join(f"{count} × {word}" if count > 1 else word for word, count in runs)
