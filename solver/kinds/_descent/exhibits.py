"""What the key shows below the iterates: updates written out, a table, the methods compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, name, walk
from solver.algebra.op import OPS
from solver.digits import to_digits
from solver.document.blocks import Block, Formula, Inlines, Maths, Paragraph, Table, Text, Value
from solver.document.words import DIGITS, say, told
from solver.forms import flat
from solver.kinds._descent.runs import Found, Run, found_in
from solver.kinds._descent.stated import verdicts
from solver.kinds._descent.written import written_out
from solver.modelling.planned import Planned
from solver.rounding import Rounded, round_at
from solver.solution import Solution

FIRST, LAST = 8, 3  # rows of a long table that are printed
MOST_WRITTEN = 6  # updates written out at full detail


def exhibited(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Give the blocks below each run's iterates, and the comparison below the last verdict."""
    found = found_in(planned)
    shown: dict[str, tuple[Block, ...]] = {}
    for run in found.runs:
        if run.iterates.name not in solution:
            continue
        count = {"brief": 0, "normal": 1}.get(detail, min(run.steps, MOST_WRITTEN))
        digits = _digits(planned, run)
        table = _iterates(found, run, solution, digits)
        blocks: list[Block] = [*written_out(planned, run, solution, count, digits), table]
        if not found.minimum:
            blocks.append(_no_minimum(found))
        blocks += _kinks(found) if run is found.runs[0] and detail != "brief" else ()
        shown[run.iterates.name] = tuple(blocks)
    judged = [run for run in found.runs if run.verdict in solution]
    first = next((run for run in judged if run.verdict in planned.asked), None)
    for run in judged:
        rule = (verdicts(),) if run is first else ()
        last = len(judged) > 1 and run is judged[-1]
        side_by_side = (_compared(planned, found, judged, solution),) if last else ()
        shown[run.verdict] = (_evidence(run, solution), *rule, *side_by_side)
    return shown


def _evidence(run: Run, solution: Solution) -> Paragraph:
    """Give the numbers that the verdict goes by."""
    apart, rates = (solution.rounded(key) for key in (run.distance, run.rate))
    words: Inlines = (
        Text("The distance goes from "), Value(apart[0]), Text(" to "), Value(apart[-1]),
        Text("; the first update leaves "), Value(rates[0]), Text(" of it"),
    )  # fmt: skip
    last: Inlines = (Text(", the last "), Value(rates[-1])) if run.steps > 1 else ()
    return Paragraph((*words, *last, Text(".")))


def _kinks(found: Found) -> Iterator[Paragraph]:
    """Say what is taken as the slope at a kink, if the objective can have one."""
    words = [OPS[node.op].kink for node in walk(found.objective.formula) if OPS[node.op].kink]
    for kink in dict.fromkeys(words):
        yield Paragraph((Text("Note: "), *say(kink), Text(".")))


def _no_minimum(found: Found) -> Paragraph:
    words = " is found downhill of the start, so there are no distances to compare."
    return Paragraph((Text("No minimum of "), Formula(found.objective.ref), Text(words)))


# --- the table of iterates -----------------------------------------------------------------------
def _digits(planned: Planned, run: Run) -> int:
    """Give the digits that are asked for of the iterates."""
    asked = (ask.digits for ask, q in planned.questions if q.step == run.iterates.name)
    return max([DIGITS, *asked])


def _iterates(found: Found, run: Run, solution: Solution, digits: int) -> Table:
    """List the iterates with what was computed along them; of very many, the first and last."""
    columns = list(_columns(found, run, solution, digits))
    header: tuple[Inlines, ...] = ((Formula(name("k")),), *((title,) for title, _ in columns))
    rows: list[tuple[Inlines, ...]] = []
    for k in _shown(run.steps + 1):
        cells = ((_cell(values[k], digits),) if k is not None else _DOTS for _, values in columns)
        rows.append(((Text(str(k)),) if k is not None else _DOTS, *cells))
    return Table(header, tuple(rows), "r" * (1 + len(columns)))


_DOTS: Inlines = (Text("…"),)


def _shown(count: int) -> list[int | None]:
    if count <= FIRST + LAST + 1:
        return list(range(count))
    return [*range(FIRST), None, *range(count - LAST, count)]


def _columns(
    found: Found, run: Run, solution: Solution, digits: int
) -> Iterator[tuple[Maths, Any]]:
    iterates = solution.rounded(run.iterates.name, digits)
    yield Formula(run.iterates.ref), lined_up(iterates, digits)
    wanted = [key for _, key in run.kept]
    wanted += [run.gradients] if run.variable.is_scalar else []
    for key in (*wanted, run.values, run.distance):
        if key in solution and solution[key].ndim:
            column = lined_up(solution.rounded(key, digits), digits)
            missing = run.steps + 1 - len(column)  # no gradient is taken after the last update
            yield Formula(_named(key, solution)), (*column, *(None,) * missing)


def lined_up(column: Any, digits: int) -> Any:
    """Round exact entries to the decimals of the rounded ones beside them; integers stay."""
    near = [entry.decimals for entry in flat(column) if isinstance(entry, Rounded)]

    def shown(entry: Any) -> Any:
        if isinstance(entry, tuple):
            return tuple(map(shown, entry))
        if not isinstance(entry, Fraction) or entry.denominator == 1:
            return entry
        found = round_at(entry, min(near)) if near else to_digits(entry, digits)
        return entry if isinstance(found, Rounded) and found.value == entry else found

    return shown(column)


def _named(key: str, solution: Solution) -> Expr:
    return solution.plan[key].ref


def _cell(value: Any, digits: int = DIGITS) -> Maths | Text:
    """Print an entry; a column as a row; nothing where there is none."""
    if value is None:
        return Text("")
    row = (tuple(entry for (entry,) in value),) if isinstance(value, tuple) else value
    return Value(row, digits)


# --- the methods side by side --------------------------------------------------------------------
def _compared(planned: Planned, found: Found, runs: list[Run], solution: Solution) -> Table:
    """Put the methods side by side after the last update."""
    header: tuple[Inlines, ...] = (
        (Text("method"),), (Text("last iterate"),), (Formula(found.objective.ref), Text(" there")),
        (Text("distance left"),), (Text("last rate"),), (Text("verdict"),),
    )  # fmt: skip
    digits = max(_digits(planned, run) for run in runs)
    rows = tuple(_row(planned, run, solution, digits) for run in runs)
    return Table(header, rows, "lrrrrl")


def _row(planned: Planned, run: Run, solution: Solution, digits: int) -> tuple[Inlines, ...]:
    numbers = (run.iterates.name, run.values, run.distance, run.rate)
    last = [to_digits(solution.rounded(key, digits)[-1], digits) for key in numbers]
    cells: list[Inlines] = [(_cell(value, digits),) for value in last]
    verdict = told(planned.plan[run.verdict], solution)
    return ((Text(run.label),), *cells, (verdict,))
