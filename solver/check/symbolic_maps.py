"""Operations on maps, as arrays of SymPy expressions, entry by entry from their definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

from solver.algebra.expr import Expr
from solver.algebra.shapes import bind

ZERO = sympy.Integer(0)


def _steps(value: Any) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)


def _map(array: Any) -> Any:
    return array if array.ndim else array.reshape(1, 1)


def _slides(e: Expr, image: Any, kernel: Any, count: tuple[int, ...]) -> Iterator[list[Any]]:
    """Give, for every place of the output, the products that meet there."""
    (s, t), (d, u) = _steps(e.attr("stride")), _steps(e.attr("dilation"))
    for i, j in np.ndindex(*count):
        yield [
            kernel[h, k] * image[s * i + d * h, t * j + u * k] for h, k in np.ndindex(*kernel.shape)
        ]


def _correlated(flipped: bool) -> Callable[..., Any]:
    def rule(e: Expr, args: list[Any], w: Any) -> Any:
        image, kernel = map(_map, args)
        shape = bind(e.shape, w.sizes) or (1, 1)
        if flipped:
            kernel = kernel[..., ::-1, ::-1]
        maps = kernel if len(shape) == 3 else kernel[None]
        return [_one(e, image, one, f, len(maps), shape[-2:]) for f, one in enumerate(maps)]

    return rule


def _one(e: Expr, image: Any, kernel: Any, f: int, maps: int, count: tuple[int, ...]) -> Any:
    """Correlate with one kernel, which sees the channels of its group."""
    channels = image if image.ndim == 3 else image[None]
    kernels = kernel if kernel.ndim == 3 else kernel[None]
    first = f // (maps // e.attr("groups")) * len(kernels)
    slides = [_slides(e, channels[first + c], own, count) for c, own in enumerate(kernels)]
    together = zip(*slides, strict=True)
    return [sympy.Add(*(term for part in parts for term in part)) for parts in together]


def _padded(source: Callable[[int, int], int | None]) -> Callable[..., Any]:
    """Pad with what `source` finds for a place beyond the edge of an axis of some size."""

    def rule(e: Expr, args: list[Any], w: Any) -> Any:
        array = _map(args[0])
        top, left = bind((e.attr("top"), e.attr("left")), w.sizes)
        found = np.full(bind(e.shape, w.sizes) or (1, 1), ZERO, dtype=object)
        for *lead, i, j in np.ndindex(*found.shape):
            row, column = source(i - top, array.shape[-2]), source(j - left, array.shape[-1])
            if row is not None and column is not None:
                found[(*lead, i, j)] = array[(*lead, row, column)]
        return found

    return rule


def _mirrored(k: int, size: int) -> int:
    return -k if k < 0 else 2 * (size - 1) - k if k >= size else k


def _pooled(join: Callable[[list[Any], int], Any]) -> Callable[..., Any]:
    def rule(e: Expr, args: list[Any], w: Any) -> Any:
        array, border = _map(args[0]), e.attr("padding")
        height, width, (s, t) = e.attr("height"), e.attr("width"), _steps(e.attr("stride"))
        rows, columns = array.shape[-2:]
        found = np.empty(bind(e.shape, w.sizes) or (1, 1), dtype=object)
        for *lead, i, j in np.ndindex(*found.shape):
            top, left = s * i - border, t * j - border
            down = range(top, min(top + height, rows + border))
            across = range(left, min(left + width, columns + border))
            seen = [
                array[(*lead, p, q)]
                for p in down for q in across if 0 <= p < rows and 0 <= q < columns
            ]  # fmt: skip
            found[(*lead, i, j)] = join(seen, len(down) * len(across))
        return found

    return rule


MAPS: dict[str, Callable[..., Any]] = {
    "correlate2d": _correlated(flipped=False),
    "convolve2d": _correlated(flipped=True),
    "pad_zero": _padded(lambda k, size: k if 0 <= k < size else None),
    "pad_circular": _padded(lambda k, size: k % size),
    "pad_reflect": _padded(_mirrored),
    "max_pool2d": _pooled(lambda seen, count: sympy.Max(*seen)),
    "average_pool2d": _pooled(lambda seen, count: sympy.Add(*seen) / count),
}
