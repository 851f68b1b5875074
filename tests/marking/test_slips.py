"""Students who make one mistake: it is found where it was made, and what comes of it follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.resources import problems_dir
from tests.marking.slip_figures import Figures
from tests.marking.slipping import Room, slipped
from tests.shipped import shipped

SHIPPED = sorted(path for path in problems_dir().glob("*/*.yaml") if path.parent.name != "sets")
MOST = 8  # mistakes made in each problem; tests/benchmarks/test_marking.py makes them all


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_slip_is_wrong_where_it_is_made_and_what_comes_of_it_follows(path: Path) -> None:
    room, figures = Room(shipped(path), MOST), Figures()
    for one in slipped(room):
        figures.add(room, one)
    assert figures.stray == []
    assert figures.false == []
