"""How columns of truth values and bounds are read: as the name of a gate, as an interval."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from solver.algebra.op import Law, Words
from solver.digits import plain, written
from solver.forms import Form, Read, flat, shaped
from solver.kinds._gate import boolean, logic
from solver.kinds._gate.interval import interval
from solver.text.deciding import is_none


@dataclass(frozen=True, slots=True)
class Function(Form):
    """The name of a logic function, read off its truth column; `inputs` as text and in LaTeX."""

    inputs: tuple[tuple[str, str], ...]
    type: ClassVar[str] = "text"
    in_prose: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        name, text, latex = self._read(value)
        formula: Words = (Law(text, latex),) if text else ()
        if name:
            return (name, ": ", *formula) if formula else (name,)
        if terms := self.long_terms(value):
            return (f"a shortest sum of {len(terms)} products, which is written out below",)
        return ("the function ", *formula, ", as a shortest sum of products")

    def long_terms(self, value: Any) -> tuple[str, ...]:
        """Give the products in LaTeX of a sum that is too long for a line, of others none."""
        column = _column(value)
        terms = () if boolean.title(column) else boolean.shortest(column)
        if sum(factor is not None for term in terms for factor in term) <= MOST_FACTORS:
            return ()
        marks = [latex for _, latex in self.inputs]
        return tuple(
            part for part in boolean.written(terms, marks, _SIGNS[0], "", _SIGNS[2]) if part
        )

    def data(self, value: Any) -> str:
        name, text, _ = self._read(value)
        return name or text

    def read(self, answer: str, value: Any) -> Read | None:
        """Read a name or a formula as a truth column, in the numbers that the value has."""
        column = logic.column(answer, [text for text, _ in self.inputs])
        if column is None or 2 ** len(self.inputs) != len(column):
            return None
        low = Fraction(min(0, *(round(float(entry)) for entry in flat(value)), 0))
        return Read(shaped((Fraction(1) if true else low for true in column), value))

    def same(self, read: Read, value: Any) -> bool:
        return _column(read.value) == _column(value)

    def _read(self, value: Any) -> tuple[str, str, str]:
        """Give the name, and the formula as text and in LaTeX; either may be empty."""
        column = _column(value)
        name = boolean.title(column)
        texts, marks = ([pair[k] for pair in self.inputs] for k in (0, 1))
        if name in boolean.ARROWS:
            start, end = boolean.ARROWS[name]
            return "implication", f"{texts[start]} → {texts[end]}", arrow(marks[start], marks[end])
        name = name.removeprefix("converse ").removesuffix(" of one input")
        if name in _UNWRITTEN or name.startswith("at "):
            return name, "", ""
        terms = boolean.shortest(column)
        text = "".join(boolean.written(terms, texts, " ∧ ", " ∨ ", "¬"))
        return name, text, "".join(boolean.written(terms, marks, *_SIGNS))


MOST_FACTORS = 12  # in a line


def _column(value: Any) -> boolean.Column:
    return tuple(float(entry) > 0 for entry in flat(value))


_SIGNS = (r" \land ", r" \lor ", r"\lnot ")
_UNWRITTEN = {"always true", "always false", "XOR", "XNOR", "majority", "minority"}


def arrow(start: str, end: str) -> str:
    """Write an implication in LaTeX."""
    return rf"{start} \rightarrow {end}"


@dataclass(frozen=True, slots=True)
class Between(Form):
    """Two bounds of a bias as an interval, closed where a sum of 0 falls on the right side."""

    symbol: tuple[str, str]
    zero: bool
    type: ClassVar[str] = "text"

    def words(self, value: Any) -> Words:
        low, high = flat(value)
        if not low < high:
            return ("no bias does",)
        return (Law(self.data(value), self._between(low, self.symbol[1], high, r"\le")),)

    def data(self, value: Any) -> str:
        low, high = flat(value)
        if not low < high:
            return "none"
        return self._between(low, self.symbol[0], high, "≤")

    def read(self, answer: str, value: Any) -> Read | None:
        """Read the ends; which of them belongs to the range is a matter of the step at 0."""
        found = interval(answer)
        if is_none(answer):
            own = tuple(flat(value))
            return Read(value if not own[0] < own[1] else shaped((Fraction(0),) * 2, value))
        if found is None:
            return None
        low, high, closed = found
        usual = closed is None or closed == (self.zero, not self.zero)
        return Read(shaped((low, high), value), "" if usual else "the other end belongs to it")

    def _between(self, low: Any, symbol: str, high: Any, closed: str) -> str:
        below, above = (closed, "<") if self.zero else ("<", closed)
        return f"{_number(low)} {below} {symbol} {above} {_number(high)}"


def _number(value: Any) -> str:
    return plain(written(value, 4))
