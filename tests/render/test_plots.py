from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.document.blocks import Figure
from solver.document.plots import Axis, Bars, Drawing, Grey, Greys, Map, Maps, Panel, Plot, Series
from solver.document.plots import Window as Frame
from solver.render.latex import to_latex
from solver.render.maths import MathsWriter
from solver.render.pdf import typeset
from solver.render.plots import drawn, thin
from solver.render.plots.ink import BLUE, INKS, heat, is_dark
from solver.render.plots.measure import width
from solver.render.plots.pen import BLACK, WHITE
from solver.render.plots.ticks import ends, ruler
from tests.render.build import paper, say
from tests.render.figures import FIGURES, a_map, plot, series
from tests.render.needs import needs_latex

TEXT_WIDTH = 147 / 25.4 * 72  # the page's, in big points
TEXT_HEIGHT = 246 / 25.4 * 72
NUMBER = r"(-?[\d.]+) "
Floats = st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf, 0.0])


def draw(drawing: Drawing) -> str:
    return drawn(drawing, MathsWriter())


def at(code: str) -> list[tuple[float, float]]:
    """List where markers stand."""
    return [(float(x), float(y)) for x, y in re.findall(rf"q 1 0 0 1 {NUMBER}{NUMBER}cm", code)]


def places(code: str) -> Iterator[float]:
    """List all coordinates of lines."""
    for found in re.findall(rf"{NUMBER}{NUMBER}[ml] ", code):
        yield from map(float, found)


def areas(code: str) -> list[list[tuple[float, float]]]:
    """List the corners of closed shapes of straight lines."""
    point = rf"{NUMBER}{NUMBER}[ml] "
    found = re.findall(r"((?:-?[\d.]+ -?[\d.]+ [ml] )+)h ", code)
    return [[(float(x), float(y)) for x, y in re.findall(point, shape)] for shape in found]


def texts(code: str) -> list[str]:
    return re.findall(r"\\PenText(?:\{[^}]*\}){6}\{(.*)\}%$", code, re.MULTILINE)


# --- what is drawn ------------------------------------------------------------------------------
def test_every_point_stands_where_its_numbers_say() -> None:
    found = series("points")
    spots = at(draw(plot(found)))
    assert len(spots) == len(found.x)
    for values, column in ((found.x, 0), (found.y, 1)):
        pixels = [spot[column] for spot in spots]
        least, most = values.index(min(values)), values.index(max(values))
        scale = (pixels[most] - pixels[least]) / (values[most] - values[least])
        assert pixels == pytest.approx(
            [pixels[0] + scale * (v - values[0]) for v in values], abs=0.02
        )
        assert scale > 0


def test_a_log_axis_leaves_out_what_is_not_positive() -> None:
    found = Series((1, 2, 3, 4), (0, -1, 10, 1000), mark="points")
    spots = at(draw(plot(found, y=Axis(log=True))))
    assert len(spots) == 2
    third = at(draw(plot(replace(found, y=(10, 0, 100, 1000)), y=Axis(log=True))))
    assert third[1][1] == pytest.approx((third[0][1] + third[2][1]) / 2, abs=0.02)


def test_a_line_has_a_gap_where_a_value_is_missing() -> None:
    whole = draw(plot(Series((0, 1, 2, 3, 4), (0, 1, 5, 1, 0))))
    torn = draw(plot(Series((0, 1, 2, 3, 4), (0, 1, math.nan, 1, 0))))
    assert torn.count(" m ") == whole.count(" m ") + 1


def test_a_point_between_two_gaps_is_seen() -> None:
    assert len(at(draw(plot(Series((0, 1, 2), (math.inf, 3, math.nan)))))) == 1


def test_a_path_is_numbered_and_its_start_is_open() -> None:
    code = draw(plot(series("path", count=5)))
    small = texts(code.partition(r"\PenSize{6}")[2].partition(r"\PenSize")[0])
    assert small == ["$0$", "$1$", "$2$", "$3$", "$4$"]
    assert "\n1 1 1 rg\n" in code


