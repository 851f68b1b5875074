"""The ways of padding: with zeros, wrapped around, or mirrored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.algebra.ops.planes import Places
from solver.algebra.shapes import Dim


def _zero(size: int, before: int, after: int) -> Places:
    return [*[None] * before, *range(size), *[None] * after]


def _circular(size: int, before: int, after: int) -> Places:
    return [k % size for k in range(-before, size + after)]


def _reflect(size: int, before: int, after: int) -> Places:
    if size == 1:
        return [0]  # which is refused a border
    return [abs((k + size - 1) % (2 * size - 2) - size + 1) for k in range(-before, size + after)]


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of padding: its op and that of its transpose, and the most it can add to a size."""

    word: str
    back: str
    places: Callable[[int, int, int], Places]
    says: str
    spare: int | None  # a side gets at most `size - spare`; None for any number

    def too_much(self, size: Dim, border: Dim) -> str:
        """Say how much may be added to a size, where a border is more than that."""
        if self.spare is None or not isinstance(size, int) or not isinstance(border, int):
            return ""
        most = size - self.spare
        return f"{self.says} takes at most {most} there" if border > most else ""


MODES = {
    "zero": Mode("pad_zero", "crop2d", _zero, "padding with zeros", None),
    "circular": Mode("pad_circular", "fold_circular", _circular, "wrapping around", 0),
    "reflect": Mode("pad_reflect", "fold_reflect", _reflect, "mirroring", 1),
}
