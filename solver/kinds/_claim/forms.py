"""How the numbers of a claim are read: a verdict, and a case of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from solver.algebra.expr import number
from solver.algebra.op import Words
from solver.forms import Form, Truth, flat, whole


@dataclass(frozen=True, slots=True)
class Verdict(Truth):
    """Whether a claim is true."""

    fills: ClassVar[bool] = True
    in_prose: ClassVar[bool] = True
    question: ClassVar[str] = "True or false?"
    yes: str = "true"
    no: str = "false"


@dataclass(frozen=True, slots=True)
class Case(Form):
    """The numbers that indices stand for: 7, or (3, 5) for several."""

    type: ClassVar[str] = "array"

    def words(self, value: Any) -> Words:
        told = [number(whole(at)) for at in flat(value)]
        inner: Words = tuple(word for one in told for word in (", ", one))[1:]
        return inner if len(told) == 1 else ("(", *inner, ")")

    def data(self, value: Any) -> list[int]:
        return [whole(at) for at in flat(value)]
