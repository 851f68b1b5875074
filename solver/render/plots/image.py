r"""Pictures made of dots: written into the LaTeX itself, so that one file holds all.

The data become a PDF object of their own (`\PlotImage` in the preamble), in hexadecimal: the same
bytes everywhere, which a compressed form would not promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from solver.render.plots.pen import Colour, short

_MOST = 192  # dots across or down: at this size more than print shows
_LETTERS = 120  # in a line of data


def grey(rows: Sequence[Sequence[float]], size: tuple[float, float]) -> str:
    """Print levels from 0 (black) to 1 (white) as an image of a size in points."""
    return _image(np.asarray(rows, dtype=np.float64), "Gray", size)


def coloured(rows: Sequence[Sequence[Colour]], size: tuple[float, float]) -> str:
    """Print rows of colours as an image of a size in points."""
    return _image(np.asarray(rows, dtype=np.float64), "RGB", size)


def _image(levels: NDArray[np.float64], space: str, size: tuple[float, float]) -> str:
    small = _coarser(_coarser(levels, 0), 1)
    known = np.nan_to_num(small, nan=0.5, posinf=1.0, neginf=0.0)
    dots = np.rint(255 * known.clip(0, 1)).astype(np.uint8)
    data = "\n".join(wrap(dots.tobytes().hex().upper(), _LETTERS))
    high, wide = dots.shape[:2]
    across, up = map(short, size)
    return rf"\PlotImage{{{wide}}}{{{high}}}{{{space}}}{{{across}}}{{{up}}}{{{data}>}}"


def _coarser(levels: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Take the mean of neighbours where an image is finer than print."""
    length = levels.shape[axis]
    if length <= _MOST:
        return levels
    starts = np.unique(np.linspace(0, length, _MOST, endpoint=False).astype(np.intp))
    sums = np.moveaxis(np.add.reduceat(levels, starts, axis=axis), axis, -1)
    return np.moveaxis(sums / np.diff([*starts, length]), -1, axis)
