"""Numbers read from the text as written, exactly, within a budget of digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from solver.spec.fields import Field, Schema, expected
from solver.spec.nodes import Leaf, Node
from solver.spec.reading import Reading

MOST_DIGITS = 400
LARGEST_EXPONENT = 308  # that of a double; nothing a person writes is larger

_DECIMAL = r"(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?"
_NUMBER = re.compile(rf"([+-]?)({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?", re.ASCII)
# What YAML tools see as text though we read a number: `3/4`, `1e-3`, a typeset minus.
PATTERN = r"^\s*[-+−]?[0-9.][0-9.eE+−-]*(\s*/\s*[0-9.][0-9.eE+−-]*)?\s*$"
_MINUS = str.maketrans("−‐‒–﹣－", "------")
_NONFINITE = {"nan", "inf", "infinity", ".nan", ".inf"}


class NotANumber(ValueError):
    """A text is no number that can be taken; the message says why, if there is more to say."""


def exact(text: str) -> Fraction:
    """Read an integer, a decimal, or a quotient of two, exactly: `1e-3` is 1/1000."""
    text = text.strip().translate(_MINUS)
    if len(text) > MOST_DIGITS:
        raise NotANumber(f"a number has at most {MOST_DIGITS} characters")
    found = _NUMBER.fullmatch(text)
    if not found:
        raise NotANumber(_why_not(text))
    sign, above, _, below, _ = found.groups()
    value = _decimal(above, found[3])
    if below is not None:
        value = _quotient(value, _decimal(below, found[5]))
    return -value if sign == "-" else value


def _decimal(text: str, exponent: str | None) -> Fraction:
    # Fraction("1e-999999999") would compute for hours, so the exponent is looked at first.
    digits = (exponent or "0").lstrip("+-").lstrip("0")
    if len(digits) > 4 or int(digits or "0") > LARGEST_EXPONENT:
        raise NotANumber(f"the exponent of a number is at most {LARGEST_EXPONENT}")
    return Fraction(int(text)) if text.isdigit() else Fraction(text)  # most are integers


def _quotient(above: Fraction, below: Fraction) -> Fraction:
    if not below:
        raise NotANumber("it divides by zero")
    return above / below


def _why_not(text: str) -> str:
    if text.lstrip("+-").lower() in _NONFINITE:
        return "a number must be finite"
    if re.fullmatch(r"[+-]?\d{1,3}([,_ ]\d{3})+(\.\d+)?", text, re.ASCII):
        return "write the digits without separators"
    if re.fullmatch(r"[+-]?\d+,\d+", text, re.ASCII):
        return "write a decimal point, not a comma"
    if re.search(r"\d\s+[+-]?\.?\d", text, re.ASCII):
        return "separate the entries of a list by commas"
    return ""


def read_number(node: Node, what: str = "a number") -> Fraction:
    """Take an exact number from a node."""
    if not isinstance(node, Leaf) or node.empty:
        raise expected(what, node)
    try:
        return exact(node.text)
    except NotANumber as error:
        raise expected(what, node, str(error)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field[Fraction]):
    """An exact number, perhaps with a least value."""

    least: int | None = None

    def take(self, node: Node, reading: Reading) -> Fraction:
        value = read_number(node)
        if self.least is not None and value < self.least:
            raise expected(f"a number, at least {self.least}", node)
        return value

    def schema(self) -> Schema:
        least = {} if self.least is None else {"minimum": self.least}
        return {"anyOf": [{"type": "number"} | least, {"type": "string", "pattern": PATTERN}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Field[int]):
    """A whole number within bounds."""

    least: int = 1
    most: int | None = None

    def take(self, node: Node, reading: Reading) -> int:
        value = read_number(node, self._what())
        outside = value < self.least or (self.most is not None and value > self.most)
        if outside or value.denominator != 1:
            raise expected(self._what(), node)
        return int(value)

    def _what(self) -> str:
        most = "" if self.most is None else f" and at most {self.most}"
        return f"a whole number, at least {self.least}{most}"

    def schema(self) -> Schema:
        most = {} if self.most is None else {"maximum": self.most}
        return {"type": "integer", "minimum": self.least} | most
