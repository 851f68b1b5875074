import re
from itertools import pairwise

import pytest

from solver.document.blocks import Diagram, Layer, Wire
from solver.render.diagram import tikz
from solver.render.latex import to_latex
from solver.render.layout import BOX_HEIGHT, BOX_WIDTH, CIRCLE, UNIT_GAP, place
from solver.render.maths import MathsWriter
from solver.render.pdf import typeset
from tests.render.build import paper, s, say
from tests.render.drawings import boxes, dense, residual, weighted
from tests.render.needs import needs_latex
from tests.render.worked import network

WRITE = MathsWriter()
NUMBER = r"-?[\d.]+"


def test_columns_go_right_and_targets_stand_below() -> None:
    *across, target = place(boxes(5))
    assert [spot.x for spot in across] == sorted({spot.x for spot in across})
    assert (target.x, target.y < 0) == (across[-1].x, True)


@pytest.mark.parametrize("count", [2, 5, 8])
def test_layers_stay_on_the_page(count: int) -> None:
    spots = place(boxes(count) if count > 5 else Diagram(boxes(6).layers[:count], ()))
    assert max(spot.x for spot in spots) + BOX_WIDTH < 22


def test_layers_do_not_overlap() -> None:
    for diagram in (boxes(8), dense(3, 4, 2), network()):
        xs = sorted({spot.x for spot in place(diagram)})
        assert min(b - a for a, b in pairwise(xs)) > BOX_WIDTH


def circles(code: str) -> list[tuple[float, float, float]]:
    """List the circles: centre and radius."""
    shapes = re.findall(rf"{NUMBER} {NUMBER} m (?:(?:{NUMBER} ){{6}}c ){{4}}h B", code)
    return [circle(shape) for shape in shapes]


