"""The definition of an entry of a convolution, in symbols."""

from __future__ import annotations

from solver.algebra.op import Law
from solver.algebra.shapes import combine
from solver.kinds._conv2d.layer import NONE, Layer


def law_of(layer: Layer) -> Law:
    """Write the definition of an entry of the result, with the numbers of this layer."""
    window = layer.window
    steps = zip((("i", "u"), ("j", "v")), window.strides, window.dilations, strict=True)
    places = [_place(a, b, stride, gap) for (a, b), stride, gap in steps]
    own = ["u", "v"]
    if layer.op == "convolve2d":
        ends = (combine((1, size), (1, 1)) for size in window.shape)
        own = [f"{end}-{letter}" for end, letter in zip(ends, "uv", strict=True)]
    several = layer.kernel is not None and len(layer.kernel.shape) == len(layer.image.shape) + 1
    channels = len(layer.image.shape) == 3
    out = [*(["f"] if several else []), "i", "j"]
    weights = [*(["f"] if several else []), *(["c"] if channels else []), *own]
    entries = [*(["c"] if channels else []), *places]
    over = [*(["c"] if channels else []), "u", "v"]
    plain, x = ("x", "x") if layer.sides == NONE else ("x̂", r"\hat{x}")
    text = f"y({', '.join(out)}) = Σ k({', '.join(weights)}) {plain}({', '.join(entries)})"
    y, sums, k, at = (f"{{{','.join(found)}}}" for found in (out, over, weights, entries))
    latex = rf"y_{y} = \sum_{sums} k_{k}\, {x}_{at}"
    return Law(text, latex)


def _place(letter: str, other: str, stride: int, dilation: int) -> str:
    """Write which entry a cell of a window meets, all counted from 1."""
    if stride == dilation == 1:
        return f"{letter}+{other}-1"
    first = f"({letter}-1)" if stride > 1 else letter
    second = f"({other}-1)"
    times = f"{stride}{first}" if stride > 1 else first
    steps = f"{dilation}{second}" if dilation > 1 else other
    if stride > 1 and dilation > 1:
        return f"{times}+{steps}+1"
    return f"{times}+{steps}"
