"""Maps side by side with one window marked, and a picture before and after."""

from __future__ import annotations

import gzip
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from solver.algebra.expr import Expr, make, name
from solver.algebra.op import Words
from solver.algebra.ops.convolution_meeting import Place, first_channel
from solver.algebra.ops.planes import full, window_of
from solver.algebra.ops.pool_window import pool_of
from solver.digits import written_all
from solver.document.blocks import Figure, Text
from solver.document.plots import Grey, Greys, Map, Maps, Numbers, Window
from solver.kinds._conv2d.meeting import CONVOLUTIONS, at, indexed, values_of
from solver.kinds._conv2d.stated import bias_of
from solver.kinds._conv2d.windows import sample_place, where
from solver.plan import Given, Plan, Step
from solver.solution import Solution
from solver.written import plain

MOST_COLUMNS = 16  # of a map with its numbers in the cells
MOST_CHANNELS = 4
SIGNS = {"convolve2d": "*", "correlate2d": "⋆"}


def maps_of(solution: Solution, step: Step, node: Expr) -> Figure | None:
    """Draw input, kernel and result, with the window behind the sample entry marked."""
    result = step.formula.args[1] if step.formula.op == "alike" else step.ref
    shapes = [full(array_.shape) for array_ in (*node.args, result)]
    counts = [dim for shape in shapes for dim in shape]
    if not all(isinstance(dim, int) for dim in counts):
        return None
    drawn = _Drawn(solution, node, result, sample_place(solution, node))
    if node.op in CONVOLUTIONS:
        maps = list(drawn.meeting(bias_of(step, node)))
        what = "Input, kernel and result" if maps else "The first maps of input and result"
    else:
        maps, what = [], "Before and after pooling"
    found = Maps(tuple(maps or drawn.apart()))
    about = f"{what}; marked: the window behind the entry at {where(drawn.place)}."
    return Figure(found, (Text(about),))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The maps around one entry of a result: its input, its kernel and itself."""

    solution: Solution
    node: Expr
    result: Expr
    place: Place

    def meeting(self, bias: Expr | None) -> Iterator[Map]:
        """Draw each channel with its part of the kernel, and what they add up to.

        Nothing, if there are more channels than stand side by side.
        """
        image, kernel = (full(arg.shape) for arg in self.node.args)
        several, deep = len(kernel) == len(image) + 1, len(image) == 3
        count = int(str(kernel[-3])) if deep else 1
        if count > MOST_CHANNELS:
            return
        lead = self.place[:-2] if several else ()
        first = first_channel(self.node, lead[0]) if several and deep else 0
        for c in range(count):
            own, last = (c,) if deep else (), c == count - 1
            there = (first + c,) if deep else ()
            yield self.map(self.node.args[0], there, self.window(), SIGNS[self.node.op])
            sign = "+" if not last or bias is not None else "="
            yield self.map(self.node.args[1], (*lead, *own), None, sign)
        if bias is not None:
            yield self.map(bias, lead if bias.shape and several else (), None, "=")
        yield self.map(self.result, lead, Window(*self.place[-2:]))

    def apart(self) -> Iterator[Map]:
        """Draw the input and the result, or the first few maps of both."""
        yield from self.slices(self.node.args[0], self.window())
        yield from self.slices(self.result, Window(*self.place[-2:]))

    def slices(self, array_: Expr, window: Window) -> Iterator[Map]:
        """Draw a map, or the first few of several, with a window in the first."""
        shape = full(array_.shape)
        for k in range(min(int(str(shape[0])), MOST_CHANNELS) if len(shape) > 2 else 1):
            yield self.map(array_, (k,) if len(shape) > 2 else (), None if k else window)

    def map(self, array_: Expr, slice_: Place, window: Window | None = None, sign: str = "") -> Map:
        """Draw an array, or one of its slices."""
        value = at(values_of(self.solution, array_), slice_)
        if len(array_.shape) < 3 and slice_:
            return _map(value, (indexed(array_, (*slice_, 0)),), window, sign)
        title = (array_, f"[{','.join(str(k + (len(slice_) > 1)) for k in slice_)}]")
        return _map(value, title if slice_ else (array_,), window, sign)

    def window(self) -> Window:
        """Frame the window behind the entry, without what of it lies outside."""
        if self.node.op in CONVOLUTIONS:
            window = window_of(self.node.args[1].shape, dict(self.node.attrs))
            (i, j), (down, across) = self.place[-2:], window.strides
            height, width = (int(str(reach)) for reach in window.reach())
            return Window(down * i, across * j, height, width)
        pool = pool_of(dict(self.node.attrs))
        rows, columns = (int(str(dim)) for dim in full(self.node.args[0].shape)[-2:])
        down, across = (size - pool.padding for size in pool.window.sizes)
        return Window(0, 0, min(down, rows), min(across, columns))


def _map(value: Any, title: Words, window: Window | None, sign: str) -> Map:
    rows_ = value if isinstance(value[0], tuple) else (value,)
    numbers = tuple(tuple(float(getattr(x, "value", x)) for x in row) for row in rows_)
    texts = tuple(tuple(plain(x) for x in row) for row in written_all(rows_, 3))
    few = len(numbers[0]) <= MOST_COLUMNS and len(numbers) <= MOST_COLUMNS
    windows = (window,) if window else ()
    return Map(numbers, texts if few else (), title, windows, sign)


# --- a picture before and after ------------------------------------------------------------------
PICTURE = "s1045.ima.gz"  # 256 × 256 levels of 16 bits, a section through a head
SIDE = 256


@lru_cache
def _levels() -> tuple[Numbers, ...]:
    """Read the picture that comes with Matplotlib; no decoder is needed, so it is always the same.

    Empty if this Matplotlib came without its sample data.
    """
    found = find_spec("matplotlib")
    path = Path(str(found.origin)).parent / "mpl-data/sample_data" / PICTURE if found else Path()
    if not path.is_file():
        return ()
    levels = array("H")
    levels.frombytes(gzip.decompress(path.read_bytes()))
    most = max(levels)
    rows = (levels[k : k + SIDE] for k in range(0, SIDE * SIDE, SIDE))
    return tuple(tuple(level / most for level in row) for row in rows)


def before_and_after(solution: Solution, op: str, kernel: Expr) -> Figure | None:
    """Apply a kernel to a real picture, at half its size."""
    levels = _levels()
    if not levels:
        return None
    picture = name("picture", (SIDE, SIDE))
    small = Step("small", make("average_pool2d", picture, height=2, width=2, stride=2,
                               padding=0, ceil=False), ())  # fmt: skip
    weights = name("kernel", kernel.shape)
    filtered = make(op, small.ref, weights, stride=1, dilation=1, groups=1)
    givens = (Given("picture", picture.shape), Given("kernel", kernel.shape))
    plan = Plan(givens, (small, Step("filtered", filtered, ())))
    values = {"picture": levels, "kernel": solution.floats(kernel.attr("name"))}
    found = plan.evaluate(values, backend="numpy")
    before, after = found.floats("small"), found.floats("filtered")
    pictures = (Grey(_scaled(before), ("before",)), Grey(_scaled(after), ("after",)))
    return Figure(Greys(pictures), (Text(_ABOUT),))


_ABOUT = (
    "The kernel applied to a picture that comes with Matplotlib, a section through a head. Each is "
    "drawn from its darkest level, black, to its lightest, white."
)


def _scaled(rows: Any) -> tuple[Numbers, ...]:
    """Bring levels between 0 and 1."""
    low, high = min(map(min, rows)), max(map(max, rows))
    spread = high - low or 1.0
    return tuple(tuple(round((x - low) / spread, 4) for x in row) for row in rows)
