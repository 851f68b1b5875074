"""Numbers as a student wrote them: exact values, and how finely each was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Any

from solver.marking import syntax as s

MOST = 10_000  # entries of an array that is compared
LARGEST = Fraction(10) ** 300  # doubles end a little further on
BLANK = "?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A number: `quantum` is what the last digit is worth, 0 of a number that is exact.

    A `blank` one was left out.
    """

    value: Fraction
    quantum: Fraction = Fraction(0)
    digits: int = 0
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An array in reading order; `loose` ones were written as a plain list, without orientation."""

    shape: tuple[int, ...]
    entries: tuple[Entry, ...]
    loose: bool = False

    @property
    def transposed(self) -> Said:
        """Exchange the rows and the columns of a matrix."""
        rows, columns = self.shape
        order = [self.entries[i * columns + j] for j in range(columns) for i in range(rows)]
        return replace(self, shape=(columns, rows), entries=tuple(order))

    @property
    def values(self) -> tuple[Fraction, ...]:
        return tuple(entry.value for entry in self.entries)

    @property
    def blanks(self) -> tuple[int, ...]:
        """List the places that were left blank."""
        return tuple(place for place, entry in enumerate(self.entries) if entry.blank)

    @property
    def is_huge(self) -> bool:
        """Tell whether a number is beyond what is compared."""
        return any(abs(entry.value) > LARGEST for entry in self.entries)

    def nested(self) -> Any:
        """Give the values as nested tuples, as an evaluation takes them."""
        return nested(self.shape, self.values)


def nested(shape: Sequence[int], flat: Sequence[Any]) -> Any:
    """Cut a flat list to nested tuples."""
    if not shape:
        return flat[0]
    step = len(flat) // shape[0] if shape[0] else 0
    return tuple(nested(shape[1:], flat[k * step : (k + 1) * step]) for k in range(shape[0]))


def literal(node: s.Node) -> Said | None:
    """Read numbers and arrays of numbers; None for anything that must be computed."""
    entry = _entry(node)
    if entry is not None:
        return Said((), (entry,))
    if isinstance(node, s.Unary) and node.op in {"-", "T"}:
        return _changed(node.op, literal(node.arg))
    if isinstance(node, s.Rows):
        return _rows(node)
    return _items(node) if isinstance(node, s.Items) else None


def _entry(node: s.Node) -> Entry | None:
    if isinstance(node, s.Number):
        return Entry(node.value, _quantum(node), node.digits)
    if isinstance(node, s.Words) and node.text == BLANK:
        return Entry(Fraction(0), blank=True)
    if isinstance(node, s.Unary) and node.op in {"-", "+"}:
        inner = _entry(node.arg)
        turned = inner is not None and node.op == "-"
        return replace(inner, value=-inner.value) if inner is not None and turned else inner
    if isinstance(node, s.Binary):
        if node.op == "jux" and isinstance(node.right, s.Words):
            return _entry(node.left)  # a unit
        if node.op == "/":
            return _quotient(_entry(node.left), _entry(node.right))
    if isinstance(node, s.Items) and node.bracket == "(" and len(node.items) == 1:
        return _entry(node.items[0])
    return None


def _quantum(node: s.Number) -> Fraction:
    """Say what the last digit is worth; the zeros at the end of `≈ 61800` say nothing."""
    if not node.rounded or node.quantum != 1 or not node.value:
        return node.quantum
    quantum = Fraction(1)
    while (node.value / (quantum * 10)).denominator == 1:
        quantum *= 10
    return quantum


def _quotient(top: Entry | None, bottom: Entry | None) -> Entry | None:
    if top is None or bottom is None or not bottom.value:
        return None
    return Entry(top.value / bottom.value)


def _changed(op: str, inner: Said | None) -> Said | None:
    if inner is None:
        return None
    if op == "-":
        return replace(inner, entries=tuple(replace(e, value=-e.value) for e in inner.entries))
    if inner.loose:  # (1, 2)ᵀ is a column
        return Said((prod(inner.shape), 1), inner.entries)
    return inner.transposed if len(inner.shape) == 2 else inner


def _rows(node: s.Rows) -> Said | None:
    widths = {len(row) for row in node.rows}
    entries = [_entry(entry) for row in node.rows for entry in row]
    if len(widths) != 1 or not entries or len(entries) > MOST:
        return None
    found = [entry for entry in entries if entry is not None]
    if len(found) < len(entries):
        return None
    return Said((len(node.rows), widths.pop()), tuple(found))


def _items(node: s.Items) -> Said | None:
    parts = [literal(item) for item in node.items]
    found = [part for part in parts if part is not None]
    if not found or len(found) < len(parts) or len({part.shape for part in found}) != 1:
        return None
    entries = tuple(entry for part in found for entry in part.entries)
    if len(entries) > MOST:
        return None
    loose = found[0].shape == () or found[0].loose
    return Said((len(found), *found[0].shape), entries, loose)


# --- shapes ---------------------------------------------------------------------------------------
def fitted(said: Said, shape: tuple[int, ...]) -> tuple[Said, str] | None:
    """Bring an array to the shape that was asked, with a remark if a convention was not kept.

    None if it does not fit.
    """
    if said.shape == shape:
        return said, ""
    if _bare(said.shape) == _bare(shape):
        turned = not said.loose and len(shape) == len(said.shape) == 2
        remark = (
            f"{_called(said.shape)} was given where {_called(shape)} was asked" if turned else ""
        )
        return replace(said, shape=shape), remark
    if not said.loose and len(shape) == 2 and said.shape == shape[::-1]:
        return said.transposed, "the transpose of what was asked was given"
    return None


def _bare(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _called(shape: Sequence[int]) -> str:
    if len(shape) == 2 and shape[0] == 1:
        return "a row"
    return "a column" if len(shape) == 2 and shape[1] == 1 else "a matrix"
