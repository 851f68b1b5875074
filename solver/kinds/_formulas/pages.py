"""What the page shows: conditions, their lines, the numbers that confirm them, tables, plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from solver.algebra.expr import Expr, name, names_in, substitute
from solver.algebra.op import Words
from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Inlines,
    Link,
    Paragraph,
    Text,
    Value,
)
from solver.document.words import DIGITS, joined, say
from solver.kinds._formulas.columns import rows_of
from solver.kinds._formulas.condition import SIGNS, Condition
from solver.kinds._formulas.tables import Table
from solver.kinds._formulas.unknown import Solved
from solver.modelling.curves import figure
from solver.modelling.planned import Planned
from solver.modelling.plotting import PlotSpec
from solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell beside the steps; names are those without the part."""

    solved: tuple[Solved, ...]
    tables: tuple[Table, ...]
    plots: tuple[PlotSpec, ...]


def _moved(planned: Planned, expr: Expr) -> Expr:
    """Write a formula over the names of the plan, which may be a part's."""
    shapes = {step.name: step.shape for step in planned.plan.steps}
    shapes |= {given.name: given.shape for given in planned.plan.givens}
    keys = {key: planned.key(key) for key in names_in(expr)}
    known = {key: name(own, shapes[own]) for key, own in keys.items() if own in shapes}
    return substitute(expr, known)


def _formula(planned: Planned, condition: Condition) -> Formula:
    left, right = (_moved(planned, side) for side in (condition.left, condition.right))
    return Formula(left, right, SIGNS[condition.relation])


# --- the statement -------------------------------------------------------------------------------
def stated(planned: Planned, room: bool) -> Iterator[Block]:
    """State the conditions, and with `room` the tables to fill in."""
    told: Told = planned.own
    for found in told.solved:
        yield Paragraph((*_sought(planned, found), Text(".")))
    for table in told.tables if room else ():
        yield rows_of(planned, table, None)


def _sought(planned: Planned, found: Solved) -> Inlines:
    """Say what is solved for."""
    wanted = found.unknown.integer
    what = f"the {wanted} whole number" if wanted else "the number"
    unknown = Formula(name(planned.key(found.key)))
    condition = _formula(planned, found.start)
    assumed = _assumed(planned, found)
    if not found.start.is_equation and not wanted:
        return Text("Solve "), condition, Text(" for "), unknown, *assumed[:-1]
    return Text("Let "), unknown, *assumed, Text(f" be {what} for which "), condition


def _assumed(planned: Planned, found: Solved) -> Inlines:
    """Say what is known of an unknown beforehand."""
    words = [
        (Formula(_moved(planned, one.left), _moved(planned, one.right), one.relation),)
        for one in found.assumed
    ]
    return (Text(", where "), *joined(words, " and "), Text(",")) if words else ()


# --- the solution --------------------------------------------------------------------------------
def exhibited(planned: Planned, solution: Solution) -> Mapping[str, tuple[Block, ...]]:
    """Give what stands below each step."""
    told: Told = planned.own
    shown: dict[str, tuple[Block, ...]] = {}
    for found in told.solved:
        shown |= _isolated(planned, found) | _confirmed(planned, found, solution)
    for table in told.tables:
        if all(planned.key(step.name) in solution for step in table.steps):
            place = _place(planned, [step.name for step in table.steps])
            shown[place] = (rows_of(planned, table, solution),)
    for plot in told.plots:
        drawn = figure(planned, plot, solution)
        place = _place(planned, _shown_by(told, plot))
        if drawn and place:
            shown[place] = (*shown.get(place, ()), drawn)
    return shown


def sketched(planned: Planned, solution: Solution) -> Iterator[Block]:
    """Draw the plots that stand below no step, since none of those that they show is told."""
    told: Told = planned.own
    for plot in told.plots:
        if not _place(planned, _shown_by(told, plot)):
            drawn = figure(planned, plot, solution)
            yield from [drawn] if drawn else []


def _shown_by(told: Told, plot: PlotSpec) -> list[str]:
    """List the steps that a plot shows, and the columns of tables that show them, too."""
    drawn = [one.name for one in plot.drawn]
    pairs = (
        (step.name, key)
        for t in told.tables
        for step, (key, _) in zip(t.steps, t.spec.steps, strict=True)
    )
    return [*drawn, *(column for column, key in pairs if key in drawn)]


def _place(planned: Planned, candidates: Iterable[str]) -> str:
    """Choose the last of some steps that is told; none if none is."""
    keys = {planned.key(key) for key in candidates}
    told = [step.name for step in planned.plan.needed(planned.asked) if step.name in keys]
    return told[-1] if told else ""


# --- unknowns ------------------------------------------------------------------------------------
def _isolated(planned: Planned, found: Solved) -> dict[str, tuple[Block, ...]]:
    """Show the lines by which an unknown is isolated, each with its reason."""
    links = tuple(
        Link(_formula(planned, line.condition), _said(planned, line.why), r"\iff ")
        for line in found.lines
    )
    shown: list[Block] = [Chain(_formula(planned, found.start), links)] if links else []
    if found.domain:
        shown.append(_defined(planned, found))
    return {planned.key(found.bound_key): tuple(shown)} if shown else {}


def _defined(planned: Planned, found: Solved) -> Paragraph:
    """Say where else a solution must lie, as the condition is not defined outside."""
    limits = joined([(_formula(planned, limit),) for limit in found.domain], " and ")
    defined = Text("The condition is defined only where "), *limits
    solutions = Text(", so the solutions are those numbers with "), _formula(planned, found.end)
    return Paragraph((*defined, *solutions, Text(".")))


def _said(planned: Planned, words: Words) -> Inlines:
    return say(tuple(_moved(planned, w) if isinstance(w, Expr) else w for w in words))


def _confirmed(planned: Planned, found: Solved, solution: Solution) -> dict[str, tuple[Block, ...]]:
    """Compare the left side at the solution, and beside it, with what it is compared to."""
    if not found.told or not found.unknown.integer:
        return {}
    shown: dict[str, tuple[Block, ...]] = {}
    for word in ("at", "before", "after"):
        key = planned.key(f"{word}_{found.key}")
        if key in solution:
            shown[key] = (_verdict(planned, found, solution, word == "at"),)
    return shown


_HOLDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_FAILS = {"ge": "less than", "gt": "not more than", "le": "more than", "lt": "not less than"}


def _verdict(planned: Planned, found: Solved, solution: Solution, holds: bool) -> Paragraph:
    """Say whether the condition holds, and by which numbers."""
    relation = (_HOLDS if holds else _FAILS)[found.relation]
    end = "the condition holds" if holds else "the condition does not hold"
    against = _against(planned, found, solution)
    return Paragraph((Text(f"This is {relation} "), *against, Text(f": {end}.")))


def _against(planned: Planned, found: Solved, solution: Solution) -> Inlines:
    """Print what the left side is compared with, and its value."""
    expr = _moved(planned, found.against)
    key = expr.attr("name") if expr.op == "name" else planned.key(found.against_key)
    if key in solution:
        return Formula(expr), Text(" = "), Value(solution.rounded(key, DIGITS))
    return (Formula(expr),)
