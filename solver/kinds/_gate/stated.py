"""The statement of a gate problem: how units work, what is wanted, what counts as smallest."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import name
from solver.algebra.gates.domain import Domain
from solver.document.blocks import Block, Formula, Inline, Inlines, Paragraph, Text
from solver.document.words import joined
from solver.kinds._gate import saying
from solver.kinds._gate.tables import blank_table, wanted_table, weight_names
from solver.kinds._gate.view import View, domain_of, view
from solver.modelling.planned import Planned


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """State how the units work and what they are to do, with a table to fill in on a handout."""
    seen = view(planned)
    yield Paragraph(tuple(_values(seen)))
    if seen.units:
        yield Paragraph(tuple(_works(seen)))
        if seen.is_sought:
            yield Paragraph((Text(saying.architecture(seen.skips)),))
        elif len(seen.units) > 1:
            yield Paragraph(tuple(_connections(seen)))
    else:
        yield Paragraph(tuple(_alone(planned, seen)))
    yield from _wanted(planned, seen)
    if domain := domain_of(planned):
        yield Paragraph(tuple(_sought(seen, domain)))
    if room and seen.units and not seen.is_sought:
        yield Paragraph((Text("Fill in the table."),), leads=True)
        yield blank_table(seen, planned)


def _values(seen: View) -> Iterator[Inline]:
    verb = "is" if len(seen.inputs) == 1 else "are"
    what = "input " if len(seen.inputs) == 1 else "inputs "
    names: list[Inlines] = [(Formula(name(key)),) for key in seen.inputs]
    yield Text(f"The {what}")
    yield from joined(names, ", ")
    yield Text(f" {verb} {saying.shown(seen.low)} for false or 1 for true.")


def _works(seen: View) -> Iterator[Inline]:
    """Say what a unit does, of the last one, with its own symbols."""
    last = seen.output
    yield Text("A unit adds up its bias and each of its inputs times its weight; ")
    symbols = weight_names(last)
    yield Formula(symbols[0])
    yield Text(" is the bias and comes first in ")
    yield Formula(name(last.label))
    yield Text(". ")
    yield from _fires(seen)


def _fires(seen: View) -> Iterator[Inline]:
    low = saying.shown(seen.low)
    if seen.output.smooth:
        yield Text("Its output is the sigmoid of the sum. The last output counts as true (1) where "
                   f"it is at least 1/2, as false ({low}) elsewhere.")  # fmt: skip
        return
    yield Text(saying.fires(bool(seen.threshold.attr("zero")), seen.low))


def _connections(seen: View) -> Iterator[Inline]:
    for k, unit in enumerate(seen.units):
        feeds: list[Inlines] = [
            (Formula(name(seen.inputs[feed] if isinstance(feed, int) else feed)),)
            for feed in unit.feeds
        ]
        yield Text("; " * (k > 0))
        yield Formula(name(unit.output.name))
        yield Text(" is fed by ")
        yield from joined(feeds, ", ")
    yield Text(".")


def _alone(planned: Planned, seen: View) -> Iterator[Inline]:
    """Say what a unit does where no weights are found, so that there is none to name."""
    domain = domain_of(planned)
    conflict = (step.formula for step in planned.plan.steps if step.formula.op == "conflict")
    zero = domain.zero if domain else any(formula.attr("zero") for formula in conflict)
    yield Text("A threshold unit adds up its bias and each of its inputs times its weight. ")
    yield Text(saying.fires(zero, seen.low))


def _wanted(planned: Planned, seen: View) -> Iterator[Block]:
    steps = {step.name: step for step in planned.plan.steps}
    if seen.wanted in steps:
        inputs = "input" if len(seen.inputs) == 1 else "inputs"
        word = saying.called(steps[seen.wanted].formula.attr("word"))
        yield Paragraph((Text(f"The output is to be the function {word} of the {inputs}."),))
        return
    given = next((g for g in planned.plan.givens if g.name == seen.wanted), None)
    if given is not None and given.value is not None:
        yield Paragraph((Text("Wanted are these outputs:"),), leads=True)
        yield wanted_table(seen, [entry for (entry,) in given.value])  # type: ignore[union-attr]


def _sought(seen: View, domain: Domain) -> Iterator[Text]:
    """Say which weights are allowed, and which of several are to be given."""
    yield Text(f"Weights are {saying.allowed(domain)}, and {saying.apart(domain)}. ")
    least = "Of several solutions give the smallest: the absolute values of the weights have the "
    yield Text(f"{least}least sum.")
    if any(unit.smooth for unit in seen.units[:-1]):
        yield Text(" This is asked of threshold units; the hidden weights are then multiplied by "
                   "the least whole number with which the sigmoid outputs are right.")  # fmt: skip
