"""Matplotlib draws, the pen writes: a renderer that needs no fonts and starts no LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform, Transform

from solver.render.plots.hatch import hatching
from solver.render.plots.pen import CLOSE, Box, Colour, Pen, curve, line, move

_AS_IS = IdentityTransform()
AROUND = 20.0  # lines are cut this far beyond the picture: TeX knows no lengths above 5.7 m
_ANCHORS = {side: side for side in ("left", "right", "top", "bottom")} | {"baseline": "base"}


def picture(width: float, height: float, fill: Callable[[Figure], None]) -> str:
    """Draw a figure of `width` by `height` big points, which `fill` puts its artists into.

    The user's own Matplotlib settings are left aside, and left as they are.
    """
    pen = Pen(width, height)
    with matplotlib.rc_context(_defaults()):
        figure = Figure((width / 72, height / 72), dpi=72, frameon=False)
        fill(figure)
        figure.draw(PenRenderer(pen))
    return pen.picture()


@cache
def _defaults() -> Any:
    settings = matplotlib.rcParamsDefault
    ours = {"path.simplify": True, "path.simplify_threshold": 1 / 9, "text.parse_math": False}
    ours["hatch.linewidth"] = 0.45
    return {key: settings[key] for key in settings if not key.startswith("backend")} | ours


class PenRenderer(RendererBase):
    """A Matplotlib renderer at 72 dots per inch: one dot is a big point."""

    def __init__(self, pen: Pen) -> None:
        super().__init__()
        self._pen = pen

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        if rgbFace is not None:
            path, transform = _cut(path.transformed(transform), self._around()), _AS_IS
        self._pen.clip(_clip(gc))
        code = path_code(path, transform, None if rgbFace is not None else self._around())
        self._paint(gc, rgbFace, lambda stroke, fill: self._pen.path(code, stroke, fill))
        if gc.get_hatch() and rgbFace is not None:
            self._hatch(gc, path.transformed(transform))

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        near = Bbox.from_extents(*self._around())
        places = [(x, y) for x, y in trans.transform(path.vertices) if near.contains(x, y)]
        self._pen.clip(_clip(gc))
        code = path_code(marker_path, marker_trans, None)
        self._paint(gc, rgbFace, lambda stroke, fill: self._pen.stamps(code, places, stroke, fill))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        place = mtext.get_transform().transform(mtext.get_unitless_position())
        sides = mtext.get_horizontalalignment(), mtext.get_verticalalignment()
        anchor = ",".join(_ANCHORS[side] for side in sides if side in _ANCHORS)
        most = float(mtext.get_gid() or self._pen.width)  # `frame.place` notes there what fits
        self._pen.clip(None)
        red, green, blue = gc.get_rgb()[:3]
        self._pen.text(
            (float(place[0]), float(place[1])),
            s,
            prop.get_size_in_points(),
            most,
            anchor,
            angle,
            (red, green, blue),
        )

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """Measure nothing: text is placed by its anchor, and LaTeX knows how wide it is."""
        return 1.0, 1.0, 0.0

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._pen.width, self._pen.height

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def _around(self) -> Box:
        return -AROUND, -AROUND, self._pen.width + AROUND, self._pen.height + AROUND

    def _paint(
        self, gc: GraphicsContextBase, face: Any, draw: Callable[[bool, bool], None]
    ) -> None:
        has_face = face is not None and (len(face) < 4 or face[3] > 0)
        has_line = gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0
        if has_face:
            self._pen.fill(_rgb(face))
        if has_line:
            dashes: Any = gc.get_dashes()[1] or ()
            self._pen.stroke(_rgb(gc.get_rgb()), gc.get_linewidth(), dashes)
        draw(has_line, has_face)

    def _hatch(self, gc: GraphicsContextBase, area: Path) -> None:
        """Fill an area with lines: within it, as a part of the picture that shows nothing else."""
        self._pen.stroke(_rgb(gc.get_hatch_color()), gc.get_hatch_linewidth())
        box = area.get_extents().extents
        lines = "".join(hatching(gc.get_hatch() or "", box))
        self._pen.within(path_code(area, _AS_IS, None), lines)


def _clip(gc: GraphicsContextBase) -> Box | None:
    box = gc.get_clip_rectangle()
    if box is None:
        return None
    left, bottom, right, top = (round(float(edge), 2) for edge in box.extents)
    return left, bottom, right, top


def _rgb(colour: Any) -> Colour:
    red, green, blue = (float(part) for part in colour[:3])
    return red, green, blue


def _cut(path: Path, box: Box) -> Path:
    """Cut an area that reaches far out of the picture; others stay as they are."""
    extents = path.get_extents()
    inside = Bbox.from_extents(*box)
    if inside.contains(*extents.min) and inside.contains(*extents.max):
        return path
    return path.clip_to_bbox(inside)


def path_code(path: Path, transform: Transform, clip: Box | None) -> str:
    """Write a path; lines are cut at `clip`, and points without a place are left out."""
    pieces: list[str] = []
    here = (0.0, 0.0)
    for points, code in path.iter_segments(transform, clip=clip):
        numbers = [float(number) for number in points]
        pieces.append(_piece(int(code), numbers, here))
        here = (numbers[-2], numbers[-1])
    return "".join(pieces)


def _piece(code: int, numbers: list[float], here: tuple[float, float]) -> str:
    if code == Path.MOVETO:
        return move(*numbers)
    if code == Path.LINETO:
        return line(*numbers)
    if code == Path.CURVE4:
        return curve(*numbers)
    if code == Path.CURVE3:  # a quadratic curve, as a cubic one
        (x0, y0), (x1, y1, x2, y2) = here, numbers
        return curve(
            (x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3, (x2 + 2 * x1) / 3, (y2 + 2 * y1) / 3, x2, y2
        )
    return CLOSE if code == Path.CLOSEPOLY else ""
