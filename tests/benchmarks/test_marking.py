"""Diagnoses: how many mistakes are found out, of all that can be made in the problems that ship."""

from __future__ import annotations

import os
import time
from collections import defaultdict

import pytest

from solver.problem import Problem, load
from solver.resources import problems_dir
from tests.marking.slip_figures import Figures
from tests.marking.slipping import Room, slipped

SHIPPED = sorted(path for path in problems_dir().glob("*/*.yaml") if path.parent.name != "sets")
MOST = 400 if os.environ.get("STUDENTS") else 5  # mistakes made in each problem; `make bench`: all
LEAST = 0.5  # of the slips that are to be diagnosed


@pytest.mark.benchmark
def test_slips_are_diagnosed(capsys: pytest.CaptureFixture[str]) -> None:
    begin = time.perf_counter()
    kinds: dict[str, Figures] = defaultdict(Figures)
    for path in SHIPPED:
        found = load(path)
        assert isinstance(found, Problem)
        room = Room(found, MOST)
        for one in slipped(room):
            kinds[path.parent.name].add(room, one)
    whole = sum((each.counts for each in kinds.values()), Figures().counts)
    with capsys.disabled():
        for kind, figures in [*kinds.items(), ("all", Figures(whole))]:
            print(f"\n  {kind:10} {told(figures)}", end="")
        print(f"\n  in {time.perf_counter() - begin:.0f} s")
    assert [each.false for each in kinds.values() if each.false] == []
    assert whole["diagnosed"] >= LEAST * whole["slips"]


def told(figures: Figures) -> str:
    n = figures.counts
    return (
        f"{n['slips']:5} slips: {n['diagnosed']:5} diagnosed, {n['described']:4} described, "
        f"{n['ambiguous']:5} ambiguous; {n['follow']} of {n['later']} later answers follow"
    )
