"""Points and planes in space: where they stand, what can be told apart, and how much is drawn."""

from __future__ import annotations

import math
import re
import warnings

import numpy as np
import pytest

from solver.document.plots import Plane, Space
from solver.render.plots.box import seen
from tests.render.figures import space
from tests.render.test_plots import areas, at, draw, texts


def test_all_points_are_one_shape_and_a_plane_few_lines() -> None:
    code = draw(space())
    assert len(at(code)) == len(space().points)
    assert len(re.findall(r" [SfB]$", code, re.MULTILINE)) - len(at(code)) < 80


def test_the_view_is_a_turn_and_a_shadow_without_perspective() -> None:
    """Middles stay middles, and a third of a way stays a third of it."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        start, end = rng.random((2, 3))
        found = np.array(seen(tuple(start + (end - start) / 3)))
        ends = np.array(seen(tuple(start))), np.array(seen(tuple(end)))
        np.testing.assert_allclose(found, ends[0] + (ends[1] - ends[0]) / 3)


def test_what_is_higher_is_drawn_higher_and_the_near_corner_lowest() -> None:
    corners = {(x, y): seen((x, y, 0.0))[1] for x in (0.0, 1.0) for y in (0.0, 1.0)}
    assert min(corners, key=corners.__getitem__) == (1.0, 0.0)
    assert all(seen((*corner, 1.0))[1] > height for corner, height in corners.items())


def test_points_on_a_plane_lie_within_its_area() -> None:
    code = draw(space())
    corners = [complex(x, y) for x, y in areas(code)[0]]
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    for x, y in at(code):
        turns = [((end - start).conjugate() * (complex(x, y) - start)).imag for start, end in sides]
        assert len({turn > 0 for turn in turns}) == 1


@pytest.mark.parametrize("slopes", [(1, -2), (-1, 2), (3, 3), (-2, -1), (0, 0), (5, 0)])
def test_one_sees_on_the_first_plane(slopes: tuple[float, float]) -> None:
    """What it covers of the picture is no mere line."""
    places = [(float(x), float(y)) for x in range(3) for y in range(3)]
    points = tuple((x, y, slopes[0] * x + slopes[1] * y) for x, y in places)
    x, y = np.array(areas(draw(Space(points, (Plane(0, slopes),))))[0]).T
    assert abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2 > 2000


def test_the_axes_say_their_numbers_and_names() -> None:
    found = texts(draw(space()))
    assert {"$x$", "$y$", "height"} <= set(found)
    assert sum(bool(re.fullmatch(r"\$-?\d+\$", text)) for text in found) >= 9


def test_without_points_nothing_is_drawn() -> None:
    assert draw(Space(())) == ""
    assert draw(Space(((math.nan, 0, 0),))) == ""


@pytest.mark.parametrize("plane", [Plane(0, (1e308, 1e308)), Plane(math.nan, (1, 1))])
def test_a_plane_beyond_all_numbers_is_left_out(plane: Plane) -> None:
    points = ((1.0, 2.0, 3.0), (4.0, 6.0, 5.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw(Space(points, (plane,))) == draw(Space(points))
