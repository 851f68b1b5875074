import re
from itertools import pairwise

import pytest

from solver.document.blocks import Diagram, Layer, Wire
from solver.render.diagram import tikz
from solver.render.layout import BOX_WIDTH, place
from solver.render.maths import MathsWriter
from tests.render.build import s
from tests.render.drawings import boxes, dense, residual, weighted
from tests.render.worked import network

WRITE = MathsWriter()


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


def test_every_unit_of_a_small_layer_and_every_edge_is_drawn() -> None:
    drawn = tikz(dense(3, 2), WRITE)
    assert len(re.findall(r"\\node.*\(n\du\d\)", drawn)) == 5
    assert drawn.count("--") == 6


def test_a_large_layer_is_cut_with_dots() -> None:
    drawn = tikz(dense(30, 2), WRITE)
    assert r"\vdots" in drawn
    assert "h_{0,30}" in drawn
    assert "h_{0,12}" not in drawn


def test_values_stand_inside_and_names_below() -> None:
    drawn = tikz(network(), WRITE)
    assert re.search(r"input role, unit\] \(n0u2\) at \(.*\) \{\$-1\$\}", drawn)
    assert re.search(r"below unit\] at .*x_\{1,3\}", drawn)


def test_weights_stand_on_their_edges() -> None:
    assert "{$w_2 = 1$}" in tikz(weighted(), WRITE)


def test_skips_lead_over_the_top() -> None:
    assert r"\path[skip,draw]" in tikz(boxes(6), WRITE).replace(", draw", ",draw")
    assert "bend left" in tikz(residual(), WRITE)


def test_wires_to_units_left_out_are_left_out() -> None:
    diagram = dense(30, 1)
    wired = Diagram(diagram.layers, (Wire(0, 1, units=(15, 0)), Wire(0, 1, units=(0, 0))))
    assert tikz(wired, WRITE).count("--") == 1


def test_one_layer_is_a_diagram() -> None:
    assert r"\node" in tikz(Diagram((Layer(s("x"), (2, 1)),), ()), WRITE)
