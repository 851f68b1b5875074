"""Answer boxes stand at the same place on the same page for everybody.

Where the boxes are is read from the pages themselves: the grey lines that are drawn around them.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import solver
from solver.build.measuring import measured
from solver.build.slots import page_count, slotted
from solver.document.blocks import Block, Document, Named, Room
from solver.problem import Problem
from solver.render.latex import to_latex
from solver.render.pdf import compile_pdf
from tests.build.boxes import Place, boxes_of

NETWORK = """
id: slots-network
kind: network
title: A network
given:
  x: [1, 2]
  W1: [[1, 2], [3, 4], [5, 6]]
  b1: [0, 1, 2]
  W2: [[1, 2, 3]]
  y: 1
forward:
  a1: W1 @ x + b1
  z1: relu(a1)
  yhat: W2 @ z1
  L: (y - yhat)**2
ask: [yhat, L, dL/dW2, dL/db1, dL/dW1, dL/dx]
"""
CONV = """
id: slots-conv
kind: conv2d
title: A convolution
given:
  X: [[0, 1, 2, 0, 1, 0, 2], [1, 0, 1, 2, 0, 1, 0], [2, 1, 0, 1, 2, 0, 1], [0, 1, 0, 1, 0, 1, 0]]
  K: [[1, 0, -1], [2, 0, -2]]
operation: convolution
stride: 1
ask: [shape, Y]
"""
GELU = """
id: slots-gelu
kind: descent
title: Descent on GELU
given: {s: -1, eta: 0.5}
minimise: {GELU: x * sigmoid(1.702 * x)}
start: {x: s}
steps: 2
plot: {range: [-4, 3], functions: {ReLU: relu(x)}}
methods:
  GD: {method: gradient_descent, eta: eta}
ask: [dGELU/dx, x_GD]
"""
VARIED = {
    "network": (NETWORK, {"x": (2, 1), "W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "y": ()}),
    "conv": (CONV, {"X": (4, 7), "K": (2, 3)}),
    "gelu": (GELU, {"s": (), "eta": ()}),
}
SAMPLE, STUDENTS = range(24), range(100, 130)


# --- variants, and where their boxes are ---------------------------------------------------------
def number(variant: int, place: int) -> Fraction:
    """Make a number of one to five digits, negative or not, and sometimes a fraction."""
    digits = 1 + (variant * 7 + variant // 3) % 5 if place % 3 else 1
    mixed = (variant * 7919 + place * 104729 + 17) * 2654435761 % 2**32
    below = (1, 1, 1, 2, 3, 7)[(variant + place) % 6] if digits < 3 else 1
    return Fraction(mixed % 10**digits * (-1) ** (mixed >> 9), below)


def entries(variant: int, shape: tuple[int, ...], start: int) -> object:
    if not shape:
        return number(variant, start)
    size = shape[1] if len(shape) > 1 else 1
    return tuple(entries(variant, shape[1:], start + k * size) for k in range(shape[0]))


def handout(problem: Problem, shapes: dict[str, tuple[int, ...]], variant: int) -> Document:
    """Lay a variant out, whose values have widths and heights of their own."""
    small = problem.spec.kind == "descent"  # steps that are too long meet no finite values
    values = {
        key: Fraction(variant * (37 + k) % 97 + 1, 100)
        if small
        else entries(variant, shape, 1 + 20 * k)
        for k, (key, shape) in enumerate(shapes.items())
    }
    return problem.bound(values).solve().document("handout")


@cache
def documents(which: str) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Lay out a sample and a class."""
    problem, shapes = loaded(which), VARIED[which][1]
    sample = tuple(handout(problem, shapes, k) for k in SAMPLE)
    students = tuple(handout(problem, shapes, k) for k in STUDENTS)
    return sample, students


@cache
def loaded(which: str) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.yaml"
        path.write_text(VARIED[which][0], encoding="utf-8")
        problem = solver.load(path)
    assert isinstance(problem, Problem)
    return problem


def drawn(*papers: Document) -> list[list[Place]]:
    """Typeset papers in one run and find the boxes on each page."""
    return boxes_of(compile_pdf(to_latex(*papers, standalone=False)))


def papers(pages: list[list[Place]], count: int) -> list[list[list[Place]]]:
    """Part the pages of a run among its papers, which have the same number each."""
    assert len(pages) % count == 0
    size = len(pages) // count
    return [pages[k : k + size] for k in range(0, len(pages), size)]


# --- the same place for everybody ----------------------------------------------------------------
@pytest.mark.parametrize("which", VARIED)
def test_boxes_stand_at_the_same_place_for_everybody(which: str) -> None:
    sample, students = documents(which)
    layouts = measured(sample)
    found = papers(drawn(*(slotted(each, layouts) for each in students)), len(students))
    assert all(paper == found[0] for paper in found)
    rooms = sum(isinstance(b, Room) for top in students[0].blocks for b in inside(top))
    assert sum(map(len, found[0])) == 2 * rooms > 0
    assert len(found[0]) == page_count(layouts[0], first=True)


def test_without_slots_they_do_not() -> None:
    _, students = documents("network")
    alone = [drawn(each) for each in (students[2], students[3], students[7])]
    assert any(paper != alone[0] for paper in alone)


def inside(block: Block) -> tuple[Block, ...]:
    return block.blocks if isinstance(block, Named) else (block,)
