"""One direction of a convolution in index notation: which place of the input a weight meets."""

from __future__ import annotations

from dataclasses import dataclass

from solver.algebra.expr import Expr, name, number
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, combine


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction: letters of the output, the kernel and the input, and how the window moves.

    A letter that can be 1 only is not written.
    """

    i: str
    h: str
    p: str
    places: Dim  # of the window
    size: Dim  # of the kernel
    stride: int
    gap: int
    flipped: bool

    def met(self) -> Expr:
        """Write s(i−1) + d(h−1) + 1, or with k−h for h−1 where the kernel is turned."""
        if self.places == 1:
            return self._met_at_once()
        i, h, one = name(self.i), name(self.h), number(1)
        corner = i if self.stride == 1 else number(self.stride) * (i - one)
        if self.size == 1:
            return corner if self.stride == 1 else corner + one
        if self.gap == 1 and not self.flipped:
            return i + h - one if self.stride == 1 else corner + h
        single = self.gap == 1
        moved = corner + size(self.size) - h if single else corner + self._inside(self.flipped)
        return moved if self.stride == 1 else moved + one

    def _met_at_once(self) -> Expr:
        """Write d(h−1) + 1, for a window that has one place."""
        h, one = name(self.h), number(1)
        if self.size == 1:
            return one
        if self.gap == 1:
            return size(combine((1, self.size), (1, 1))) - h if self.flipped else h
        return self._inside(self.flipped) + one

    def _inside(self, turned: bool) -> Expr:
        h = name(self.h)
        inside = size(self.size) - h if turned else h - number(1)
        return inside if self.gap == 1 else number(self.gap) * inside

    def back(self) -> Expr:
        """Write p + d(k−h), or with h−1 for k−h where the kernel is turned."""
        p, h = name(self.p), name(self.h)
        if self.size == 1:
            return p
        if self.gap == 1:
            return p + h - number(1) if self.flipped else p + size(self.size) - h
        return p + self._inside(not self.flipped)

    def out(self) -> tuple[str, str]:
        """Solve p = s(i−1) + d(h−1) + 1 for i, as text and as LaTeX."""
        if self.size == 1:
            back = ""
        elif self.stride == self.gap == 1:
            less = combine((-1, self.size))
            rest = f"{self.p}+{self.h}{less}" if self.flipped else f"{self.p}-{self.h}+1"
            return rest, rest
        else:
            inside = f"({self.size}-{self.h})" if self.flipped else f"({self.h}-1)"
            back = f"-{self.gap}{inside}" if self.gap > 1 else f"-{inside}"
        if self.stride == 1:
            return f"{self.p}{back}", f"{self.p}{back}"
        top = f"{self.p}-1{back}"
        return f"({top})/{self.stride}+1", rf"\tfrac{{{top}}}{{{self.stride}}}+1"
