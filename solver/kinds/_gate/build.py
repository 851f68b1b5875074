"""The steps of a gate problem: forward through the units, or back from what they are to do."""

from __future__ import annotations

from solver.algebra.expr import Expr
from solver.algebra.ops.truth import TAKES, logic
from solver.errors import Complaint, SpecError
from solver.kinds._gate import saying
from solver.kinds._gate.bench import Bench
from solver.kinds._gate.design import Design, Unit
from solver.kinds._gate.forward import run_all
from solver.kinds._gate.smallest import smallest_network
from solver.kinds._gate.sought import sought_weights
from solver.modelling.start import Start
from solver.plan import Step
from solver.spec.model import Asked


def steps_of(start: Start, design: Design, asks: tuple[Asked, ...]) -> list[Step]:
    """Make the steps of a problem; SpecError if what is sought does not exist and is asked for."""
    bench = Bench(start, design, asks)
    wanted = _wanted(bench)
    if design.find == "network":
        assert wanted is not None
        smallest_network(bench, wanted)
    else:
        _through(bench, wanted)
    return list(bench.steps.values())


def _wanted(bench: Bench) -> Expr | None:
    """Add the column of wanted outputs, unless it is given as a table."""
    design = bench.design
    if not design.wanted:
        return bench.known("t") if "table" in design.marks else None
    takes, count = TAKES.get(design.wanted, 0), len(design.inputs)
    if takes not in {0, count}:
        bench.complain("function", f"`{design.wanted}` takes {takes} inputs, not {count}".replace(
            "1 inputs", "1 input"))  # fmt: skip
    formula = logic(design.wanted, bench.rows, design.low)
    why = (f"what {saying.called(design.wanted)} gives in each row: the wanted output",)
    return bench.add(Step("t", formula, why, title=("the wanted output",)), "function")


# --- unit by unit --------------------------------------------------------------------------------
def _through(bench: Bench, wanted: Expr | None) -> None:
    """Go through the units; weights that are not given are found where they are sought."""
    design = bench.design
    known = {k: held for k, unit in enumerate(design.units)
             if (held := bench.given_weights(unit)) is not None}  # fmt: skip
    unknown = [unit for k, unit in enumerate(design.units) if k not in known]
    _check(bench, unknown)
    found = True
    if unknown and wanted is not None and not design.sums:
        found = sought_weights(bench, wanted, known, unknown)
    if found:
        run_all(bench, wanted, known)


def _check(bench: Bench, unknown: list[Unit]) -> None:
    """Complain about weights that are missing, or not."""
    design = bench.design
    names = [unit.own("w") for unit in unknown]
    if unknown and not design.find:
        label = names[0]
        message = f"the weights `{label}` of `{unknown[0].name}` are not given"
        hint = f"give `{label}`, the bias first; or find them: `find: weights`"
        mark = unknown[0].mark
        bench.start.complaints.append(Complaint(mark, message, hint))
        raise SpecError(*bench.start.complaints)
    if design.find and not unknown:
        bench.complain("find", "all weights are given: there is nothing to find",
                       "leave `find` out, or leave weights out")  # fmt: skip
    if "where" in design.marks:
        _check_where(bench, unknown)
    if design.smooth and len(design.units) > 1 and unknown and "where" not in design.marks:
        bench.complain("unit", "weights of several sigmoid units are not searched for",
                       "use threshold units, or `find: network`")  # fmt: skip


def _check_where(bench: Bench, unknown: list[Unit]) -> None:
    rows = bench.rows.shape[0]
    for unit in unknown:
        label, total = unit.own("s"), bench.given_sum(unit)
        if total is None:
            bench.complain("where", f"`where` does not say the sum `{label}`",
                           f"the weights of `{unit.name}` are not given")  # fmt: skip
        elif total.shape != (rows, 1):
            mark = next(g.mark for g in bench.start.spec.given if g.name == label)
            found = total.shape[0] if total.shape else 1
            message = f"`{label}` has {found} entr{'y' if found == 1 else 'ies'}, not {rows}"
            hint = "there is a sum for each combination of inputs"
            bench.start.complaints.append(Complaint(mark, message, hint))
            raise SpecError(*bench.start.complaints)
    idle = bench.design.sums - {unit.own("s") for unit in unknown}
    if idle:
        bench.complain("where", f"`{min(idle)}` is no sum of a unit whose weights are sought")
