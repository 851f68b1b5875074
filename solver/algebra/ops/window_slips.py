"""What goes wrong with windows that slide over a map: steps, gaps and borders are forgotten.

Most of it gives a map of another size. See `solver.variants.mistaken` for who looks at which.
"""

from __future__ import annotations

from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.op import Slip
from solver.algebra.ops.planes import full
from solver.algebra.ops.slips import Change


def _with(attr: str, value: Any) -> Change:
    """Make the same window with another attribute."""

    def change(node: Expr) -> Expr | None:
        attrs = dict(node.attrs)
        return make(node.op, *node.args, **attrs | {attr: value}) if attr in attrs else None

    return change


def _padded(margins: Any) -> Change:
    """Pad a map that is not padded, by margins that depend on the kernel's size."""

    def change(node: Expr) -> Expr | None:
        image, kernel = node.args
        sizes = full(kernel.shape)[-2:]
        if image.op.startswith("pad_") or not all(isinstance(size, int) for size in sizes):
            return None
        high, wide = map(margins, sizes)
        padded = make("pad_zero", image, top=high, bottom=high, left=wide, right=wide)
        return make(node.op, padded, kernel, **dict(node.attrs))

    return change


def _misshapen(words: str, change: Change) -> Slip:
    return Slip(words, change, quiet=True)


_STRIDE = _misshapen("the stride was left out", _with("stride", 1))
CONVOLUTION = (
    _STRIDE,
    _misshapen("the dilation was left out", _with("dilation", 1)),
    _misshapen("the map was padded, so that it keeps its size", _padded(lambda size: size // 2)),
    _misshapen("the full result was computed, past the border", _padded(lambda size: size - 1)),
)
POOL = (
    _STRIDE,
    _misshapen("the padding was left out", _with("padding", 0)),
    _misshapen("cells at the border were left out", _with("ceil", False)),
    _misshapen("part of a window counted", _with("ceil", True)),
)
