"""How a column of a table is read: as values of a function at the places beside them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.forms import Form, Read
from solver.text.answered import beside, in_shape
from solver.text.said import clean, numbers


@dataclass(frozen=True, slots=True)
class Column(Form):
    """Values at some places, which a table shows below."""

    places: tuple[Fraction, ...]
    type: ClassVar[str] = "table"

    def words(self, value: Any) -> Words:
        return ("the values in the table",)

    def data(self, value: Any) -> Any:
        return [
            [float(place), float(entry)] for place, entry in zip(self.places, value, strict=True)
        ]

    def read(self, answer: str, value: Any) -> Read | None:
        found = numbers(clean(answer) or "")
        return in_shape(beside(found, self.places), value)
