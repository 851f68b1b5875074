"""Branches that are added: their shapes agree, and an entry sees what both of them see."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from solver.algebra.expr import Expr, make, number
from solver.kinds._cnn_table import sight
from solver.kinds._cnn_table.body import plus
from solver.kinds._cnn_table.counting import elementwise
from solver.kinds._cnn_table.flow import Cell, Flow, Row, joint, nothing, sides_of
from solver.kinds._cnn_table.place import Cells, Place, entries, row

_PROJECT = "give the shortcut layers of its own, such as `{conv: F, kernel: 1, stride: S}`"


def added(at: Place, main: Flow, beside: Flow) -> Row:
    """Add two branches entry by entry."""
    if main.shape.shape != beside.shape.shape:
        at.options.complain(f"{at.name}: the branches are not of one shape", _PROJECT)
        return row(at, ("sum of the branches",), iter(()), main.channels)
    at.options.require(
        main.shape - beside.shape,
        f"{at.name}: the branches are {{0}} and {{1}}; what is added must have one shape",
        _PROJECT, least=0, most=0, shown=(main.shape, beside.shape),
    )  # fmt: skip
    if main.jump is not None and beside.jump is not None:
        at.options.require(
            main.jump - beside.jump,
            f"{at.name}: along the branches an entry moves {{0}} and {{1}} entries of the input",
            "give both the same strides in all", least=0, most=0, shown=(main.jump, beside.jump),
        )  # fmt: skip
    found = row(at, ("sum of the branches",), _sum(at, main, beside), main.channels)
    flow = replace(found.flow, sights=sight.beside(main.sights, beside.sights))
    return replace(found, flow=flow, feeds=(main.origin, beside.origin))


def _sum(at: Place, main: Flow, beside: Flow) -> Cells:
    yield "shape", Cell(main.shape, ("the branches are added entry by entry",))
    for column in ("weights", "biases", "params"):
        yield column, nothing("there is nothing to learn in a sum")
    yield from elementwise(at, entries(main), "one addition for every entry")
    if main.field is None or main.jump is None:
        return
    if beside.field is None:
        why = ("the layers see at least as much as what is added to them",)
        yield "field", Cell(main.field, why)
    else:
        yield "field", _widest(main, beside)
    yield "jump", Cell(main.jump, ("the branches keep step",))


def _widest(main: Flow, beside: Flow) -> Cell:
    """Say what an entry sees through two branches: what the wider sees, or both side by side."""
    apart = [sight.shifts(main.sights, beside.sights, k) for k in (0, 1)]
    why = "an entry sees what it sees through the branch that sees more"
    if any(map(any, apart)):
        why = "one branch begins to see later than the other, and sees further than it"
    assert main.field is not None
    assert beside.field is not None
    pairs = zip(sides_of(main.field), sides_of(beside.field), apart, strict=True)
    return Cell(joint(_larger(one, other, later) for one, other, later in pairs), (why,))


def _larger(one: Expr, other: Expr, later: tuple[Fraction, Fraction]) -> Expr:
    one, other = plus(one, number(later[0])), plus(other, number(later[1]))
    return make("max", make("stack", one, other, columns=2), axis=None)
