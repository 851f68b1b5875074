"""Windows that move over an image: convolution and pooling share their rule of shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, number
from solver.algebra.op import Law, Words
from solver.algebra.ops.rounding import floor
from solver.kinds._cnn_table.flow import ONE, Cell, Flow, Pair, is_number, joint

TWO = number(2)
RULE = Law("⌊(n − K + 2P)/S⌋ + 1", r"\lfloor (n - K + 2P)/S \rfloor + 1")
DILATED = Law("K′ = D(K − 1) + 1", r"K' = D(K - 1) + 1")


@dataclass(frozen=True, slots=True)
class Window:
    """The size of a window, the zeros around the image, and how it moves; per height and width."""

    kernel: Pair
    padding: Pair
    stride: Pair
    dilation: Pair

    def spread(self, k: int) -> Expr:
        """Give the side that a window covers: D (K − 1) + 1."""
        kernel, dilation = self.kernel[k], self.dilation[k]
        if is_number(dilation, 1):
            return kernel
        return dilation * (kernel - ONE) + ONE

    def room(self, side: Expr, k: int) -> Expr:
        """Give how far a window can move along a side: n − K + 2P."""
        free = side - self.spread(k)
        padding = self.padding[k]
        return free if is_number(padding, 0) else free + TWO * padding

    def places(self, side: Expr, k: int) -> Expr:
        """Count the places of a window along a side: ⌊(n − K + 2P)/S⌋ + 1."""
        return floor(self.room(side, k) / self.stride[k]) + ONE

    def sides(self, sides: Pair) -> Pair:
        """Give height and width of what comes out."""
        return self.places(sides[0], 0), self.places(sides[1], 1)

    def reach(self) -> Expr:
        """Give what a window sees beside its first entry: D (K − 1)."""
        kernel, dilation = joint(self.kernel), joint(self.dilation)
        inner = kernel - ONE
        return inner if is_number(dilation, 1) else dilation * inner

    def why(self) -> Words:
        """Say the rule of the shape."""
        found: Words = ("along a side of ", Law("n", "n"), " entries there are ", RULE, " places")
        if any(not is_number(d, 1) for d in self.dilation):
            found = (*found, ", where the spread-out window covers ", DILATED, " entries")
        return found

    def about(self) -> Words:
        """Describe the window: its size, and what is not usual about it."""
        found: Words = (*_pair(self.kernel, always=True),)
        for pair, usual, word in (
            (self.padding, 0, "padding"),
            (self.stride, None, "stride"),
            (self.dilation, 1, "dilation"),
        ):
            if usual is None or not all(is_number(side, usual) for side in pair):
                found = (*found, f", {word} ", *_pair(pair))
        return found


def _pair(pair: Pair, always: bool = False) -> Words:
    if pair[0] == pair[1] and not always:
        return (pair[0],)
    return (pair[0], " × ", pair[1])


def seen(window: Window, flow: Flow) -> Iterator[tuple[str, Cell]]:
    """Give the cells about what one entry sees of the network's input."""
    if flow.field is None or flow.jump is None:
        return
    field = flow.field + window.reach() * flow.jump
    yield (
        "field",
        Cell(field, ("each entry of the window beyond the first sees one jump more",)),
    )
    stride = joint(window.stride)
    yield "jump", Cell(flow.jump * stride, ("neighbours move apart by the stride",))
