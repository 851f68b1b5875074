"""The smallest network for a function: is one unit enough, how many hidden units, which weights."""

from __future__ import annotations

from dataclasses import replace

from solver.algebra.expr import Expr, make, number
from solver.algebra.gates.networks import hidden_net
from solver.algebra.op import Words
from solver.algebra.ops.gate_search import solutions_of
from solver.kinds._gate import saying
from solver.kinds._gate.bench import Bench
from solver.kinds._gate.design import Unit
from solver.kinds._gate.forward import run_all
from solver.kinds._gate.sought import add_weights, separability
from solver.plan import Step

NOT_PROVED = 2  # hidden sigmoid units beyond this many are not proved to be needed


def smallest_network(bench: Bench, wanted: Expr) -> None:
    """Add the steps that find the smallest network, and those in which it works."""
    separability(bench, bench.rows, wanted)
    hidden = _hidden(bench, wanted)
    design = bench.design
    net = hidden_net(len(design.inputs), hidden, design.skip, design.hidden_low, design.domain)
    bench.design = replace(design, units=_units(bench, hidden))
    for unit in bench.design.units:
        add_weights(bench, wanted, {}, net, unit, design.smooth)
    run_all(bench, wanted, {})
    if hidden and design.smooth:
        return  # their weights may be multiplied, and more: there is no smallest to count
    count = solutions_of(bench.rows, wanted, {}, net, design.smooth)
    title = ("the number of networks of this size,",)
    bench.add(Step("count", count, _same_size(hidden), title=title))


def _same_size(hidden: int) -> Words:
    order = ", the order of the hidden units not counted" if hidden > 1 else ""
    return (f"with as many units, and the same sum of absolute values{order}",)


def _units(bench: Bench, hidden: int) -> tuple[Unit, ...]:
    design = bench.design
    mark = design.output.mark
    names = [f"y{k + 1}" for k in range(hidden)]
    while not set(names).isdisjoint(design.inputs):
        names = [f"{name}_" for name in names]
    feeds = (*design.inputs, *names) if design.skip or not hidden else tuple(names)
    below = tuple(Unit(name, design.inputs, mark) for name in names)
    return (*below, Unit(design.output.name, feeds, mark))


# --- how many hidden units -----------------------------------------------------------------------
def _hidden(bench: Bench, wanted: Expr) -> int:
    """Add the number of hidden units and layers, with the reason that fewer do not do."""
    design = bench.design
    formula = make("fewest_hidden", bench.rows, wanted, skip=design.skip)
    title = ("the least number of units that are",)
    if not design.smooth:
        _functions(bench)
    fewest = bench.add(Step("hidden", formula, ("",), title=title))
    found = int(bench.value("hidden", "find"))
    if design.smooth and found > (1 if design.skip else NOT_PROVED):
        bench.complain("unit", "for sigmoid units no proof is known here that fewer hidden units "
                       "than threshold units need would not do", "use threshold units")  # fmt: skip
    bench.steps["hidden"] = replace(bench.steps["hidden"], why=_reason(bench, found))
    if not design.smooth and found:
        _tried(bench, found)
    layers = number(1) + make("sign", fewest)
    why = ("the hidden units, if there are any, are one layer, and the output is another",)
    bench.add(Step("layers", layers, why, title=("the least number of",)))
    return found


def _reason(bench: Bench, found: int) -> Words:
    if not found:
        return ("one unit is enough",)
    if not bench.design.smooth:
        above = "the inputs, too" if bench.design.skip else "the hidden units only"
        return (*saying.FEWEST, above)
    if found == 1:
        return ("one unit is not enough; with one hidden unit it works, as is seen below",)
    return saying.MONOTONE


def _functions(bench: Bench) -> Expr:
    why = ("the functions of the inputs that one threshold unit computes, counted one by one",)
    formula = make("threshold_functions", bench.rows)
    return bench.add(Step("functions", formula, why, title=("the number of threshold",)))


def _tried(bench: Bench, hidden: int) -> None:
    """Count the hidden layers that were tried and are too small."""
    functions = bench.steps["functions"].ref
    terms = [number(1), functions, functions * (functions - number(1)) / number(2)][:hidden]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    why = ("the sets of fewer hidden units: every one was tried, and none does",)
    bench.add(Step("tried", total, why, title=("the number of smaller hidden layers that were",)))
