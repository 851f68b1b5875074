"""Plots as data: what is drawn, in numbers; `solver/render/` draws it.

Labels are words with formulas in them, as everywhere on the page. Colours, sizes and fonts are the
writer's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.algebra.op import Words

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Points `(x, y)` in order, and how they are drawn.

    `mark` is 'line', 'points', 'path' (points joined by arrows, in order), 'stem' or 'steps'.
    """

    x: Numbers
    y: Numbers
    label: Words = ()
    mark: str = "line"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its label, its ends if they are not to fit the data, and whether it is logarithmic.

    `whole` asks for ticks at whole numbers only.
    """

    label: Words = ()
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One system of axes with series in it."""

    series: tuple[Series, ...]
    x: Axis = Axis()
    y: Axis = Axis()
    title: Words = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """Panels side by side (or `stacked` one below the other, sharing the x axis)."""

    panels: tuple[Panel, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in groups: one value of each group for each label; `log` scales the values."""

    labels: tuple[Words, ...]
    groups: tuple[tuple[Words, Numbers], ...]
    axis: Words = ()
    log: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A frame around cells of a map: first row and column (from 0), height and width."""

    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Map:
    """A matrix drawn as coloured cells, each with its text in it if there are `texts`.

    `window` is framed; several maps of one figure frame what belongs together. `relation` stands
    between this map and the next: '*', '='.
    """

    values: tuple[Numbers, ...]
    texts: tuple[tuple[str, ...], ...] = ()
    title: Words = ()
    windows: tuple[Window, ...] = ()
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Maps:
    """Maps side by side, on one colour scale centred at zero."""

    maps: tuple[Map, ...]


@dataclass(frozen=True, slots=True)
class Grey:
    """A grey picture: rows of levels from 0 (black) to 1 (white)."""

    rows: tuple[Numbers, ...]
    title: Words = ()


@dataclass(frozen=True, slots=True)
class Greys:
    """Grey pictures side by side."""

    pictures: tuple[Grey, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A region of a plane as a polygon, with the sign of the class that it belongs to."""

    corners: tuple[tuple[float, float], ...]
    positive: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """A plane divided into two classes, and labelled points in it.

    `borders` are line segments, with the label of the unit whose border they are. `classes` say in
    a key what a positive and a negative point is; without them there is no key.
    """

    areas: tuple[Area, ...]
    points: tuple[tuple[float, float, bool], ...]
    borders: tuple[tuple[tuple[float, float], tuple[float, float], Words], ...] = ()
    x: Axis = Axis()
    y: Axis = Axis()
    classes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane `z = height + slopes · (x, y)`."""

    height: float
    slopes: tuple[float, float]
    label: Words = ()


@dataclass(frozen=True, slots=True)
class Space:
    """Points in space, and planes drawn over the rectangle below them."""

    points: tuple[tuple[float, float, float], ...]
    planes: tuple[Plane, ...] = ()
    x: Axis = Axis()
    y: Axis = Axis()
    z: Axis = Axis()


Drawing = Plot | Bars | Maps | Greys | Regions | Space
