"""The rows of a truth table, as they begin every table of a gate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from solver.algebra.expr import Expr, name
from solver.document.blocks import Formula, Inlines, Value
from solver.kinds._gate.view import View


def maths(expr: Expr) -> Inlines:
    """Set a formula in a line."""
    return (Formula(expr),)


def input_rows(seen: View) -> list[tuple[Fraction, ...]]:
    """List the combinations of inputs."""
    return list(product((seen.low, Fraction(1)), repeat=len(seen.inputs)))


def head(seen: View) -> list[Inlines]:
    """Head the columns of the inputs."""
    return [maths(name(key)) for key in seen.inputs]


def cells(row: Sequence[Any]) -> list[Inlines]:
    """Print numbers, a cell each."""
    return [(Value(entry),) for entry in row]
