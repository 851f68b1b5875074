"""Windows that move over an image: convolution and pooling share their rule of shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, names_in
from solver.algebra.op import Words
from solver.kinds._cnn_table.flow import Cell, Flow, Pair, is_number, joint, sides_of
from solver.modelling.shape_rule import GAPPED, ONE, RULE, TWO, N, law, places, reach, room


@dataclass(frozen=True, slots=True)
class Window:
    """The size of a window, the zeros around the image, and how it moves; per height and width."""

    kernel: Pair
    padding: Pair
    stride: Pair
    dilation: Pair

    def spread(self, k: int) -> Expr:
        """Give the side that a window covers: D (K − 1) + 1."""
        dilation = self.dilation[k]
        return reach(self.kernel[k], None if is_number(dilation, 1) else dilation)

    def room(self, side: Expr, k: int) -> Expr:
        """Give how far a window can move along a side: n − K + 2P."""
        padding = self.padding[k]
        return room(side, self.spread(k), None if is_number(padding, 0) else TWO * padding)

    def places(self, side: Expr, k: int) -> Expr:
        """Count the places of a window along a side: ⌊(n − K + 2P)/S⌋ + 1."""
        return places(self.room(side, k), self.stride[k])

    def sides(self, sides: Pair) -> Pair:
        """Give height and width of what comes out."""
        return self.places(sides[0], 0), self.places(sides[1], 1)

    def reach(self, k: int) -> Expr:
        """Give what a window sees along a side beside its first entry: D (K − 1)."""
        inner = self.kernel[k] - ONE
        return inner if is_number(self.dilation[k], 1) else self.dilation[k] * inner

    def reaches(self) -> Pair:
        """Give the reach along height and width."""
        return self.reach(0), self.reach(1)

    def why(self) -> Words:
        """Say the rule of the shape."""
        rule = RULE if all(is_number(d, 1) for d in self.dilation) else GAPPED
        return ("along a side of ", law(N), " entries there are ", law(rule), " places")

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
    jumps = sides_of(flow.jump)
    fields = (
        side + (reach if _is_idle(jump, reach) else reach * jump)
        for side, reach, jump in zip(sides_of(flow.field), window.reaches(), jumps, strict=True)
    )
    why = "each entry of the window beyond the first sees one jump more"
    yield "field", Cell(joint(fields), (why,))
    strides = (
        stride if _is_idle(jump, stride) else jump * stride
        for stride, jump in zip(window.stride, jumps, strict=True)
    )
    yield "jump", Cell(joint(strides), ("neighbours move apart by the stride",))


def _is_idle(jump: Expr, size: Expr) -> bool:
    """Tell whether a jump of 1 would stand beside letters, where it says nothing."""
    return is_number(jump, 1) and bool(names_in(size))
