"""Weights that are sought: whether any exist, how many, and the smallest."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.gates.networks import Net
from solver.algebra.ops.gate_search import conflict_of, solutions_of, weights_of
from solver.forms import Truth
from solver.kinds._gate import saying
from solver.kinds._gate.bench import Bench
from solver.kinds._gate.design import Design, Unit
from solver.kinds._gate.judged import refutes, weights_do
from solver.plan import Step


def sought_weights(
    bench: Bench, wanted: Expr, known: Mapping[int, Expr], unknown: list[Unit]
) -> bool:
    """Add the search for the weights that are not given; tell whether there are any."""
    design = bench.design
    separable = True
    if unknown == [design.output]:
        for k, unit in enumerate(design.units[:-1]):
            bench.run(unit, known[k])
        separable = separability(bench, bench.seen_by(design.output), wanted)
    net = _net(design)
    count = solutions_of(bench.rows, wanted, dict(known), net, smooth=False)
    if separable:
        title = ("the number of solutions,",)
        bench.add(Step("count", count, saying.counted(design.domain), title=title))
        found = bench.value("count", "find")
        separable = found is None or found > 0
    if not separable:
        _refuse(bench, unknown)
        return False
    for unit in unknown:
        add_weights(bench, wanted, known, net, unit)
    return True


def add_weights(
    bench: Bench, wanted: Expr, known: Mapping[int, Expr], net: Net, unit: Unit,
    smooth: bool = False,
) -> Expr:  # fmt: skip
    """Add the step that finds the weights of a unit."""
    place = bench.design.units.index(unit)
    formula = weights_of(bench.rows, wanted, dict(known), net, place, smooth)
    sought = len(bench.design.units) - len(known)
    domain = bench.design.domain
    sharp = smooth and sought > 1
    first = next(u for k, u in enumerate(bench.design.units) if k not in known)
    why = saying.sharpened(domain) if sharp else saying.smallest(domain, sought > 1)
    if first is not unit:
        why = ("found together with ", name(first.own("w")), ": the least sum is that of all units")
    judged = weights_do(bench, wanted, known, net, unit, sharp)
    step = Step(unit.own("w"), formula, why, title=("weights",), judged=judged)
    return bench.add(step)


def _net(design: Design) -> Net:
    names = [*design.inputs, *(unit.name for unit in design.units)]
    feeds = tuple(tuple(names.index(feed) for feed in unit.feeds) for unit in design.units)
    return Net(feeds, design.hidden_low, design.domain)


def _refuse(bench: Bench, unknown: list[Unit]) -> None:
    design = bench.design
    absent = [letter for unit in unknown for letter in (unit.own("w"), unit.own("s"), unit.name)]
    what = saying.called(design.wanted) if design.wanted else "the wanted table"
    searched = "count" in bench.steps
    why = (
        f"no weights {saying.allowed(design.domain)} give {what}, and {saying.apart(design.domain)}"
        if searched
        else f"no weights give {what}: one unit cannot separate its rows"
    )
    hint = "ask for `count`, or allow other weights" if searched else (
        "ask for `separable` or `conflict`; or add hidden units, or `find: network`"
    )  # fmt: skip
    bench.refuse_asked([*absent, "name", "errors"], why, hint)


def separability(bench: Bench, rows: Expr, wanted: Expr) -> bool:
    """Add the steps that tell whether one unit can do it, and prove it if not."""
    formula = conflict_of(rows, wanted, bench.design.zero)
    title = ("multipliers of the rows,",)
    judged = refutes(formula, rows, wanted, bench.design.low)
    parts = bench.add(Step("conflict", formula, saying.CONFLICT, title=title, judged=judged))
    found = bench.value("conflict", "find")
    impossible = found is not None and any(entry for (entry,) in found)
    if impossible:
        _balance(bench, rows, wanted, parts)
    possible = number(1) - make("sum", parts, axis=None)
    why = (
        "the multipliers add up to 1: one threshold unit cannot do it",
        "there are no such multipliers: by Gordan's theorem, some weights separate the rows",
    )
    form = Truth("separable", "not separable")
    title = ("whether the rows are",)
    bench.add(Step("separable", possible, (why[not impossible],), title=title, form=form))
    return not impossible


def _balance(bench: Bench, rows: Expr, wanted: Expr, parts: Expr) -> None:
    """Add up what the rows ask for: all that is multiplied by a weight cancels."""
    sign = wanted if bench.design.low else number(2) * wanted - number(1)
    formula = make("matmul", (parts * sign).T, rows)
    bench.add(Step("balance", formula, saying.BALANCE, title=("what the rows add up to,",)))
