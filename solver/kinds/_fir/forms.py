"""How values of signals are read: as a list that has its places beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.forms import Form, Read
from solver.text.answered import beside, in_shape
from solver.text.said import clean, numbers


@dataclass(frozen=True, slots=True)
class Listed(Form):
    """Values at the places from `first` on, which a table shows: of a signal, or a `result`."""

    first: int
    result: bool = False
    type: ClassVar[str] = "table"

    def words(self, value: Any) -> Words:
        return ("the values in the table",)

    def data(self, value: Any) -> Any:
        return [[self.first + k, _plain(entry)] for k, entry in enumerate(value)]

    def read(self, answer: str, value: Any) -> Read | None:
        places = tuple(range(self.first, self.first + len(value)))
        return in_shape(beside(numbers(clean(answer) or ""), places), value)


def _plain(entry: Any) -> float:
    return float(entry)
