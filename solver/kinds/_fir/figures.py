"""Stem plots of the signals and their convolution, one below the other."""

from __future__ import annotations

from collections.abc import Iterator

from solver.document.blocks import Figure
from solver.document.plots import Axis, Panel, Plot, Series
from solver.kinds._fir.forms import Listed
from solver.kinds._fir.listed import VALUES, N, bare, convolved, head, results, signals
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution


def figures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw the two signals and their convolution as stems, one below the other."""
    if solution is None:
        return ()
    return tuple(
        Figure(Plot(tuple(_panel(step, solution) for step in shown), stacked=True))
        for shown in _groups(planned)
        if all(step.name in solution for step in shown)
    )


def _groups(planned: Planned) -> Iterator[list[Step]]:
    """Choose the convolutions that are asked for, or else all."""
    known = {bare(step): step for step in signals(planned)}
    asked = {question.step.removesuffix(VALUES) for _, question in planned.questions}
    found = results(planned)
    chosen = [step for step in found if step.name.removesuffix(VALUES) in asked]
    for step in chosen or found:
        used = [known[key] for key in convolved(step, planned) if key in known]
        yield [*used, step]


def _panel(step: Step, solution: Solution) -> Panel:
    assert isinstance(step.form, Listed)
    values = [float(value) for value in solution.floats(step.name)]
    places = [float(step.form.first + k) for k in range(len(values))]
    series = Series(tuple(places), tuple(values), mark="stem")
    return Panel((series,), x=Axis((N,), whole=True), y=Axis((head(step),)))