def test_stems_end_at_their_values_and_reach_zero() -> None:
    found = Series((0, 1, 2), (2, -1, 0), mark="stem")
    code = draw(plot(found))
    spots = at(code)
    zero = spots[2][1]
    ends = re.findall(rf"{NUMBER}{NUMBER}m {NUMBER}{NUMBER}l S", code)
    stems = [tuple(map(float, end)) for end in ends]
    for x, y in spots[:2]:
        assert any(stem == pytest.approx((x, zero, x, y), abs=0.02) for stem in stems)


def test_one_series_needs_no_key_and_two_have_one() -> None:
    assert r"\PlotEntry" not in draw(plot(series("line", "alone")))
    code = draw(plot(series("line", "first"), series("points", "second")))
    assert re.findall(r"\}\{(first|second)\}", code) == ["first", "second"]
    assert code.count(r"\PlotEntry") == 2


def test_the_key_shows_all_the_ways_in_which_a_label_is_drawn() -> None:
    panels = Panel((series("path", "one"), series("line", "two"))), Panel((series("line", "one"),))
    key = draw(Plot(panels)).split(r"\PlotEntry")[1:]
    assert [len(at(entry)) for entry in key] == [1, 0]


def test_a_label_has_the_same_ink_in_every_panel() -> None:
    first, second = series("points", "first"), series("points", "second")
    code = draw(Plot((Panel((first, second)), Panel((second, first)))))
    colours = re.findall(r"([\d.]+ [\d.]+ [\d.]+) rg\b", code)
    assert len(set(colours)) == 2


def test_stacked_panels_share_their_axis() -> None:
    low, high = Series((0, 1), (1, 1), mark="points"), Series((3, 9), (1, 1), mark="points")
    spots = at(draw(Plot((Panel((low,)), Panel((high,))), stacked=True)))
    steps = [(b[0] - a[0]) / n for a, b, n in ((spots[0], spots[1], 1), (spots[2], spots[3], 6))]
    assert steps[0] == pytest.approx(steps[1], abs=0.02)


def test_bars_are_as_long_as_their_values() -> None:
    labels = ("a",), ("b",), ("c",)
    for log, values, ratio in ((False, (10, 40, 0), 4), (True, (100, 1000, 0), 2)):
        bars = areas(draw(Bars(labels, ((("g",), values),), log=log)))
        first, second, *none = (max(y for _, y in bar) - min(y for _, y in bar) for bar in bars)
        assert second == pytest.approx(ratio * first, rel=0.01)
        assert none in ([], [0])


def test_bars_beyond_what_fits_are_told_by_dots() -> None:
    code = draw(Bars(tuple((f"bar {k}",) for k in range(900)), ((("g",), (1.0,) * 900),)))
    assert r"\cdots" in code
    assert "bar 899" in code
    assert "bar 600" not in code


@given(st.integers(1, 12), st.integers(1, 12), st.integers(-99, 99))
@settings(max_examples=20, deadline=None)
def test_every_cell_of_a_map_has_its_text(rows: int, columns: int, first: int) -> None:
    words = tuple(tuple(str(first + i * columns + j) for j in range(columns)) for i in range(rows))
    values = tuple(tuple(float(word) for word in row) for row in words)
    code = draw(Maps((Map(values, words),)))
    assert texts(code) == [f"${word}$" for row in words for word in row]


def painted(code: str) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """List the boxes that are filled, each with its colour: left, bottom, width, height."""
    found, ink = [], (0.0, 0.0, 0.0)
    for numbers, command in re.findall(r"((?:-?[\d.]+ ){3,4})(rg|re)\b", code):
        values = tuple(map(float, numbers.split()))
        if command == "rg":
            ink = values
        else:
            found.append((values, ink))
    return found


