"""How people read the numbers of a step: as a verdict, a word, a set, a size.

The numbers stay what is computed, compared on every route, overridden and batched; a form only says
what they stand for. Forms of one kind alone live beside that kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from solver.algebra.op import Words


class Form(ABC):
    """Reads a value, given as nested tuples of exact or rounded numbers.

    With `fills`, a page puts the numbers into the formula before it says the value. `question` is
    how a page asks for it, where that is a sentence of its own: "True or false?". What is `numeric`
    stays numbers in JSON.
    """

    type: ClassVar[str]  # as JSON calls it: truth, text, set, array …
    fills: ClassVar[bool] = False
    question: ClassVar[str] = ""
    numeric: ClassVar[bool] = False

    @abstractmethod
    def words(self, value: Any) -> Words:
        """Say on the page what a value stands for."""

    @abstractmethod
    def data(self, value: Any) -> Any:
        """Give what a value stands for as plain data, for JSON."""


def whole(value: Any) -> int:
    """Read a number that is a whole one, whatever it is computed with."""
    return round(float(value))


def flat(value: Any) -> Iterator[Any]:
    """List the entries of a nested value."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from flat(part)
    else:
        yield value


@dataclass(frozen=True, slots=True)
class Truth(Form):
    """1 for yes, 0 for no."""

    type: ClassVar[str] = "truth"
    yes: str = "yes"
    no: str = "no"

    def words(self, value: Any) -> Words:
        return (self.yes if whole(value) else self.no,)

    def data(self, value: Any) -> bool:
        return bool(whole(value))


@dataclass(frozen=True, slots=True)
class Word(Form):
    """The k-th of some words, counted from 0."""

    labels: tuple[str, ...]
    type: ClassVar[str] = "text"

    def words(self, value: Any) -> Words:
        return (self.labels[whole(value)],)

    def data(self, value: Any) -> str:
        return self.labels[whole(value)]


@dataclass(frozen=True, slots=True)
class Members(Form):
    """Those of some things whose entry is 1."""

    labels: tuple[str, ...]
    none: str = "none"
    type: ClassVar[str] = "set"

    def words(self, value: Any) -> Words:
        return (", ".join(self.data(value)) or self.none,)

    def data(self, value: Any) -> list[str]:
        return [
            label for label, entry in zip(self.labels, flat(value), strict=True) if whole(entry)
        ]


@dataclass(frozen=True, slots=True)
class Extent(Form):
    """The size of an array, `28 × 28 × 10`."""

    type: ClassVar[str] = "array"
    fills: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        return (" × ".join(str(whole(entry)) for entry in flat(value)),)

    def data(self, value: Any) -> list[int]:
        return [whole(entry) for entry in flat(value)]
