"""What the key shows below steps: updates written out, tables by epoch and by rate, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solver.algebra.expr import Expr, make, name, number
from solver.document.blocks import Block, Formula, Inlines, Maths, Paragraph, Table, Text, Value
from solver.kinds._lms.pictures import by_epoch, by_rate, fitted
from solver.kinds._lms.stated import rule
from solver.kinds._lms.task import RATES
from solver.kinds._lms.updates import written_out
from solver.modelling.planned import Planned
from solver.solution import Solution

FIRST, LAST = 6, 2  # rows of a long table that are printed
WRITTEN = {"brief": 0, "normal": 2, "full": 4}  # updates
SHORT = 6  # updates that are all written out
LARGEST = "1.8 · 10³⁰⁸"
_DOTS: Inlines = (Text("…"),)


def exhibited(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give the blocks below the runs, the comparison of the two models, and the verdicts."""
    shown: dict[str, tuple[Block, ...]] = {}
    if planned.key("w") in solution:
        updates = tuple(written_out(planned, solution, _written(planned, solution, detail)))
        shown[planned.key("w")] = (*updates, _epochs(planned, solution))
        shown[planned.key("J")] = tuple(by_epoch(planned, solution))
        shown[planned.key("gap")] = tuple(fitted(planned, solution))
    if planned.key("w_sweep") in solution:
        lead = (rule(),) if planned.key("verdict") not in planned.asked else ()
        figures = tuple(by_rate(planned, solution))
        shown[planned.key("w_sweep")] = (_ends(planned, solution),)
        shown[planned.key("J_sweep")] = (_errors(planned, solution), *figures)
        shown[planned.key("verdict")] = (*lead, _verdicts(planned, solution))
        shown[planned.key("k_inf")] = (_overflow(planned, solution),)
        shown[planned.key("rho")] = (_stable(planned, solution),)
    return shown


def _written(planned: Planned, solution: Solution, detail: str) -> int:
    """Count the updates that are written out: all of a short run, else the first."""
    run: int = len(solution[planned.key("X")]) * planned.own.epochs
    return run if run <= SHORT and detail != "brief" else min(WRITTEN[detail], run)


# --- by epoch ------------------------------------------------------------------------------------
def _epochs(planned: Planned, solution: Solution) -> Table:
    """List the weights and the MSE after every epoch; of very many, the first and the last."""
    w, errors = (solution.rounded(planned.key(key)) for key in ("w", "J"))
    header: tuple[Inlines, ...] = (
        (Text("epoch"),), (Formula(planned.plan[planned.key("w")].ref),),
        (Formula(planned.plan[planned.key("J")].ref),),
    )  # fmt: skip
    rows = [
        _DOTS_ROW if k is None else ((Text(str(k)),), (_row(w[k]),), (Value(errors[k]),))
        for k in shown_rows(len(errors))
    ]
    return Table(header, tuple(rows), "rrr")


_DOTS_ROW = (_DOTS, _DOTS, _DOTS)


def shown_rows(count: int) -> list[int | None]:
    """Choose the rows of a table that are printed; None stands for those left out."""
    if count <= FIRST + LAST + 1:
        return list(range(count))
    return [*range(FIRST), None, *range(count - LAST, count)]


def _row(column: Any) -> Maths:
    """Print a column as a list."""
    return Value(tuple(entry for (entry,) in column) if isinstance(column, tuple) else column)


# --- by rate -------------------------------------------------------------------------------------
def _rates(planned: Planned, solution: Solution) -> tuple[Any, ...]:
    found: tuple[Any, ...] = solution.rounded(planned.key(RATES))
    return found


def _head(planned: Planned, solution: Solution) -> tuple[Inlines, ...]:
    rates = _rates(planned, solution)
    return tuple((Formula(name("r")), Text(" = "), Value(rate)) for rate in rates)


def _errors(planned: Planned, solution: Solution) -> Table:
    """List the MSE after every epoch, a column for every rate."""
    key = planned.key("J_sweep")
    errors = solution.rounded(key)
    header: tuple[Inlines, ...] = ((Text("epoch"),), *_head(planned, solution))
    blank = tuple(_DOTS for _ in header)
    rows: tuple[tuple[Inlines, ...], ...] = tuple(
        blank if k is None else ((Text(str(k)),), *((Value(e),) for e in errors[k][0]))
        for k in shown_rows(len(errors))
    )
    return Table(header, rows, "r" * len(header))


def _ends(planned: Planned, solution: Solution) -> Table:
    """List the weights at the end, a row for every rate."""
    last = solution.rounded(planned.key("w_sweep"))[-1]
    ref = planned.plan[planned.key("w_sweep")].ref
    end: Expr = make("index", ref, number(planned.own.epochs))
    header: tuple[Inlines, ...] = ((Formula(name("r")),), (Text("its column of "), Formula(end)))
    rates = _rates(planned, solution)
    rows = tuple(
        ((Value(rate),), (Value(tuple(row[k] for row in last)),)) for k, rate in enumerate(rates)
    )
    return Table(header, rows, "rr")


def _verdicts(planned: Planned, solution: Solution) -> Table:
    """List what the verdicts go by, a row for every rate."""
    verdict, errors, factor = (
        planned.plan[planned.key(key)] for key in ("verdict", "J_sweep", "rho")
    )
    assert verdict.form is not None
    said = verdict.form.data(solution.rounded(verdict.name))
    last = solution.rounded(errors.name)[-1][0]
    factors = solution.rounded(factor.name)
    rates = _rates(planned, solution)
    end: Expr = make("index", errors.ref, number(planned.own.epochs))
    header: tuple[Inlines, ...] = (
        (Formula(name("r")),), (Formula(factor.ref),), (Text("its entry of "), Formula(end)),
        (Text("verdict"),),
    )  # fmt: skip
    rows = tuple(
        ((Value(rate),), (Value(share),), (Value(error),), (Text(words),))
        for rate, share, error, words in zip(rates, factors, last, said, strict=True)
    )
    return Table(header, rows, "rrrl")


def _overflow(planned: Planned, solution: Solution) -> Paragraph:
    """Say what a program in double precision prints."""
    lost = planned.plan[planned.key("k_inf")].form
    assert lost is not None
    said = lost.data(solution.rounded(planned.key("k_inf")))
    largest = f"The largest double is about {LARGEST}. "
    if all(epoch is None for epoch in said):
        return Paragraph((Text(f"{largest}No sum of squares comes near it."),))
    words = (
        f"{largest}A program that computes with doubles prints inf for the MSE from that epoch on; "
        "the numbers here are exact, and go on growing."
    )
    return Paragraph((Text(words),))


def _stable(planned: Planned, solution: Solution) -> Paragraph:
    """Say which rates are stable, and up to where all are."""
    rates, sizes = (solution.floats(planned.key(key)) for key in (RATES, "rho"))
    wild = [f"{rate:g}" for rate, size in zip(rates, sizes, strict=True) if size >= 1]
    found = f"{', '.join(wild)} {'is' if len(wild) == 1 else 'are'} not" if wild else "all are here"
    bound = planned.key("r_max")
    words: tuple[Text | Maths, ...] = (Text(f"A rate is stable if its entry is below 1: {found}"),)
    if bound in solution:
        ref = Formula(planned.plan[bound].ref)
        words += (Text("; all rates below "), ref, Text(" ≈ "), Value(solution.rounded(bound)))
        words += (Text(" are"),)
    return Paragraph((*words, Text(".")))
