"""Data made fit for print: without what cannot be drawn, and no denser than can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from solver.document.plots import Series

Floats = NDArray[np.float64]
_COLUMNS = 400  # of a line, each with its highest and lowest point
_POINTS = 1500  # dots
_MOVES = 60  # arrows of a path


def usable(series: Series, log: tuple[bool, bool]) -> tuple[Floats, Floats]:
    """Give the points of a series, with a gap (nan) where one of them cannot be drawn."""
    x, y = (np.asarray(values, dtype=np.float64) for values in (series.x, series.y))
    length = min(len(x), len(y))
    x, y = x[:length], y[:length]
    good = np.isfinite(x) & np.isfinite(y)
    for values, is_log in zip((x, y), log, strict=True):
        good &= (values > 0) | (not is_log)
    return np.where(good, x, np.nan), np.where(good, y, np.nan)


def solid(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Leave the gaps out."""
    good = np.isfinite(x)
    return x[good], y[good]


def thinned(x: Floats, y: Floats, mark: str) -> tuple[Floats, Floats]:
    """Leave out points of a series that is denser than print can show."""
    if mark in ("line", "steps"):
        kept = _envelope(y) if len(x) > 4 * _COLUMNS else np.arange(len(x))
    else:
        kept = _some(len(x), _MOVES if mark == "path" else _POINTS)
    return x[kept], y[kept]


def _envelope(y: Floats) -> NDArray[np.intp]:
    """Keep the first, lowest, highest and last point of each stretch, and the gaps."""
    stretches = np.array_split(np.arange(len(y)), _COLUMNS)
    return np.array([k for stretch in stretches for k in _edges(stretch, y)], dtype=np.intp)


def _edges(stretch: NDArray[np.intp], y: Floats) -> Sequence[int]:
    values = y[stretch]
    if not np.isfinite(values).any():
        return [int(stretch[0])]
    found = {int(stretch[0]), int(stretch[-1])}
    found |= {int(stretch[np.nanargmin(values)]), int(stretch[np.nanargmax(values)])}
    gaps = stretch[~np.isfinite(values)]
    return sorted(found | {int(k) for k in gaps[:1]})


def _some(length: int, most: int) -> NDArray[np.intp]:
    """Choose points evenly, the first and the last among them."""
    if length <= most:
        return np.arange(length)
    return np.unique(np.linspace(0, length - 1, most).round().astype(np.intp))


def spaced(points: Sequence[tuple[float, float]], gap: float) -> Iterator[int]:
    """Choose points that keep a distance from those chosen before; the last one always."""
    chosen: list[tuple[float, float]] = []
    last = len(points) - 1
    for k, (x, y) in enumerate(points):
        end = points[last]
        others = chosen if k == last else [*chosen, end]
        if k == 0 or all(abs(x - a) + abs(y - b) >= gap for a, b in others):
            chosen.append((x, y))
            yield k
