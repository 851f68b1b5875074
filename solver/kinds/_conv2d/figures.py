"""Maps side by side with one window marked, and a picture before and after."""

from __future__ import annotations

import gzip
from array import array
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from solver.algebra.expr import Expr, make, name
from solver.algebra.op import Words
from solver.algebra.ops.planes import full, window_of
from solver.algebra.ops.pool_window import pool_of
from solver.digits import written_all
from solver.document.blocks import Figure, Text
from solver.document.plots import Grey, Greys, Map, Maps, Numbers, Window
from solver.kinds._conv2d.meeting import CONVOLUTIONS, values_of
from solver.plan import Given, Plan, Step
from solver.solution import Solution
from solver.written import plain

MOST_COLUMNS = 16  # of a map with its numbers in the cells
MOST_CHANNELS = 4
SIGNS = {"convolve2d": "*", "correlate2d": "⋆"}


def maps_of(solution: Solution, node: Expr, result: Expr) -> Figure | None:
    """Draw input, kernel and result, with the window behind the first entry marked."""
    shapes = [full(array_.shape) for array_ in (*node.args, result)]
    counts = [dim for shape in shapes for dim in shape]
    if not all(isinstance(dim, int) for dim in counts) or max(map(len, shapes)) > 4:
        return None
    maps = list(_maps(solution, node, result))
    return Figure(Maps(tuple(maps)), (Text(_caption(node)),))


def _caption(node: Expr) -> str:
    if node.op in CONVOLUTIONS:
        return "Input, kernel and result; marked: the window behind the entry at row 1, column 1."
    return "Before and after pooling; marked: the window behind the entry at row 1, column 1."


def _maps(solution: Solution, node: Expr, result: Expr) -> Iterator[Map]:
    single = len(full(node.args[-1].shape)) == 2
    sign = SIGNS.get(node.op, "") if single else ""
    yield from _slices(solution, node.args[0], _seen(node), sign)
    if node.op in CONVOLUTIONS and single:
        yield from _slices(solution, node.args[1], None, "=")
    yield from _slices(solution, result, Window(0, 0), "")


def _seen(node: Expr) -> Window:
    """Frame the first window, without what of it lies outside."""
    if node.op in CONVOLUTIONS:
        window = window_of(node.args[1].shape, dict(node.attrs))
        return Window(0, 0, *window.reach())
    pool = pool_of(dict(node.attrs))
    rows, columns = (int(str(dim)) for dim in full(node.args[0].shape)[-2:])
    down, across = pool.window.height - pool.padding, pool.window.width - pool.padding
    return Window(0, 0, min(down, rows), min(across, columns))


def _slices(solution: Solution, array_: Expr, window: Window | None, sign: str) -> Iterator[Map]:
    """Draw a map, or the first few of several."""
    value = values_of(solution, array_)
    if len(full(array_.shape)) == 2:
        yield _map(value, (array_,), window, sign)
        return
    for k, part in enumerate(value[:MOST_CHANNELS]):
        yield _map(part, (array_, f"[{k}]"), window, sign)


def _map(value: Any, title: Words, window: Window | None, sign: str) -> Map:
    numbers = tuple(tuple(float(getattr(x, "value", x)) for x in row) for row in value)
    texts = tuple(tuple(plain(x) for x in row) for row in written_all(value, 3))
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
