"""Forward through the units of a problem: what they compute, and whether that is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import Expr, make, number
from solver.algebra.symbols import symbol_latex
from solver.kinds._gate import saying
from solver.kinds._gate.bench import Bench
from solver.kinds._gate.design import Unit
from solver.kinds._gate.forms import Between, Function
from solver.plan import Step


def run_all(bench: Bench, wanted: Expr | None, known: Mapping[int, Expr]) -> None:
    """Work through all units, then say what they compute and whether that is wanted."""
    design = bench.design
    for k, unit in enumerate(design.units):
        if unit.name in bench.steps:
            continue  # which was needed for the search already
        weights = known.get(k)
        if weights is None:
            weights = bench.known(unit.own("w")) or _recovered(bench, unit)
        bench.run(unit, weights)
    _compared(bench, wanted)


def _recovered(bench: Bench, unit: Unit) -> Expr:
    """Solve for the weights that give the printed sums."""
    total = bench.given_sum(unit)
    assert total is not None
    formula = make("solve", bench.seen_by(unit), total)
    why = ("each row is a linear equation for the weights: the sum there is known",)
    label = unit.own("w")
    weights = bench.add(Step(label, formula, why, title=("the weights",)), "where")
    bench.value(label, "where")
    return weights


def _compared(bench: Bench, wanted: Expr | None) -> None:
    """Name what the output computes, and count the rows where it is not what is wanted."""
    design, output = bench.design, bench.steps[bench.design.output.name].ref
    symbols = bench.start.spec.symbols
    labels = tuple((key, symbol_latex(key, symbols)) for key in design.inputs)
    why = ("the column of outputs, read as a truth table",)
    title = ("the function by its",)
    bench.add(Step("name", output, why, title=title, form=Function(labels)))
    if wanted is None:
        return
    off = make("sum", make("abs", output - wanted), axis=None)
    wrong = off if not design.low else off / number(2)
    found = tuple(key for unit in design.units if (key := unit.own("w")) in bench.steps)
    bench.add(
        Step("errors", wrong, ("the rows in which the output is not the wanted one, counted",),
             title=("the number of wrong rows,",), confirms=found)
    )  # fmt: skip
    if len(design.units) == 1 and "where" not in design.marks:
        _bounded(bench, wanted)


def _bounded(bench: Bench, wanted: Expr) -> None:
    """Bound the bias of a single unit, where the function has both outputs."""
    unit, design = bench.design.output, bench.design
    weights = bench.known(unit.own("w"))
    column = bench.value(wanted.attr("name"), "function")
    if weights is None or weights.shape != (len(unit.feeds) + 1, 1) or len(set(column or ())) < 2:
        return
    label = f"{unit.own('w')}_0"
    form = Between((label, symbol_latex(label, bench.start.spec.symbols)), design.zero)
    formula = make("bias_range", bench.rows, wanted, weights)
    title = ("the range of the",)
    bench.add(Step("bias", formula, saying.BOUNDED, title=title, form=form))