def test_the_rows_of_a_map_stand_in_reading_order_in_their_colours() -> None:
    values = ((4.0, -4.0), (2.0, 0.0), (-1.0, 3.0))
    code = draw(Maps((Map(values, (("a", "b"), ("c", "d"), ("e", "f"))),)))
    cells = painted(code)[:6]
    order = sorted(cells, key=lambda cell: (-cell[0][1], cell[0][0]))
    assert order == cells
    for (_, ink), value in zip(cells, (x for row in values for x in row), strict=True):
        assert ink == pytest.approx(heat(value, 4.0), abs=1e-3)
    places = re.findall(r"\\PenText\{([\d.]+)\}\{([\d.]+)\}.*\{(.)\}%", code)
    for (x, y, _), ((left, bottom, wide, high), _) in zip(places, cells, strict=True):
        assert float(x) == pytest.approx(left + wide / 2, abs=0.02)
        assert float(y) == pytest.approx(bottom + high / 2, abs=0.02)


def test_the_scale_of_a_map_has_its_colours_from_the_lowest_value_to_the_highest() -> None:
    scale = draw(Maps((Map(((2.0, -1.0),)),))).rpartition(r"\begin{Drawing}")[2]
    bars = [cell for cell in painted(scale) if cell[0][2] < 100]
    assert [box[0] for box, _ in bars] == sorted(box[0] for box, _ in bars)
    for (left, _, wide, _), ink in bars:
        share = (left + wide / 2 - 80) / 60
        assert ink == pytest.approx(heat(share, 1.0), abs=0.02)
    assert texts(scale) == ["$-2$", "$0$", "$2$"]


def test_a_window_frames_its_cells() -> None:
    plain = draw(Maps((replace(a_map(4, 4), windows=()),)))
    framed = draw(Maps((replace(a_map(4, 4), windows=(Frame(1, 1, 2, 2),)),)))
    outside = draw(Maps((replace(a_map(4, 4), windows=(Frame(9, 1, 2, 2),)),)))
    assert framed.count(" re ") == plain.count(" re ") + 1
    frame = [float(x) for x in framed.rpartition(" re ")[0].split()[-4:]]
    cells = [box for box, _ in painted(framed)]
    left, bottom, side, _ = cells[4 * 2 + 1]
    assert frame == pytest.approx([left, bottom, 2 * side, 2 * side], abs=0.03)
    assert outside == plain


def test_negative_cells_without_text_are_marked_for_print_in_grey() -> None:
    assert draw(Maps((Map(((-1.0, 1.0), (0.0, -2.0))),))).count(" l ") == 2


def test_an_image_is_its_levels_in_hexadecimal() -> None:
    code = draw(Greys((Grey(((0.0, 1.0), (0.5, 2.0), (-1.0, math.nan))),)))
    assert re.search(r"\\PlotImage\{2\}\{3\}\{Gray\}\{.*\}\{.*\}\{00FF80FF0080>\}", code)


def test_an_image_finer_than_print_is_made_coarser() -> None:
    code = draw(Greys((Grey(((0.25,) * 900,) * 500),)))
    size = re.search(r"\\PlotImage\{(\d+)\}\{(\d+)\}", code)
    assert size
    assert max(map(int, size.groups())) <= 192
    data = re.search(r"\{([0-9A-F\s]+)>\}", code)
    assert data
    assert set(re.findall(r"[0-9A-F]{2}", data[1])) == {"40"}


