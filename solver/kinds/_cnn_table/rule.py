"""The shape rule ⌊(n − K + 2P)/S⌋ + 1 with some of its numbers not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product as combinations

from solver.algebra.expr import Expr, make
from solver.kinds._cnn_table.window import Window

LETTERS = {"input": "n", "kernel": "K", "padding": "P", "stride": "S"}
SIZES = "output_sizes"


@dataclass(frozen=True, slots=True)
class Rule:
    """The shape rule with some of its numbers not known.

    `known` has all numbers: those that are not known as names, bound where they run.
    """

    unknown: tuple[str, ...]
    ranges: Mapping[str, tuple[int, int]]
    known: Mapping[str, Expr]
    dilation: Expr
    output: Expr
    exact: bool = False
    is_single: bool = False  # the output is one entry

    def window(self) -> Window:
        """Put the numbers together as a window."""
        k = self.known
        dilation = (self.dilation, self.dilation)
        kernel, padding, stride = (k[key] for key in ("kernel", "padding", "stride"))
        return Window((kernel, kernel), (padding, padding), (stride, stride), dilation)

    def size(self) -> Expr:
        """Give the size of the output."""
        return self.window().places(self.known["input"], 0)

    def left_over(self) -> Expr:
        """Give what the last step of the window leaves over."""
        room = self.window().room(self.known["input"], 0)
        return make("mod", room, self.known["stride"])


def combined(rule: Rule) -> list[tuple[int, ...]]:
    """List the combinations of candidates, in the order of the steps' entries."""
    return list(
        combinations(*(range(low, top + 1) for low, top in (rule.ranges[k] for k in rule.unknown)))
    )


def labels(rule: Rule) -> tuple[str, ...]:
    """Write every combination of candidates."""
    return tuple("(" + ", ".join(map(str, found)) + ")" for found in combined(rule))
