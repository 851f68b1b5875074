"""Short ways to write blocks by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import ops  # noqa: F401 - fills the op table
from solver.algebra.expr import Expr
from solver.document.blocks import (
    Formula,
    Inlines,
    Maths,
    Text,
)


def matrix(*rows: Any) -> tuple[Any, ...]:
    """Make an exact value of numbers or strings such as '1/3'."""
    return tuple(matrix(*r) if isinstance(r, list | tuple) else Fraction(r) for r in rows)


def words(*parts: str | Maths) -> Inlines:
    """Make a line of text and mathematics."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def f(expr: Expr) -> Formula:
    return Formula(expr)
