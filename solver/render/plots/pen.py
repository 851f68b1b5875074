"""A pen that writes PGF: paths, text and clipping, in big points, as the macros of the preamble.

What was said already (a colour, a width) is not said again, so the code stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Colour = tuple[float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)


def short(number: float) -> str:
    """Write a length in as few letters as print can show: hundredths of a point."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Pen:
    """Collects the code of one picture, `width` by `height` big points."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._lines: list[str] = []
        self._said: dict[str, str] = {}
        self._clip: Box | None = None

    def picture(self) -> str:
        """Give the picture as LaTeX."""
        self.clip(None)
        body = "\n".join(self._lines)
        size = f"{{{short(self.width)}}}{{{short(self.height)}}}"
        return f"\\begin{{Drawing}}{size}\n{body}\n\\end{{Drawing}}"

    # --- how the next path is painted ---------------------------------------------------------
    def stroke(self, colour: Colour, width: float, dashes: Sequence[float] = ()) -> None:
        """Set the ink of lines."""
        self._say("ink", rf"\PenInk{_rgb(colour)}")
        self._say("width", rf"\PenWidth{{{short(width)}}}")
        dash = "".join(f"{{{short(length)}bp}}" for length in dashes)
        self._say("dash", rf"\PenDash{{{dash}}}")

    def fill(self, colour: Colour) -> None:
        """Set the colour of areas."""
        self._say("paint", rf"\PenPaint{_rgb(colour)}")

    def clip(self, box: Box | None) -> None:
        """Show only what lies in a box; None shows all."""
        if box == self._clip:
            return
        if self._clip is not None:
            self._lines.append(r"\end{pgfscope}")
        if box is not None:
            left, bottom, right, top = box
            frame = rectangle(left, bottom, right - left, top - bottom)
            self._lines.append(rf"\begin{{pgfscope}}{frame}\pgfusepath{{clip}}")
        self._clip = box
        self._said = {}

    def _say(self, what: str, code: str) -> None:
        if self._said.get(what) != code:
            self._said[what] = code
            self._lines.append(code)

    # --- paths and text -----------------------------------------------------------------------
    def path(self, code: str, stroke: bool = True, fill: bool = False) -> None:
        """Paint a path, which the functions below make."""
        if code and (stroke or fill):
            self._lines.append(code + _use(stroke, fill))

    def stamps(self, code: str, places: Iterable[Point], stroke: bool, fill: bool) -> None:
        """Paint one path at many places."""
        self._lines.append(rf"\PenShape{{{code}{_use(stroke, fill)}}}")
        self._lines += [rf"\PenAt{{{short(x)}}}{{{short(y)}}}" for x, y in places]

    def within(self, area: str, lines: str) -> None:
        """Stroke lines where they lie in an area."""
        self._lines.append(rf"\PenWithin{{{area}}}{{{lines}\PenLine}}")

    def text(
        self,
        place: Point,
        latex: str,
        size: float,
        most: float,
        anchor: str = "",
        turned: float = 0,
        colour: Colour = BLACK,
    ) -> None:
        """Set text, shrunk where it is wider than `most`; `anchor` is as in 'left,base'."""
        where = f"x={short(place[0])}bp,y={short(place[1])}bp"
        where += f",{anchor}" if anchor else ""
        where += f",rotate={short(turned)}" if turned else ""
        ink = f"[rgb]{{{','.join(map(short, colour))}}}"
        given = where, short(size), ink, short(most), latex
        self._lines.append(r"\PenText" + "".join(f"{{{part}}}" for part in given))


def _use(stroke: bool, fill: bool) -> str:
    return r"\PenBoth" if stroke and fill else r"\PenLine" if stroke else r"\PenArea"


def _rgb(colour: Colour) -> str:
    return "".join(f"{{{f'{part:.3f}'.rstrip('0').rstrip('.')}}}" for part in colour)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Write a rectangle."""
    return rf"\PenBox{{{short(x)}}}{{{short(y)}}}{{{short(width)}}}{{{short(height)}}}"


def move(x: float, y: float) -> str:
    """Start at a point."""
    return rf"\PenMove{{{short(x)}}}{{{short(y)}}}"


def line(x: float, y: float) -> str:
    """Go on in a straight line."""
    return rf"\PenTo{{{short(x)}}}{{{short(y)}}}"


def curve(*numbers: float) -> str:
    """Go on in a cubic curve: two support points and the end."""
    return r"\PenCurve" + "".join(f"{{{short(number)}}}" for number in numbers)


def polygon(points: Iterable[Point], closed: bool = True) -> str:
    """Write straight lines through points."""
    found = list(points)
    code = "".join(line(*point) if k else move(*point) for k, point in enumerate(found))
    return code + (CLOSE if closed and found else "")


CLOSE = r"\PenClose"
