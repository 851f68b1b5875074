"""A pen that writes paths as PDF has them, in big points, and words as macros of the preamble.

TeX hands the paths on as they are: building each of them anew, as PGF does, takes a hundred times
as long. What was said already (a colour, a width) is not said again, so the code stays small.
"""

from __future__ import annotations

import math
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


_FEW = 3  # stamps that are written out
_SIDES = {"left": "l", "right": "r", "top": "t", "bottom": "b", "base": "z"}


class Pen:
    """Collects the code of one picture, `width` by `height` big points."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._lines: list[str] = []
        self._paths: list[str] = []  # since the last words
        self._shapes: dict[str, int] = {}  # those of stamps in these paths
        self._said: dict[str, str] = {}
        self._size = ""
        self._clip: Box | None = None

    def picture(self) -> str:
        """Give the picture as LaTeX."""
        size = f"{{{short(self.width)}}}{{{short(self.height)}}}"
        return f"\\begin{{Drawing}}{size}%\n{self.code()}\\end{{Drawing}}"

    def code(self) -> str:
        """Give what stands in the picture."""
        self._flush()
        return "".join(f"{line}%\n" for line in self._lines)

    # --- how the next path is painted ---------------------------------------------------------
    def stroke(self, colour: Colour, width: float, dashes: Sequence[float] = ()) -> None:
        """Set the ink of lines."""
        self._say("ink", f"{_rgb(colour)} RG")
        self._say("width", f"{short(width)} w")
        self._say("dash", f"[{' '.join(map(short, dashes))}] 0 d")

    def fill(self, colour: Colour) -> None:
        """Set the colour of areas."""
        self._say("paint", f"{_rgb(colour)} rg")

    def clip(self, box: Box | None) -> None:
        """Show only what lies in a box; None shows all."""
        if box == self._clip:
            return
        if self._clip is not None:
            self._paths.append("Q")
        if box is not None:
            left, bottom, right, top = box
            frame = rectangle(left, bottom, right - left, top - bottom)
            self._paths.append(f"q {frame}W n")
        self._clip = box
        self._said = {}

    def _say(self, what: str, code: str) -> None:
        if self._said.get(what) != code:
            self._said[what] = code
            self._paths.append(code)

    # --- paths --------------------------------------------------------------------------------
    def path(self, code: str, stroke: bool = True, fill: bool = False) -> None:
        """Paint a path, which the functions below make."""
        if code and (stroke or fill):
            self._paths.append(code + _use(stroke, fill))

    def stamps(self, code: str, places: Iterable[Point], stroke: bool, fill: bool) -> None:
        """Paint one path at many places."""
        shape = f"{code}{_use(stroke, fill)} Q"
        found = [f"q 1 0 0 1 {short(x)} {short(y)} cm" for x, y in places]
        if len(found) > _FEW:
            shape = rf"\PenStamp{{{self._shapes.setdefault(shape, len(self._shapes))}}}"
        self._paths += [f"{place} {shape}" for place in found]

    def pointed(self, code: str) -> None:
        """Paint an area and its line with sharp corners, as the tip of an arrow is."""
        self._paths.append(f"q [] 0 d 0 j {code}B Q")

    def round_ends(self) -> None:
        """Let all lines end round."""
        self._paths.append("1 J")

    def within(self, area: str, lines: str) -> None:
        """Stroke lines where they lie in an area."""
        self._paths.append(f"q {area}W n {lines}S Q")

    def _flush(self) -> None:
        """Hand on the paths so far: what comes next stands over them."""
        self.clip(None)
        if self._paths:
            paths = "\n".join(self._paths)
            self._lines += [f"\\PenShape{{{k}}}{{{code}}}" for code, k in self._shapes.items()]
            self._lines.append(f"\\PenPaths{{{paths}}}")
            self._paths, self._shapes, self._said = [], {}, {}

    # --- words --------------------------------------------------------------------------------
    def text(
        self,
        place: Point,
        latex: str,
        size: float,
        most: float,
        anchor: str = "",
        turned: float = 0,
        colour: Colour = BLACK,
        paper: float | None = None,
    ) -> None:
        """Set text, shrunk where it is wider than `most`; `anchor` is as in 'left,base'.

        With `paper` it hides what is below it, and so far around it.
        """
        self._flush()
        if short(size) != self._size:
            self._size = short(size)
            self._lines.append(rf"\PenSize{{{self._size}}}")
        x, y = map(short, (0, 0) if turned else place)
        given = x, y, *_sides(anchor), _rgb(colour), short(most), latex
        call = r"\PenText" + "".join(f"{{{part}}}" for part in given)
        call = _turned(call, place, turned) if turned else call
        self._lines.append(call if paper is None else rf"\PenPaper{{{short(paper)}}}{{{call}}}")


def _turned(call: str, place: Point, degrees: float) -> str:
    x, y = map(short, place)
    across, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    matrix = " ".join(short(part) for part in (across, up, -up, across))
    return rf"\PenTurn{{{x}}}{{{y}}}{{{matrix}}}{{{call}}}"


def _sides(anchor: str) -> tuple[str, str]:
    """Say in letters which point of the text stands in its place: `c` and `m` are the middle."""
    letters = [_SIDES[side] for side in anchor.split(",") if side]
    across = next((letter for letter in letters if letter in "lr"), "c")
    return across, next((letter for letter in letters if letter in "tbz"), "m")


def _use(stroke: bool, fill: bool) -> str:
    return "B" if stroke and fill else "S" if stroke else "f"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in colour)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Write a rectangle."""
    return f"{short(x)} {short(y)} {short(width)} {short(height)} re "


def move(x: float, y: float) -> str:
    """Start at a point."""
    return f"{short(x)} {short(y)} m "


def line(x: float, y: float) -> str:
    """Go on in a straight line."""
    return f"{short(x)} {short(y)} l "


def curve(*numbers: float) -> str:
    """Go on in a cubic curve: two support points and the end."""
    return f"{' '.join(map(short, numbers))} c "


def polygon(points: Iterable[Point], closed: bool = True) -> str:
    """Write straight lines through points."""
    found = list(points)
    code = "".join(line(*point) if k else move(*point) for k, point in enumerate(found))
    return code + (CLOSE if closed and found else "")


CLOSE = "h "
