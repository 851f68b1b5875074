"""Tables on the page: columns side by side, with values or with room for them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra.expr import name
from solver.digits import is_short
from solver.document.blocks import Formula, Maths, Text, Value
from solver.document.blocks import Table as Rows
from solver.document.words import DIGITS
from solver.kinds._formulas.tables import Table
from solver.modelling.planned import Planned
from solver.rounding import round_digits
from solver.solution import Solution

BLANK = Text("\u00a0" * 24)
FULL = 8  # digits to which a decimal that ends is written out


def rows_of(planned: Planned, table: Table, solution: Solution | None) -> Rows:
    """Put columns side by side; without a solution, with room to fill them in."""
    keys = [planned.key(step.name) for step in table.steps]
    heads = [planned.plan[planned.key(key)].ref for key, _ in table.spec.steps]
    header = tuple((Formula(head),) for head in (name(planned.key(table.spec.over)), *heads))
    columns = [_column(planned, key, solution) for key in keys]
    rows = tuple(
        ((Value(place),), *((cells[k] if cells else BLANK,) for cells in columns))
        for k, place in enumerate(table.spec.places.listed)
    )
    return Rows(header, rows, "r" * len(header), () if solution else tuple(keys))


def _column(planned: Planned, key: str, solution: Solution | None) -> list[Maths]:
    if solution is None:
        return []
    asked = [ask.digits for ask, q in planned.questions if q.step == key and ask.digits]
    digits = asked[0] if asked else DIGITS
    return [Value(_decimal(entry, digits), digits) for entry in solution.rounded(key, digits)]


def _decimal(entry: Any, digits: int) -> Any:
    """Write a fraction as a decimal, in full where that ends soon: columns are read downwards."""
    if not isinstance(entry, Fraction) or is_short(entry):
        return entry
    near = (round_digits(entry, count) for count in range(digits, FULL + 1))
    return next((one for one in near if one.value == entry), round_digits(entry, digits))
