"""What flows back through a convolution, written with the same operations.

The convolution is a form in three arrays, ⟨dY, X ⋆ K⟩: what flows to the input is the other
operation on dY and K, what flows to the kernel is the correlation of X with dY.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.algebra.expr import Expr, make
from solver.algebra.op import Words
from solver.algebra.ops.padding import pad
from solver.algebra.ops.planes import Steps, Window, full, pair, window_of
from solver.algebra.shapes import Dim, Shape, combine


@dataclass(frozen=True, slots=True)
class Correlation:
    """How arrays meet in a correlation: shapes of the input and the kernel, steps, and groups."""

    image: Shape
    kernel: Shape
    stride: Steps
    dilation: Steps
    groups: int

    @property
    def window(self) -> Window:
        """The kernel as a window that moves over the input."""
        return window_of(self.kernel, {"stride": self.stride, "dilation": self.dilation})

    def left_over(self, g: Expr) -> tuple[Dim, Dim]:
        """Count the rows and columns of the input that no window reaches."""
        reach = self.window.reach()
        axes = zip(full(self.image)[-2:], reach, full(g.shape)[-2:], pair(self.stride), strict=True)
        rows, columns = (combine((1, n), (-1, r), (-s, m), (s, 1)) for n, r, m, s in axes)
        return rows, columns

    def bordered(self, g: Expr) -> Expr:
        """Set zeros between and around an upstream gradient, for the windows that there are not."""
        (down, across), (below, right) = self.window.reach(), self.left_over(g)
        wide = make("spread2d", g, stride=self.stride) if self.stride != 1 else g
        top, left = combine((1, down), (1, -1)), combine((1, across), (1, -1))
        sides = (top, combine((1, top), (1, below)), left, combine((1, left), (1, right)))
        return wide if all(side == 0 for side in sides) else pad(wide, "zero", sides)

    def to_image(self, g: Expr, kernel: Expr, flipped: bool) -> Expr:
        """Write the full convolution of the upstream gradient with the kernel.

        g is the gradient of (input ⋆ kernel), and `flipped` tells that the kernel was turned.
        """
        several = len(self.kernel) == 4
        return make(
            "correlate2d" if flipped else "convolve2d",
            self.bordered(g), make("swap_maps", kernel, groups=self.groups) if several else kernel,
            stride=1, dilation=self.dilation, groups=self.groups,
        )  # fmt: skip

    def to_kernel(self, image: Expr, g: Expr) -> Expr:
        """Write the correlation of the input with the upstream gradient, stride for dilation."""
        turned = {"stride": self.dilation, "dilation": self.stride}
        op = "correlate2d" if len(full(self.image)) == 2 else "correlate_pairs"
        found = make(op, image, g, **turned, groups=self.groups)
        return cropped(found, self.kernel)


def cropped(found: Expr, wanted: Shape) -> Expr:
    """Take off the last rows and columns that an array has too many."""
    extra = [
        combine((1, own), (-1, size))
        for own, size in zip(full(found.shape)[-2:], full(wanted)[-2:], strict=True)
    ]
    if all(count == 0 for count in extra):
        return found
    return make("crop2d", found, top=0, bottom=extra[0], left=0, right=extra[1])


def correlation_of(node: Expr) -> Correlation:
    """Read off a convolution how its arrays meet."""
    image, kernel = node.args
    steps = (node.attr(key) for key in ("stride", "dilation", "groups"))
    return Correlation(full(image.shape), full(kernel.shape), *steps)


TO_IMAGE: Words = ("each entry gets back, through the kernel turned around, what it went into",)
TO_KERNEL: Words = ("each weight gets the upstream gradient times the entries it met",)
