"""Searches among threshold units: certificates, weights, counts, the fewest hidden units."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from typing import Any

from flint import arb, fmpq

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make
from solver.algebra.gates.certificate import Row, certificate
from solver.algebra.gates.domain import TooMany
from solver.algebra.gates.networks import Found, Net, search
from solver.algebra.gates.sharpen import sharpened
from solver.algebra.gates.weights import signed
from solver.algebra.notation import latex_call, operator
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.ops.solve import each
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

Table = tuple[Row, ...]


# --- what all of them share ----------------------------------------------------------------------
def exactly(value: Any) -> Fraction:
    """Read a rational number off any backend; OutOfDomain for one that is none."""
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, arb) or not isfinite(value):
        raise OutOfDomain("searches with numbers that are not rational")
    return Fraction(value)


def table_of(matrix: Any) -> Table:
    """Read a matrix of rational numbers."""
    return tuple(tuple(map(exactly, row)) for row in matrix.tolist())


def target_of(column: Any) -> int:
    """Read a column of truth values as a number: bit r for row r."""
    return sum(1 << r for r, (entry,) in enumerate(column.tolist()) if entry > 0)


def searching(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a kernel of a search for one set of values; a batch is searched set by set."""

    def kernel(ctx: Context, node: Expr, *values: Any) -> Any:
        try:
            found = each(ctx, lambda *parts: function(node, *parts), *values)
        except TooMany:
            raise OutOfDomain("has too many candidates to be searched") from None
        return found if node.shape else found[..., 0, 0]

    return kernel


def fits_rows(rows: Expr, *columns: Expr) -> None:
    """Refuse columns that do not have an entry for each row."""
    for column in columns:
        if len(rows.shape) != 2 or column.shape != (rows.shape[0], 1):
            shown = f"{fit.described(rows)} and {fit.described(column)}"
            raise FormulaError(f"{shown}: there must be a truth value for each row")


def fits_weights(rows: Expr, weights: Expr) -> None:
    """Refuse weights that are not as many as there are columns."""
    if weights.shape != (rows.shape[1], 1):
        shown = f"{fit.described(rows)} and {fit.described(weights)}"
        raise FormulaError(f"{shown}: there must be a weight for each column")


def for_rows(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    """Give a scalar, for rows and a truth value for each."""
    fits_rows(*args[:2])
    return ()


# --- conflict ------------------------------------------------------------------------------------
def _conflict_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    fits_rows(*args)
    return args[1].shape


def _conflict(node: Expr, rows: Any, wanted: Any) -> Any:
    found = certificate(signed(table_of(rows), target_of(wanted)))
    return [[part] for part in found] if found else [[0] for _ in rows]


declare(
    Op(
        "conflict",
        _conflict_shape,
        searching(_conflict),
        latex=latex_call(operator("conflict")),
        says=("multipliers with which the requirements of the rows add up to a contradiction",),
        opaque=True,
    )
)


# --- the weights of a unit -----------------------------------------------------------------------
def inputs_of(rows: Any) -> Table:
    """Read the inputs of each row, without the leading 1."""
    return tuple(row[1:] for row in table_of(rows))


def found_network(node: Expr, rows: Any, wanted: Any, known: tuple[Any, ...]) -> Found | None:
    """Search for the weights that a node is about."""
    held = iter(known)
    fixed = tuple(
        tuple(row[0] for row in table_of(next(held))) if is_known else None
        for is_known in node.attr("known")
    )
    inputs, target = inputs_of(rows), target_of(wanted)
    net: Net = node.attr("net")
    found = search(inputs, target, net, fixed)
    sharp = node.attr("smooth") and found is not None and len(net.units) > 1
    return sharpened(inputs, target, net, found) if sharp and found else found


def _weights_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    rows, wanted, *_ = args
    fits_rows(rows, wanted)
    return (len(attrs["net"].units[attrs["unit"]]) + 1, 1)


def _weights_latex(p: Any, e: Expr) -> Written:
    """Print `weights(…)`, of several units with the number of the unit."""
    several = len(e.attr("net").units) > 1
    head = operator("weights") + (f"_{{{e.attr('unit') + 1}}}" if several else "")
    return latex_call(head)(p, e)


def _weights(node: Expr, rows: Any, wanted: Any, *known: Any) -> Any:
    found = found_network(node, rows, wanted, known)
    if found is None:
        raise OutOfDomain("cannot be found: no weights that are allowed do it")
    return [[weight] for weight in found.weights[node.attr("unit")]]


declare(
    Op(
        "unit_weights",
        _weights_shape,
        searching(_weights),
        latex=_weights_latex,
        says=("the smallest weights that give every row its wanted output",),
        opaque=True,
    )
)


def _solutions(node: Expr, rows: Any, wanted: Any, *known: Any) -> Any:
    found = found_network(node, rows, wanted, known)
    return [[found.count if found else 0]]


declare(
    Op(
        "solution_count",
        for_rows,
        searching(_solutions),
        latex=latex_call(operator("solutions")),
        says=("count the weights that do it",),
        opaque=True,
    )
)


def conflict_of(rows: Expr, wanted: Expr, zero: bool) -> Expr:
    """Write the multipliers that refute a unit; a sum of 0 counts as true if `zero`."""
    return make("conflict", rows, wanted, zero=Fraction(zero))


def weights_of(
    rows: Expr, wanted: Expr, known: dict[int, Expr], net: Net, unit: int, smooth: bool
) -> Expr:
    """Write the weights of one unit of a network; those of `known` units are given."""
    return make(
        "unit_weights", rows, wanted, *known.values(), unit=unit, **_attrs(net, known, smooth)
    )


def solutions_of(rows: Expr, wanted: Expr, known: dict[int, Expr], net: Net, smooth: bool) -> Expr:
    """Write how many networks there are with the wanted outputs."""
    return make("solution_count", rows, wanted, *known.values(), **_attrs(net, known, smooth))


def _attrs(net: Net, known: dict[int, Expr], smooth: bool) -> dict[str, Any]:
    held = tuple(unit in known for unit in range(len(net.units)))
    return {"net": net, "known": held, "smooth": smooth}
