"""Where in the network's input the first entry of an image looks, as far as numbers tell."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from solver.algebra.expr import value_of
from solver.kinds._cnn_table.window import Window


@dataclass(frozen=True, slots=True)
class Sight:
    """The first and the last entry that is seen along a side, and how far the next one moves.

    Entries of the padding count, so that `first` may be negative.
    """

    first: Fraction = Fraction(0)
    last: Fraction = Fraction(0)
    jump: Fraction = Fraction(1)

    def through(self, window: Window, k: int) -> Sight | None:
        """Look through one more window; None if its numbers have names."""
        padding, stride = value_of(window.padding[k]), value_of(window.stride[k])
        kernel, dilation = value_of(window.kernel[k]), value_of(window.dilation[k])
        if padding is None or stride is None or kernel is None or dilation is None:
            return None
        first = self.first - padding * self.jump
        reach = dilation * (kernel - 1) * self.jump
        return Sight(first, self.last + first - self.first + reach, self.jump * stride)

    def beside(self, other: Sight) -> Sight:
        """Give what is seen through two branches that are added."""
        return Sight(min(self.first, other.first), max(self.last, other.last), self.jump)


Sights = tuple[Sight, Sight]  # along height and width


def through(sights: Sights | None, window: Window) -> Sights | None:
    """Look through one more window along both sides."""
    if sights is None:
        return None
    high, wide = (sight.through(window, k) for k, sight in enumerate(sights))
    return (high, wide) if high and wide else None


def beside(main: Sights | None, other: Sights | None) -> Sights | None:
    """Look through two branches along both sides."""
    if main is None or other is None:
        return None
    return main[0].beside(other[0]), main[1].beside(other[1])


def shifts(main: Sights | None, other: Sights | None, k: int) -> tuple[Fraction, Fraction]:
    """Say by how much each branch looks later than the other, where neither sees all of both."""
    both = beside(main, other)
    if main is None or other is None or both is None or both[k] in (main[k], other[k]):
        return Fraction(0), Fraction(0)
    return main[k].first - both[k].first, other[k].first - both[k].first