def circle(shape: str) -> tuple[float, float, float]:
    numbers = list(map(float, re.findall(NUMBER, shape)))
    xs, ys = numbers[::2], numbers[1::2]
    radius = (max(xs) - min(xs)) / 2
    assert (max(ys) - min(ys)) / 2 == pytest.approx(radius, abs=0.02)
    return (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, radius


def edges(code: str) -> list[tuple[complex, complex]]:
    """List the straight lines from one circle to another."""
    found = re.findall(rf"({NUMBER}) ({NUMBER}) m ({NUMBER}) ({NUMBER}) l S", code)
    return [(complex(*map(float, e[:2])), complex(*map(float, e[2:]))) for e in found]


def words(code: str) -> dict[str, tuple[float, float]]:
    """Say where words stand."""
    found = re.findall(
        r"\\PenText\{([^}]*)\}\{([^}]*)\}(?:\{[^}]*\}){4}\{(.*?)\}+%$", code, re.MULTILINE
    )
    return {latex: (float(x), float(y)) for x, y, latex in found}


def test_every_unit_of_a_small_layer_and_every_edge_is_drawn() -> None:
    drawn = tikz(dense(3, 2), WRITE)
    assert len(circles(drawn)) == 5
    assert len(edges(drawn)) == 6


def test_edges_lead_from_the_rim_of_a_circle_toward_the_middle_of_another() -> None:
    drawn = tikz(dense(3, 2, 4), WRITE)
    round_ones = [(complex(x, y), radius) for x, y, radius in circles(drawn)]
    for start, end in edges(drawn):
        (first, radius), (last, _) = (
            min(round_ones, key=lambda one, point=point: abs(one[0] - point))
            for point in (start, end)
        )
        assert abs(start - first) == pytest.approx(radius + 0.25, abs=0.02)
        assert abs(end - last) == pytest.approx(radius + 0.25, abs=0.02)
        turn = (end - start) / (last - first)
        assert abs(turn.imag) < 1e-3 < turn.real


def test_names_and_values_stand_in_the_middle_of_their_circles() -> None:
    drawn = tikz(dense(3, 2), WRITE)
    places = words(drawn)
    middles = [(round(x, 1), round(y, 1)) for x, y, _ in circles(drawn)]
    names = [f"$h_{{{i},{j + 1}}}$" for i, n in enumerate((3, 2)) for j in range(n)]
    assert [tuple(round(part, 1) for part in places[name]) for name in names] == middles


def test_a_large_layer_is_cut_with_dots() -> None:
    drawn = tikz(dense(30, 2), WRITE)
    assert r"\vdots" in drawn
    assert "h_{0,30}" in drawn
    assert "h_{0,12}" not in drawn


def test_values_stand_inside_and_names_below() -> None:
    places = words(tikz(network(), WRITE))
    name, value = places["$x_{1,3}$"], places["$-1$"]
    assert name[0] == value[0]
    assert name[1] < value[1] - CIRCLE / 2 * 72 / 2.54


def test_weights_stand_on_their_edges_on_white() -> None:
    drawn = tikz(weighted(), WRITE)
    assert re.search(r"\\PenPaper\{0.8\}\{\\PenText.*\{\$w_2 = 1\$\}\}%", drawn)


def test_skips_lead_over_the_top() -> None:
    drawn = tikz(boxes(6), WRITE)
    left, bottom, right, top = map(float, re.findall(rf"{{({NUMBER})}}", drawn)[:4])
    assert (left, bottom) < (right, top)
    skip = next(line for line in drawn.splitlines() if line.count(" c ") == 2)
    assert max(map(float, re.findall(NUMBER, skip))) > BOX_HEIGHT * 72 / 2.54
    assert re.search(r" m (?:[-\d.]+ ){6}c S", tikz(residual(), WRITE))


def test_arrows_point_at_the_rim_of_their_box() -> None:
    diagram = boxes(6)
    first, second = place(diagram)[:2]
    tips = re.findall(rf"0 j ({NUMBER}) ({NUMBER}) m", tikz(diagram, WRITE))
    rim = (second.x - second.drawn_width / 2) * 72 / 2.54
    assert (first.y, second.y) == (0, 0)
    assert min(abs(float(x) - rim) for x, _ in tips) < 2


def test_wires_to_units_left_out_are_left_out() -> None:
    diagram = dense(30, 1)
    wired = Diagram(diagram.layers, (Wire(0, 1, units=(15, 0)), Wire(0, 1, units=(0, 0))))
    assert len(edges(tikz(wired, WRITE))) == 1


def test_one_layer_is_a_diagram() -> None:
    drawn = tikz(Diagram((Layer(s("x"), (2, 1)),), ()), WRITE)
    assert r"\TwoLines{$x$}{$2 \times 1$}" in drawn


@needs_latex
def test_a_picture_is_as_large_as_its_lines_and_its_words() -> None:
    """What LaTeX makes of it is compared with what is drawn and set."""
    pictures = tikz(dense(2), WRITE), tikz(residual(), WRITE)
    measure = "".join(
        rf"\setbox0\hbox{{{picture}}}\typeout{{size \the\wd0 \the\ht0}}" for picture in pictures
    )
    tex = to_latex(paper(say("x")), standalone=False)
    _, log = typeset(tex.replace(r"\begin{document}", rf"\begin{{document}}{measure}", 1))
    sizes = re.findall(r"^size ([\d.]+)pt([\d.]+)pt", log, re.MULTILINE)
    (_, column), (row, arch) = (tuple(map(float, size)) for size in sizes)
    circles_high = (UNIT_GAP + CIRCLE) / 2.54 * 72.27
    assert circles_high + 15 < column < circles_high + 30  # the circles, and words over them
    xs = [x for x, _, _ in circles(pictures[1])]
    assert row == pytest.approx((max(xs) - min(xs)) / 72 * 72.27 + CIRCLE / 2.54 * 72.27, abs=1)
    assert arch > 1.5 * CIRCLE / 2.54 * 72.27
