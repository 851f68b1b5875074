"""Figures of every sort, to be drawn in tests."""

from __future__ import annotations

import math
from typing import Final

from solver.algebra.expr import name
from solver.algebra.op import Law
from solver.document.plots import (
    Area,
    Axis,
    Bars,
    Drawing,
    Grey,
    Greys,
    Map,
    Maps,
    Panel,
    Plane,
    Plot,
    Regions,
    Series,
    Space,
    Window,
)

NASTY: Final = r"50% of $x_1$ & \input{/etc/passwd} ^^5c # ~ {} é"
X: Final = name("x")
BETA: Final = Law("beta = 0.9", r"\beta = 0.9")


def series(mark: str = "line", label: str = "", count: int = 9) -> Series:
    x = tuple(k - 4.0 for k in range(count))
    return Series(x, tuple(v**2 - 5 for v in x), (label,) if label else (), mark)


def plot(*found: Series, x: Axis | None = None, y: Axis | None = None) -> Plot:
    return Plot((Panel(found, x or Axis((X,)), y or Axis(("f of ", X))),))


def numbers(rows: int, columns: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float((3 * i + 7 * j) % 9 - 4) for j in range(columns)) for i in range(rows))


def a_map(rows: int, columns: int, relation: str = "", texts: bool = True) -> Map:
    values = numbers(rows, columns)
    words = tuple(tuple(f"{v:g}" for v in row) for row in values) if texts else ()
    return Map(values, words, ("a map ", X), (Window(0, 0, 2, 2),), relation)


def regions() -> Regions:
    return Regions(
        (
            Area(((-2, -2), (2, -2), (2, -1), (-1, 2), (-2, 2)), False),
            Area(((2, -1), (2, 2), (-1, 2)), True),
        ),
        ((-1, -1, False), (1, -1, False), (-1, 1, False), (1, 1, True)),
        (((2, -1), (-1, 2), (Law("x1 + x2 = 1", "x_1 + x_2 = 1"),)),),
        Axis((Law("x1", "x_1"),)),
        Axis((Law("x2", "x_2"),)),
        (("fires",), ("does not",)),
    )


def space() -> Space:
    points = tuple((k % 5, k // 5 - 2, 1 + k % 5 - 2 * (k // 5 - 2)) for k in range(25))
    planes = Plane(1, (1, -2), (X,)), Plane(2, (1, -2), ("above",))
    return Space(points, planes, Axis((X,)), Axis((Law("y", "y"),)), Axis(("height",)))


def wave(rows: int, columns: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(math.sin(i * j / 90) for j in range(columns)) for i in range(rows))


FIGURES: Final[dict[str, Drawing]] = {
    "marks": plot(*(series(m, m) for m in ("line", "points", "path", "stem", "steps"))),
    "path": plot(series("path")),
    "row": Plot(tuple(plot(series(), y=Axis(log=k == 2)).panels[0] for k in range(4))),
    "stack": Plot(tuple(plot(series("stem")).panels[0] for _ in range(3)), stacked=True),
    "log": plot(series(), series("points", "other"), x=Axis(log=True), y=Axis(("y",), log=True)),
    "nasty": plot(series("line", NASTY), series("points", NASTY * 4), y=Axis((NASTY * 3,))),
    "empty": plot(Series((), ()), Series((math.nan,), (1.0,))),
    "bars": Bars((("one",), (X,), ("three",)), ((("a",), (1, 2, 3)), (("b", X), (3, 0, 9)))),
    "lying": Bars(tuple((NASTY, str(k)) for k in range(60)), ((("a",), (1.0,) * 60),), log=True),
    "maps": Maps((a_map(5, 9, "*"), a_map(3, 3, "="), a_map(3, 7))),
    "map": Maps((a_map(16, 16),)),
    "bare": Maps((a_map(20, 20, texts=False), a_map(3, 3, NASTY, texts=False))),
    "image": Maps((Map(wave(60, 100), (), (NASTY,), (Window(3, 4, 9, 9),)),) * 2),
    "greys": Greys((Grey(wave(128, 128), ("before",)), Grey(wave(8, 4), (NASTY * 2,)))),
    "many": Greys(tuple(Grey(wave(8, 8), (str(k),)) for k in range(40))),
    "regions": regions(),
    "space": space(),
    "nasty space": Space(((1e9, 1e-9, 0),), (Plane(0, (1e300, 1e300), (NASTY,)),), Axis((NASTY,))),
    "plane": Regions((), ((0, 0, True),), (((0, 0), (1e9, 1e9), (NASTY,)),)),
}
