"""Hatchings: lines over a box, at places that do not depend on the box."""

from __future__ import annotations

from collections.abc import Iterable

from solver.render.plots.pen import polygon

_HATCH = 3.4  # points from one line of a hatching to the next
_SLOPES: dict[str, tuple[tuple[int, int], ...]] = {
    "/": ((1, 1),),
    "\\": ((1, -1),),
    "-": ((1, 0),),
    "|": ((0, 1),),
    "x": ((1, 1), (1, -1)),
    "+": ((1, 0), (0, 1)),
}


def hatching(hatch: str, box: Iterable[float]) -> Iterable[str]:
    """Write the lines of a hatching over a box, at places that do not depend on the box."""
    left, bottom, right, top = box
    for across, up in _SLOPES.get(hatch[:1], ()):
        corners = [up * x - across * y for x in (left, right) for y in (bottom, top)]
        gap = _HATCH * (across**2 + up**2) ** 0.5
        for k in range(int(min(corners) // gap), int(max(corners) // gap) + 1):
            offset = k * gap
            if across:
                ends = [(x, (up * x - offset) / across) for x in (left, right)]
            else:
                ends = [(offset / up, y) for y in (bottom, top)]
            yield polygon(ends, closed=False)
