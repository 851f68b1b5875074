"""Which inputs and kernels go together, and the shape of what they give."""

from __future__ import annotations

from solver.algebra import fit
from solver.algebra.expr import Expr
from solver.algebra.op import Attrs
from solver.algebra.ops.planes import maps, window_of
from solver.algebra.shapes import Dim, Shape, show
from solver.errors import FormulaError


def channels_of(args: tuple[Expr, ...], attrs: Attrs) -> tuple[Dim, Dim, Dim]:
    """Count the channels, the maps that come out, and the channels that each kernel sees."""
    image, kernel = (maps(arg) for arg in args)
    groups = attrs["groups"]
    inside = image[0] if len(image) == 3 else 1
    kernels, sees = {2: (1, 1), 3: (1, kernel[0]), 4: kernel[:2]}[len(kernel)]
    if len(image) == 2 and len(kernel) == 3:
        kernels, sees = kernel[0], 1

    def shown() -> str:
        return f"{fit.described(args[0])} and the kernel {fit.described(args[1])}"

    if len(image) > 3 or len(kernel) < len(image) or len(kernel) > len(image) + 1:
        raise FormulaError(f"{shown()}: their axes do not fit", _RANKS)
    for count, what in ((inside, "channels"), (kernels, "kernels")):
        if isinstance(count, int) and count % groups:
            raise FormulaError(f"{shown()}: {groups} groups do not divide {count} {what}")
    if groups > 1 and not isinstance(inside, int):
        raise FormulaError(f"{shown()}: with groups the number of channels must be known")
    seen = inside // groups if isinstance(inside, int) else inside
    if seen != sees:
        raise FormulaError(
            f"{shown()}: the kernel sees {sees} channel{'' if sees == 1 else 's'}, not {seen}"
        )
    return inside, kernels, sees


_RANKS = "H×W takes h×w or F×h×w; C×H×W takes C×h×w or F×C×h×w"


def convolution_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    """Give the shape of the result: ⌊(n − reach)/stride⌋ + 1 along each axis, for every kernel."""
    image, kernel = (maps(arg) for arg in args)
    _, kernels, _ = channels_of(args, attrs)
    window = window_of(kernel, attrs)
    for size, reach in zip(image[-2:], window.reach(), strict=True):
        if isinstance(size, int) and isinstance(reach, int) and size < reach:
            raise FormulaError(
                f"the kernel {fit.described(args[1])} reaches over {show(window.reach())} entries: "
                f"it does not fit in {fit.described(args[0])}",
                "add padding, or take a smaller kernel or dilation",
            )
    several = len(kernel) == len(image) + 1
    return fit.squeezed((*((kernels,) if several else ()), *window.counts(*image[-2:])))
