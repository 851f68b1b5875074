"""From the problem to steps: formulas in order, unknowns as soon as they are needed, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from solver.algebra.expr import Expr, name
from solver.algebra.read import read, read_comparison
from solver.algebra.scope import Scope
from solver.errors import FormulaError
from solver.kinds._formulas.condition import Unsolved, condition_of
from solver.kinds._formulas.decide import solved
from solver.kinds._formulas.fields import TableSpec, Unknown
from solver.kinds._formulas.knowledge import Knowledge
from solver.kinds._formulas.reasons import step
from solver.kinds._formulas.tables import Table, tables_of
from solver.kinds._formulas.unknown import CHECK, Solved, steps_of
from solver.modelling.equations import Equation, read_equations
from solver.modelling.plotting import PlotSpec, check_over, check_plots, check_shown
from solver.modelling.start import Start
from solver.plan import Assumption, Step
from solver.spec.model import Formula, Spec

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(slots=True)
class Built:
    """What has been built so far."""

    start: Start
    assumed: tuple[Formula, ...]
    scope: Scope
    steps: list[Step] = field(default_factory=list)
    solved: list[Solved] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, steps: Iterable[Step]) -> None:
        """Take steps in, which later formulas may use."""
        made = list(steps)
        self.steps += made
        told = (step for step in made if step.role != CHECK)
        self.scope = self.scope.with_names({step.name: step.ref for step in told})


def about_unknowns(spec: Spec) -> tuple[tuple[Formula, ...], tuple[Formula, ...]]:
    """Divide what is assumed: of the givens, and of the unknowns that are solved for."""
    unknowns = {unknown.name for unknown in spec.own.get("solve", ())}
    mine = tuple(f for f in spec.assume if not unknowns.isdisjoint(_WORD.findall(f.text)))
    return tuple(f for f in spec.assume if f not in mine), mine


def build(start: Start, assumed: tuple[Formula, ...]) -> Built:
    """Build the steps of a problem; complaints are noted, and what is broken is left out."""
    own = start.spec.own
    built = Built(start, assumed, start.scope)
    waiting: list[Unknown] = list(own.get("solve", ()))
    chunk: list[Equation] = []
    reasons = {key: one.why for key, _, one in own.get("steps", ())}
    for key, mark, one in own.get("steps", ()):
        equation = key, mark, one.formula
        for unknown in _needed(equation[2].text, waiting):
            _read(built, chunk, reasons)
            waiting.remove(unknown)
            _solve(built, unknown)
        chunk.append(equation)
    _read(built, chunk, reasons)
    for unknown in waiting:
        _solve(built, unknown)
    _show(built)
    return built


def _needed(text: str, waiting: list[Unknown]) -> list[Unknown]:
    """List the unknowns that a formula uses, and that have to be solved for before it."""
    words = set(_WORD.findall(text))
    return [unknown for unknown in waiting if words & {unknown.name, f"{unknown.name}_bound"}]


def _read(built: Built, chunk: list[Equation], reasons: Mapping[str, str]) -> None:
    """Read the formulas up to here."""
    start = built.start
    start.marks.update({key: formula.mark for key, _, formula in chunk})
    found = read_equations(chunk, built.scope, start.complaints)
    built.add(step(key, formula, reasons[key]) for key, formula in found.items())
    chunk.clear()


# --- unknowns ------------------------------------------------------------------------------------
def _solve(built: Built, unknown: Unknown) -> None:
    """Solve for an unknown; complain where the condition stands if that cannot be done."""
    start, where = built.start, unknown.where
    found: Solved | None = start.complaints.attempt(where.mark, partial(_solved, built, unknown))
    if found is None:
        start.complaints.broken |= {unknown.name, f"{unknown.name}_bound"}
        return
    steps = list(steps_of(found))
    start.marks.update({step.name: where.mark for step in steps})
    built.solved.append(found)
    built.add(steps)


def _solved(built: Built, unknown: Unknown) -> Solved:
    if (bound := f"{unknown.name}_bound") in built.scope.names:
        what = f"`{bound}` is what solving for `{unknown.name}` gives"
        raise FormulaError(f"{what}: nothing else can have this name", "choose another name")
    scope = built.scope.with_names({unknown.name: name(unknown.name)})
    condition = condition_of(_read_condition(unknown.where.text, scope))
    assumed = tuple(_assumed(built, scope))
    start = built.start
    taken = frozenset(step.name for step in start.taken)
    known = Knowledge(start.world.givens, tuple(built.steps), assumed, taken)
    try:
        return solved(unknown, condition, known)
    except Unsolved as why:
        raise FormulaError(f"`{unknown.name}`: {why.message}", why.hint) from None


def _read_condition(text: str, scope: Scope) -> Expr:
    """Read a condition; explain a single `=`."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if (
            sign == "="
            and not depth
            and not {text[place - 1], text[place + 1 : place + 2]} & set("<>=!")
        ):
            raise FormulaError("`=` compares nothing", "write `==` for an equation", place)
    return read(text, scope)


def _assumed(built: Built, scope: Scope) -> Iterator[Assumption]:
    """Read what is assumed of names that are known so far; the rest is about later ones."""
    for formula in (*built.start.spec.assume, *built.assumed):
        try:
            yield Assumption(*read_comparison(formula.text, scope))
        except FormulaError:
            continue


# --- tables and plots ----------------------------------------------------------------------------
def _show(built: Built) -> None:
    """Make the steps of the tables; complain of what can be neither tabulated nor drawn."""
    own, start = built.start.spec.own, built.start
    tables: tuple[TableSpec, ...] = own.get("tables", ())
    plots: tuple[PlotSpec, ...] = own.get("plots", ())
    before = len(start.complaints)
    for table in tables:
        if check_over(table.over, table.mark, start, built.steps):
            check_shown(table.over, table.steps, start, built.steps)
    if len(start.complaints) == before:
        made = tables_of(tables, built.steps)
        built.tables += made
        built.add(column for table in made for column in table.steps)
        start.marks.update({s.name: t.spec.mark for t in made for s in t.steps})
    else:
        broken = (f"{key}_table" for table in tables for key, _ in table.steps)
        start.complaints.broken.update(broken)
    check_plots(plots, start, built.steps)
