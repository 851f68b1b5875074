"""How signals and their convolution are stated, and the tables of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from solver.algebra.expr import Expr, name, names_in, number, walk
from solver.digits import to_digits
from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Table,
    Text,
    Value,
)
from solver.document.words import DIGITS, joined
from solver.kinds._fir.forms import Listed
from solver.kinds._fir.listed import VALUES, N, bare, head, listed, product, results, signals
from solver.kinds._fir.terms import arithmetic
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

LINE = 70  # letters in a row of a table
SHORT = 6  # letters of a number that is rounded
BLANK = "\u00a0" * 8  # room to write a number
LARGEST = 10**4  # denominators that are printed
OWN = frozenset({"u", "δ"})  # signals with names of their own


# --- the statement -------------------------------------------------------------------------------
def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State the signals, and what is convolved; with `room`, give tables to fill in."""
    yield Paragraph((Text("The signals are"),), leads=True)
    for step in signals(planned):
        yield from _stated(step, planned)
    products = [(Formula(name(bare(step)), product(step, planned)),) for step in results(planned)]
    yield Paragraph((Text("Convolve them: "), *joined(products, ", "), Text(".")))
    if room:
        yield from _blanks(planned)


def _stated(step: Step, planned: Planned) -> Iterator[Block]:
    (body,) = step.formula.args
    if body.op != "at":
        yield Chain(Formula(head(step)), tuple(_said(step)))
        return
    words = Formula(head(step)), Text(" has the values of "), Formula(_source(body, planned))
    start = Formula(N, number(body.attr("start")))
    yield Paragraph((*words, Text(", the first at "), start, Text(", and is 0 elsewhere.")))


def _source(body: Expr, planned: Planned) -> Expr:
    """Find the given, or the step of an earlier part, that the values of a list come from."""
    (key,) = names_in(body.args[0])
    made = (step for step in planned.plan.steps if step.name == key)
    step = next(made, None)
    return name(names_in(step.formula)[0]) if step else body.args[0]


def _said(step: Step) -> Iterator[Link]:
    """Give a signal as its author wrote it, and by cases where that is not the same."""
    (body,) = step.formula.args
    written = step.before[0].expr.args[0] if step.before else body
    yield Link(Formula(written))
    if written.op != "cases" and not _is_made_of_signals(written):
        yield Link(Formula(body))


def _is_made_of_signals(written: Expr) -> bool:
    """Tell whether a formula is made of other signals, which are stated already."""
    used = (part for part in walk(written) if part.op in {"fn", "at"})
    return any(part.op == "at" or part.attr("name") not in OWN for part in used)


# --- tables --------------------------------------------------------------------------------------
def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """List the values below the steps that they belong to, and how one comes about, or all."""
    tables = {
        step.name: tuple(_tables(step, solution.rounded(step.name)))
        for step in listed(planned)
        if step.name in solution
    }
    sums = {
        step.name.removesuffix(VALUES): tuple(arithmetic(step, solution, detail))
        for step in results(planned)
    }
    return {**tables, **sums}


def _tables(step: Step, values: Sequence[Any]) -> Iterator[Table]:
    cells = _cells(values)
    longest = max(len(cell.text) if isinstance(cell, Text) else SHORT for cell in cells)
    yield from _rows(step, [(cell,) for cell in cells], longest)


def _cells(values: Sequence[Any]) -> list[Inline]:
    """Write all values alike: as short decimals, as fractions, or rounded."""
    if all(isinstance(value, Fraction) and _is_short(value) for value in values):
        return [Value(value, 6) for value in values]
    if all(isinstance(value, Fraction) and value.denominator <= LARGEST for value in values):
        return [_fraction(value) for value in values]
    return [Value(value) for value in to_digits(tuple(values), DIGITS)]


def _is_short(value: Fraction) -> bool:
    return value * 1000 == int(value * 1000)


def _fraction(value: Fraction) -> Inline:
    """Write a fraction on one line, which is easier to read in a table."""
    return Text(str(value).replace("-", "−"))


def _rows(step: Step, cells: Sequence[Inlines], longest: int) -> Iterator[Table]:
    """Set values below their places, as many side by side as a line holds."""
    assert isinstance(step.form, Listed)
    side = ceil(len(cells) / ceil(len(cells) / (LINE // (longest + 1))))
    for k in range(0, len(cells), side):
        part = cells[k : k + side]
        places = [(Formula(number(step.form.first + k + j)),) for j in range(len(part))]
        header: tuple[Inlines, ...] = ((Formula(N),), *places)
        row = ((Formula(head(step)),), *part)
        yield Table(header, (row,), "r" * len(header), (step.name,))


def _blanks(planned: Planned) -> Iterator[Table]:
    """Leave a table to fill in for every list that is asked for."""
    steps = {step.name: step for step in listed(planned)}
    for _, question in planned.questions:
        if question.step in steps:
            step = steps[question.step]
            count = int(str(step.shape[0]))
            yield from _rows(step, [(Text(BLANK),)] * count, len(BLANK))
