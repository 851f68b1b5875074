"""Diagrams made by hand: boxes, columns of circles, weights on edges."""

from __future__ import annotations

from fractions import Fraction

from solver.algebra import ops  # noqa: F401 - fills the op table
from solver.algebra.shapes import Shape, symbol
from solver.document.blocks import (
    Diagram,
    Layer,
    Source,
    Unit,
    Value,
    Wire,
)
from tests.render.build import words


def chain_of_boxes(count: int, skip: bool) -> Diagram:
    """Draw layers as boxes, with a residual connection."""
    shape: Shape = (symbol("m"), 1)
    layers = tuple(
        Layer(Source(f"x_{{{i}}}"), shape, operation=words(Source(rf"W_{{{i}}}"), "·, then ", Source(r"\sigma")) if i else (),
              role="input" if not i else "output" if i == count - 1 else "hidden")
        for i in range(count)
    )  # fmt: skip
    wires = tuple(Wire(i, i + 1) for i in range(count - 1))
    curves = (Wire(1, 3, Source("+x_1"), curved=True), Wire(2, 5, curved=True)) if skip else ()
    return Diagram(
        (*layers, Layer(Source("t"), shape, role="target")),
        (*wires, *curves, Wire(count, count - 1)),
    )


def dense(*sizes: int) -> Diagram:
    """Draw columns of circles without values, some of them left out."""
    layers = tuple(
        Layer(
            Source(f"h_{{{i}}}"),
            (n, 1),
            tuple(Unit(Source(f"h_{{{i},{j + 1}}}")) for j in range(n)),
        )
        for i, n in enumerate(sizes)
    )
    return Diagram(layers, tuple(Wire(i, i + 1) for i in range(len(sizes) - 1)))


def weighted() -> Diagram:
    """Draw an Adaline: two inputs, a bias, weights on the edges."""
    inputs = tuple(Unit(Source(s)) for s in ("1", "x_1", "x_2"))
    return Diagram(
        (
            Layer(Source("x"), (3, 1), inputs, role="input"),
            Layer(Source("s"), (), (Unit(Source(r"\textstyle\sum")),)),
            Layer(
                Source("y"),
                (),
                (Unit(Source("y"), Value(Fraction(-1))),),
                words("sign"),
                role="output",
            ),
        ),
        (
            *(Wire(0, 1, Source(f"w_{i} = {w}"), (i, 0)) for i, w in enumerate((2, 2, 1))),
            Wire(1, 2),
        ),
    )
