"""Diagrams made by hand: boxes, columns of circles, weights on edges."""

from __future__ import annotations

from fractions import Fraction

from solver.algebra.shapes import Shape, symbol
from solver.document.blocks import Diagram, Inlines, Layer, Unit, Value, Wire
from tests.render.build import s, words


def boxes(count: int) -> Diagram:
    """Draw layers as boxes, with two residual connections and a target."""
    shape: Shape = (symbol("m"), 1)
    roles = ["input", *["hidden"] * (count - 2), "output"]
    layers = [
        Layer(s(f"x_{{{i}}}"), shape, operation=_operation(i), role=role)
        for i, role in enumerate(roles)
    ]
    wires = [Wire(i, i + 1) for i in range(count - 1)]
    skips = [Wire(1, 3, s("+x_1"), curved=True), Wire(2, 5, curved=True)]
    target = Layer(s("t"), shape, role="target")
    return Diagram((*layers, target), (*wires, *skips, Wire(count, count - 1)))


def _operation(i: int) -> Inlines:
    return words(s(rf"W_{{{i}}}"), "·, then ", s(r"\sigma")) if i else ()


def dense(*sizes: int) -> Diagram:
    """Draw columns of circles without values; of large ones some are left out."""
    layers = tuple(Layer(s(f"h_{{{i}}}"), (n, 1), _units(i, n)) for i, n in enumerate(sizes))
    return Diagram(layers, tuple(Wire(i, i + 1) for i in range(len(sizes) - 1)))


def _units(layer: int, count: int) -> tuple[Unit, ...]:
    return tuple(Unit(s(f"h_{{{layer},{j + 1}}}")) for j in range(count))


def weighted() -> Diagram:
    """Draw an Adaline: two inputs, a bias, weights on the edges."""
    inputs = Layer(s("x"), (3, 1), tuple(Unit(s(x)) for x in ("1", "x_1", "x_2")), role="input")
    total = Layer(s("s"), (), (Unit(s(r"\textstyle\sum")),))
    output = Layer(s("y"), (), (Unit(s("y"), Value(Fraction(-1))),), words("sign"), "output")
    weights = (Wire(0, 1, s(f"w_{i} = {w}"), (i, 0)) for i, w in enumerate((2, 2, 1)))
    return Diagram((inputs, total, output), (*weights, Wire(1, 2)))


def residual() -> Diagram:
    """Draw scalars in a row, one circle each, and a connection around two of them."""
    layers = tuple(Layer(s(x), (), (Unit(s(x)),)) for x in ("x", "z_1", "z_2", "y"))
    wires = tuple(Wire(i, i + 1, units=(0, 0)) for i in range(3))
    return Diagram(layers, (*wires, Wire(0, 3, units=(0, 0), curved=True)))
