"""What weights and certificates must do to be right, whichever they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.gates.domain import Domain
from solver.algebra.gates.networks import Net
from solver.algebra.ops.gate_search import solutions_of
from solver.kinds._gate.bench import Bench
from solver.kinds._gate.design import Unit

ZERO, ONE = number(0), number(1)


def weights_do(
    bench: Bench, wanted: Expr, known: Mapping[int, Expr], net: Net, unit: Unit, sharp: bool
) -> tuple[Expr, ...]:
    """Say what the weights of a unit must do: with those before them, some after them do it.

    Of sigmoid units in a network, the outputs decide, whatever passes between the units.
    """
    units = bench.design.units
    place = units.index(unit)
    refs = [name(one.own("w"), (len(one.feeds) + 1, 1)) for one in units]
    allowed = tuple(_allowed(refs[place], bench.design.domain))
    if sharp:
        return (*allowed, make("eq", name("errors"), ZERO))
    settled = {k: known.get(k, refs[k]) for k in range(len(units)) if k in known or k <= place}
    ways = solutions_of(bench.rows, wanted, settled, replace(net, alike=False), smooth=False)
    sums = name(unit.own("s"), (bench.rows.shape[0], 1))
    apart = () if bench.design.smooth else _apart(sums, bench.design.domain.margin)
    return (*allowed, *apart, make("gt", ways, ZERO))


def _allowed(weights: Expr, domain: Domain) -> Iterator[Expr]:
    """Ask for weights, and a bias, from the sets that are listed."""
    if domain.values is None or domain.bias is None:
        return
    parts = ((0, 1, domain.bias), (1, weights.shape[0], domain.values))
    for start, stop, values in parts:
        part = make("block", weights, axis=0, start=start, stop=stop)
        hits = (make("eq", part, number(value)) for value in values)
        yield make("all", reduce(lambda a, b: make("or", a, b), hits))


def _apart(sums: Expr, margin: Fraction | None) -> tuple[Expr, ...]:
    """Ask for sums as far from 0 as they are to be."""
    size = make("abs", sums)
    if margin is None:
        return (make("all", make("gt", size, ZERO)),)
    return (make("all", make("ge", size, number(margin))),) if margin else ()


def refutes(found: Expr, rows: Expr, wanted: Expr, low: Fraction) -> tuple[Expr, ...]:
    """Say what multipliers must do: none is negative, not all are 0, and nothing is left.

    Where one unit will do there is no such multiplier, and all of them are 0.
    """
    own = name("conflict", wanted.shape)
    sign = wanted if low else number(2) * wanted - ONE
    left = make("matmul", (own * sign).T, rows)
    some = make("sign", make("sum", own, axis=None))
    return (
        make("all", make("ge", own, ZERO)),
        make("eq", some, make("sum", found, axis=None)),
        make("all", make("eq", left, ZERO)),
    )
