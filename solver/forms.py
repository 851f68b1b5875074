"""How people read the numbers of a step: as a verdict, a word, a set, a size.

The numbers stay what is computed, compared on every route, overridden and batched; a form only says
what they stand for, and reads what people write for them. Forms of one kind alone live beside that
kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.text.answered import Read, agrees, flat, in_shape, shaped
from solver.text.deciding import chosen, decided, is_none, several
from solver.text.listing import members, rearranged, sizes, tuples
from solver.text.said import clean, numbers

__all__ = ["Extent", "Form", "Members", "Read", "Truth", "Word", "flat", "shaped", "whole"]


class Form(ABC):
    """Reads a value, given as nested tuples of exact or rounded numbers.

    With `fills`, a page puts the numbers into the formula before it says the value. `question` is
    how a page asks for it, where that is a sentence of its own: "True or false?". What is `numeric`
    stays numbers in JSON; what `reads_numbers` is answered with numbers, as if it had no form; what
    is `in_prose` is looked for in the sentences of a solution: "True, because …".
    """

    type: ClassVar[str]  # as JSON calls it: truth, text, set, array …
    fills: ClassVar[bool] = False
    question: ClassVar[str] = ""
    numeric: ClassVar[bool] = False
    reads_numbers: ClassVar[bool] = False
    in_prose: ClassVar[bool] = False

    @abstractmethod
    def words(self, value: Any) -> Words:
        """Say on the page what a value stands for."""

    @abstractmethod
    def data(self, value: Any) -> Any:
        """Give what a value stands for as plain data, for JSON."""

    def read(self, answer: str, value: Any) -> Read | None:
        """Read what a person wrote, in the shape of the right value; None if it cannot be read."""
        plain = clean(answer)
        return in_shape(numbers(plain) if plain else None, value)

    def same(self, read: Read, value: Any) -> bool:
        """Tell whether what was read is right; decimals are if the right ones round to them."""
        said, right = tuple(flat(read.value)), tuple(flat(value))
        quanta = read.quanta or (Fraction(0),) * len(said)
        fits = not read.strange and len(said) == len(right)
        return fits and all(map(agrees, said, right, quanta))


def whole(value: Any) -> int:
    """Read a number that is a whole one, whatever it is computed with."""
    return round(float(value))


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

    def read(self, answer: str, value: Any) -> Read | None:
        found = decided(answer, self.yes, self.no)
        return Read(shaped((Fraction(found[0]),), value), reason=found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Word(Form):
    """The k-th of some words, counted from 0."""

    labels: tuple[str, ...]
    type: ClassVar[str] = "text"

    def words(self, value: Any) -> Words:
        return (self.labels[whole(value)],)

    def data(self, value: Any) -> str:
        return self.labels[whole(value)]

    def read(self, answer: str, value: Any) -> Read | None:
        found = chosen(answer, self.labels)
        return Read(shaped((Fraction(found[0]),), value), reason=found[1]) if found else None


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

    def read(self, answer: str, value: Any) -> Read | None:
        named = self._named(answer)
        if named is None:
            return None
        chosen = (Fraction(label in named) for label in self.labels)
        return Read(shaped(chosen, value), strange=tuple(sorted(named - set(self.labels))))

    def _named(self, answer: str) -> frozenset[str] | None:
        if is_none(clean(answer) or "", self.none):
            return frozenset()
        if all(label[:1].isdigit() for label in self.labels):
            return members(answer)
        if all(label.startswith("(") for label in self.labels):
            found = tuples(answer, self.labels[0].count(",") + 1)
            return (
                None
                if found is None
                else frozenset(f"({', '.join(map(str, one))})" for one in found)
            )
        places = several(answer, self.labels, self.none)
        return None if places is None else frozenset(self.labels[k] for k in places)


@dataclass(frozen=True, slots=True)
class Extent(Form):
    """The size of an array, `28 × 28 × 10`."""

    type: ClassVar[str] = "array"
    fills: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        return (" × ".join(str(whole(entry)) for entry in flat(value)),)

    def data(self, value: Any) -> list[int]:
        return [whole(entry) for entry in flat(value)]

    def read(self, answer: str, value: Any) -> Read | None:
        found = sizes(answer)
        if found is None or value is None:
            return None
        right = tuple(self.data(value))
        if remark := rearranged(found, right):
            return Read(value, remark)
        fits = len(found) == len(right)
        said = tuple(map(Fraction, found))
        return Read(shaped(said, value) if fits else said)
