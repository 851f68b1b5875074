"""The statement of a descent: what is minimised, and the updates in their order."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, make, name, number, value_of
from solver.algebra.op import OPS
from solver.document.blocks import Block, Formula, Inlines, Items, Paragraph, Table, Text
from solver.document.words import say
from solver.kinds._descent.methods import COUNT, GRADIENT, PLACE
from solver.kinds._descent.runs import Found, Run, found_in
from solver.modelling.planned import Planned

MOST_ROWS = 10  # of a table to fill in


def stated(planned: Planned, room: bool) -> Iterator[Block]:
    """State the objective and every method; with `room`, a table to fill in for each."""
    found = found_in(planned)
    yield _objective(found)
    for run in found.runs:
        yield from _method(run)
        if room and run.steps <= MOST_ROWS:
            yield _blank(run)
    if room and planned.asked & {run.verdict for run in found.runs}:
        yield verdicts()


def verdicts() -> Paragraph:
    """State the rule by which verdicts are given."""
    return Paragraph(
        (
            Text("A verdict goes by the distances from the minimum, "),
            *say(OPS["approach"].says),
            Text("."),
        )
    )


def _objective(found: Found) -> Paragraph:
    first = found.runs[0]
    p = first.parts
    value = make("unknown", first.variable, name=found.name)
    count = f" with {first.steps} update{'s' * (first.steps > 1)}"
    methods = " of each method" if len(found.runs) > 1 else ""
    whole = found.objective.formula
    start: Inlines = (Text(" from "), Formula(p.starts[p.out]))
    what = (Formula(value, whole) if value.is_scalar else Formula(found.objective.ref, whole),)
    return Paragraph((Text("Minimise "), *what, *start, Text(f"{count}{methods}.")))


def _method(run: Run) -> Iterator[Block]:
    """State the updates of a method, in order."""
    p = run.parts
    shown = [
        (name(state, start.shape), body)
        for state, start, body in zip(p.states, p.starts, p.bodies, strict=True)
    ]
    title = f": {run.title}" if run.title != run.label else ""
    order = "each update does, in this order," if len(shown) > 1 else "each update does"
    lead = (Text(run.label, "strong"), Text(f"{title}; {order}"))
    yield Paragraph(lead, leads=True)
    rows = (_update(run, left, body) for left, body in shown)
    yield Items(tuple((Paragraph(row),) for row in rows), ordered=len(shown) > 1)
    if starts := list(_starts(run)):
        yield Paragraph((Text("At the start, "), *starts, Text(".")))


def _update(run: Run, left: Expr, body: Expr) -> Inlines:
    if left.attr("name") == GRADIENT and PLACE in run.parts.states:
        what = "gradient on this sample" if _is_one(run) else "mean gradient on these samples"
        return (Formula(left, body, "<-"), Text(f", the {what}"))
    if left.attr("name") == PLACE and PLACE in run.parts.states:
        what = "the sample of this update" if _is_one(run) else "after which its samples stand"
        return (Formula(left, body, "<-"), Text(f", {what}"))
    if left.attr("name") == COUNT and body == left + number(1):
        return (Formula(left, body, "<-"), Text(", which counts the updates from 1"))
    if left.attr("name") == "g" and left.shape:
        return (Formula(left, body, "<-"), Text(", the gradient"))
    if left.attr("name") == "g":
        return (Formula(left, body, "<-"), Text(", the slope of the objective"))
    return (Formula(left, body, "<-"),)


def _is_one(run: Run) -> bool:
    """Tell whether an update takes one sample, whose place counts from 1."""
    p = run.parts
    return value_of(p.starts[p.states.index(PLACE)]) == 1


def _starts(run: Run) -> Iterator[Text | Formula]:
    kept = {state for state, _ in run.kept}
    p = run.parts
    wanted = [k for k, state in enumerate(p.states) if state in kept]
    for place, k in enumerate(wanted):
        yield from [Text(", ")] * (place > 0)
        yield Formula(name(p.states[k], p.starts[k].shape), p.starts[k])


def _blank(run: Run) -> Table:
    """Draw a table of iterates to fill in."""
    variable = run.variable
    value = make("unknown", variable, name=run.objective)
    header: tuple[Inlines, ...] = (
        (Formula(name("k")),), (Formula(run.iterates.ref),),
        (Formula(value),) if value.is_scalar else (Text(run.objective),),
    )  # fmt: skip
    rows = tuple(((Text(str(k)),), (Text("\u00a0" * 24),), (Text("\u00a0" * 24),))
                 for k in range(run.steps + 1))  # fmt: skip
    return Table(header, rows, "rcc", (run.iterates.name, run.values))