# --- what cannot be drawn, and too much of it ---------------------------------------------------
@given(
    st.lists(st.tuples(Floats, Floats), max_size=12),
    st.sampled_from(["line", "points", "path", "stem", "steps"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_numbers_are_drawn_within_the_picture(
    points: list[tuple[float, float]], mark: str, x_log: bool, y_log: bool
) -> None:
    found = Series(tuple(x for x, _ in points), tuple(y for _, y in points), mark=mark)
    code = draw(plot(found, x=Axis(log=x_log), y=Axis(log=y_log)))
    assert all(-30 < place < 460 for place in places(code))
    assert not re.search("nan|inf", code)


def test_a_dense_line_is_thinned_and_keeps_its_peaks() -> None:
    y = [0.0] * 100_000
    y[54_321], y[12_345] = 1.0, -1.0
    x, kept = thin.thinned(
        *thin.usable(Series(tuple(range(100_000)), tuple(y)), (False,) * 2), "line"
    )
    assert len(x) < 2000
    assert (kept.max(), kept.min()) == (1, -1)
    assert (x[0], x[-1]) == (0, 99_999)
    assert len(draw(plot(Series(tuple(range(100_000)), tuple(y))))) < 100_000


@pytest.mark.parametrize("mark", ["points", "stem", "path"])
def test_many_points_are_thinned_to_the_first_the_last_and_some_between(mark: str) -> None:
    code = draw(plot(series(mark, count=50_000)))
    assert len(at(code)) <= 1500
    assert len(code) < 200_000


# --- axes ---------------------------------------------------------------------------------------
@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_ticks_say_where_they_stand(values: list[float], whole: bool) -> None:
    found = ruler(Axis(whole=whole), values, lambda labels: len(labels) < 9, 9)
    span = found.high - found.low
    assert found.low <= min(values) <= max(values) <= found.high
    assert all(found.low - 1e-6 * span <= tick <= found.high + 1e-6 * span for tick in found.ticks)
    for tick, label in zip(found.ticks, found.labels, strict=True):
        assert read(label) == pytest.approx(tick, abs=2e-3 * span + 1e-12)
    assert not whole or all(tick == round(tick) for tick in found.ticks)
    assert all(a < b for a, b in pairwise(found.ticks))


@given(st.lists(st.floats(1e-200, 1e200), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_ticks_of_a_log_axis_say_where_they_stand(values: list[float]) -> None:
    found = ruler(Axis(log=True), values, lambda labels: len(labels) < 9, 6)
    assert 0 < found.low <= min(values) <= max(values) <= found.high
    for tick, label in zip(found.ticks, found.labels, strict=True):
        assert read(label) == pytest.approx(tick, rel=1e-3)
        assert -1e-9 <= found.share(tick) <= 1 + 1e-9


def test_ticks_between_two_powers_of_ten_have_the_same_decimals() -> None:
    found = ruler(Axis(log=True), [0.62, 0.75], lambda labels: len(labels) < 9, 6)
    assert len(found.labels) > 2
    assert len({len(label) for label in found.labels}) == 1


def read(label: str) -> float:
    """Read a tick's label back."""
    text = label.strip("$").replace(r"{\cdot}10^{", "e").replace("10^{", "1e").rstrip("}")
    return float(text)


@pytest.mark.parametrize(
    ("axis", "values", "expected"),
    [
        (Axis(), [], (0, 1)),
        (Axis(), [5.0], (4.5, 5.5)),
        (Axis(), [0.0, math.nan, math.inf], (-1, 1)),
        (Axis(low=-1, high=2), [7.0], (-1, 2)),
        (Axis(low=3), [1.0], (2.5, 3.5)),
        (Axis(log=True), [-1.0, 0.0], (1, 10)),
        (Axis(log=True, low=0.0, high=100.0), [1.0, 10.0], (10**-0.05, 100)),
    ],
)
def test_an_axis_has_ends_whatever_it_shows(
    axis: Axis, values: list[float], expected: tuple[float, float]
) -> None:
    assert ends(axis, values) == pytest.approx(expected)


# --- colours ------------------------------------------------------------------------------------
def test_series_differ_without_their_colours() -> None:
    for a, b in combinations(INKS, 2):
        assert a.dashes != b.dashes
        assert a.marker != b.marker
        assert a.hatch != b.hatch


def test_a_map_is_white_at_zero_and_its_texts_can_be_read() -> None:
    assert heat(0.0, 3.0) == WHITE
    assert heat(1.0, 0.0) == WHITE
    assert heat(-3.0, 3.0)[2] > heat(-3.0, 3.0)[0]
    assert heat(3.0, 3.0)[0] > heat(3.0, 3.0)[2]
    assert is_dark(BLACK)
    assert is_dark(BLUE)
    assert not is_dark(WHITE)
    assert heat(9.0, 3.0) == heat(3.0, 3.0)


# --- on the page --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_on_the_page_and_is_the_same_every_time(name: str) -> None:
    code = draw(FIGURES[name])
    assert code == draw(FIGURES[name])
    sizes = re.findall(rf"\\begin\{{Drawing\}}{NUMBER}{NUMBER}", code)
    assert all(float(w) < TEXT_WIDTH and float(h) < TEXT_HEIGHT for w, h in sizes)
    assert code.isascii()


def test_no_program_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    for figure in FIGURES.values():
        draw(figure)


def test_a_label_is_escaped() -> None:
    code = draw(FIGURES["nasty"])
    assert r"\input" not in code
    assert r"50\%" in code
    assert r"\$x\_1\$" in code


def test_the_users_settings_are_left_aside_and_as_they_are() -> None:
    figure = plot(series("line", "a"), series("stem", "b"))
    expected = draw(replace(figure, panels=figure.panels * 2))
    theirs = {"axes.grid": True, "lines.linewidth": 9.0, "text.usetex": True, "figure.dpi": 300.0}
    with matplotlib.rc_context(theirs):
        before = dict(matplotlib.rcParams)
        assert draw(replace(figure, panels=figure.panels * 2)) == expected
        assert dict(matplotlib.rcParams) == before


def test_matplotlib_loads_with_the_first_plot_alone() -> None:
    code = (
        "import sys, solver\n"
        "solver.load('problems/network/relu-l1.yaml').solve().tex()\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from tests.render.figures import FIGURES\n"
        "from solver.render.maths import MathsWriter\n"
        "from solver.render.plots import drawn\n"
        "drawn(FIGURES['maps'], MathsWriter()), drawn(FIGURES['greys'], MathsWriter())\n"
        "print('matplotlib.figure' in sys.modules)\n"
        "drawn(FIGURES['path'], MathsWriter())\n"
        "print('matplotlib.figure' in sys.modules, 'matplotlib.pyplot' in sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["False", "True", "False"], "")


@needs_latex
def test_every_figure_compiles_without_a_box_too_wide() -> None:
    blocks = [block for figure in FIGURES.values() for block in (say("Before."), Figure(figure))]
    pdf, log = typeset(to_latex(paper(*blocks), standalone=False))
    assert [line for line in log.splitlines() if "Overfull" in line or "Underfull" in line] == []
    assert b"/Subtype/Image/Width 128/Height 128" in pdf


@needs_latex
def test_widths_are_guessed_near_enough() -> None:
    labels = [
        "$-0.5$", "$10^{-12}$", "gradient descent", "MACs", r"$x_1 + x_2 - 1 = 0$",
        "convolution 3", r"$\beta = 0.9$", "$f(x)$", r"$|x_k - x^\star|$", "$1/9$",
        r"50\% of \$x\_1\$",
    ]  # fmt: skip
    measured = "".join(
        rf"\setbox0\hbox{{\fontsize{{8}}{{8}}\selectfont {label}}}\typeout{{wide \the\wd0}}"
        for label in labels
    )
    tex = to_latex(paper(say("x")), standalone=False)
    _, log = typeset(tex.replace(r"\begin{document}", rf"\begin{{document}}{measured}", 1))
    found = [float(text) for text in re.findall(r"^wide ([\d.]+)pt", log, re.MULTILINE)]
    assert len(found) == len(labels)
    for label, wide in zip(labels, found, strict=True):
        assert 0.75 * wide < width(label, 8) < 1.6 * wide, label
