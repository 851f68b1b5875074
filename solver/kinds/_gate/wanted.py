"""The wanted outputs as a table that an author writes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.errors import Complaint
from solver.kinds._gate.design import Design
from solver.modelling.givens import Complaints
from solver.spec.model import GivenSpec, Spec


def table_of(spec: Spec, design: Design, complaints: Complaints) -> GivenSpec | None:
    """Read the wanted outputs as the given column `t`."""
    if "table" not in spec.own or not design.inputs:
        return None
    (shape, value), mark = spec.own["table"]
    rows = 2 ** len(design.inputs)
    try:
        column = _column(shape, value, design, rows)
        _check_values(column, design)
    except _Misfit as error:
        complaints.append(Complaint(mark, error.args[0], error.args[1]))
        return None
    return GivenSpec("t", mark, (rows, 1), tuple((entry,) for entry in column))


class _Misfit(Exception):
    pass


def _column(shape: Any, value: Any, design: Design, rows: int) -> list[Fraction]:
    levels = f"{design.low} or 1"
    if shape == (rows, 1):
        return [row[0] for row in value]
    if len(shape) == 2 and shape[1] == len(design.inputs) + 1:
        return _looked_up(value, design, rows)
    if len(shape) == 2 and shape[1] > 1:
        hint = f"a row is {len(design.inputs)} input{'s' * (len(design.inputs) != 1)} and an output"
        raise _Misfit(f"the rows of the table have {shape[1]} entries", hint)
    found = shape[0] if shape else 1
    outputs = f"output{'s' * (found != 1)}"
    hint = f"there are {rows} combinations of inputs, each with an output, {levels}"
    raise _Misfit(f"the table has {found} {outputs}, not {rows}", hint)


def _looked_up(value: Any, design: Design, rows: int) -> list[Fraction]:
    """Put rows of inputs and output in order."""
    found: dict[tuple[Fraction, ...], Fraction] = {}
    for *inputs, output in value:
        _check_values(inputs, design)
        key = tuple(inputs)
        shown = ", ".join(map(str, key))
        if found.setdefault(key, output) != output:
            raise _Misfit(f"the table contradicts itself: ({shown}) has two outputs", "")
    if len(found) < rows:
        raise _Misfit(f"the table has {len(found)} of {rows} combinations of inputs", "")
    return [found[key] for key in sorted(found)]


def _check_values(column: Any, design: Design) -> None:
    for entry in column:
        if entry not in {design.low, Fraction(1)}:
            code = "bipolar" if design.low else "binary"
            other = (
                "`values: binary` has 0 and 1" if design.low else "`values: bipolar` has -1 and 1"
            )
            raise _Misfit(f"{entry} is not a truth value here: they are {code}", other)
