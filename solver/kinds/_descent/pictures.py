"""The figures of a descent: functions over a range, the objective with iterates, distances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from solver.algebra.expr import make, name, names_in, number
from solver.algebra.op import Words
from solver.backends.base import EvaluationError
from solver.document.blocks import Figure, Text
from solver.document.plots import Axis, Panel, Plot, Series
from solver.kinds._descent.forms import Curve
from solver.kinds._descent.runs import Found, Run, found_in
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

POINTS = 161  # of a curve
MARGIN = 0.2  # drawn beyond the iterates, of their spread
LARGEST = 1e6  # iterates beyond it have left the picture
MOST_MARKED = 60  # iterates that are drawn


def pictures(planned: Planned, solution: Solution | None) -> tuple[Figure, ...]:
    """Draw the functions of the statement, or with values the iterates and the distances."""
    found = found_in(planned)
    if solution is None:
        return tuple(_curves(planned, found))
    return tuple(_solved(planned, found, solution))


# --- functions over a range ----------------------------------------------------------------------
def _curves(planned: Planned, found: Found) -> Iterator[Figure]:
    if not found.curves:
        return
    form = found.curves[0].form
    assert isinstance(form, Curve)
    places = np.linspace(float(form.low), float(form.high), POINTS)
    drawn = (found.objective, *found.curves)
    series = [_series(planned, found, step, places, None) for step in drawn]
    panel = Panel(tuple(s for s in series if s), Axis((name(found.variable),)))
    yield Figure(Plot((panel,)))


def _series(
    planned: Planned, found: Found, step: Step, places: Any, solution: Solution | None
) -> Series | None:
    """Evaluate a step at many values of the variable in one batch; None where it needs others."""
    known: dict[str, Any] = {found.variable: places}
    given = {g.name for g in planned.plan.givens}
    needed = _uses(step, given) if solution else []
    outside = {key: solution.floats(key) for key in needed} if solution else {}
    try:
        values = planned.plan.evaluate(known, "numpy", outside, targets=[step.name])
    except EvaluationError:
        return None
    heights = np.broadcast_to(values[step.name], places.shape)
    fine = np.isfinite(heights)
    label: Words = (step.ref,)
    return Series(tuple(places[fine].tolist()), tuple(heights[fine].tolist()), label)


def _uses(step: Step, given: set[str]) -> list[str]:
    return [key for key in names_in(step.formula) if key not in given]


# --- the iterates --------------------------------------------------------------------------------
def _solved(planned: Planned, found: Found, solution: Solution) -> Iterator[Figure]:
    yield from _curves(planned, found)
    runs = [run for run in found.runs if run.iterates.name in solution]
    panels: list[Panel] = []
    if runs and runs[0].variable.is_scalar:
        panels += _on_the_curve(planned, found, runs, solution)
    elif runs and runs[0].variable.shape == (2, 1):
        panels += _in_the_plane(found, runs, solution)
    where = "on the objective" if runs and runs[0].variable.is_scalar else "in the plane"
    words = [f"the iterates {where}"] * len(panels)
    if found.minimum and (apart := list(_distances(runs, solution))):
        panels += apart
        words.append("their distances from the minimum")
    if panels:
        caption = ", and ".join(words)
        yield Figure(Plot(tuple(panels)), (Text(f"{caption[0].upper()}{caption[1:]}."),))


def _on_the_curve(
    planned: Planned, found: Found, runs: Sequence[Run], solution: Solution
) -> Iterator[Panel]:
    """Draw the objective, and the iterates of every method on it."""
    paths = [_path(run, solution) for run in runs]
    marks = [x for path in paths for x in path.x]
    marks += [solution.floats(found.minimum)] if found.minimum else []
    if not marks:
        return  # all of them are too far away
    low, high = min(marks), max(marks)
    aside = max(MARGIN * (high - low), 0.25)
    places = np.linspace(low - aside, high + aside, POINTS)
    curve = _series(planned, found, found.objective, places, solution)
    variable = (name(found.variable),)
    if curve:
        yield Panel((curve, *paths), Axis(variable), Axis((found.objective.ref,)))


def _path(run: Run, solution: Solution) -> Series:
    x, y = (np.asarray(solution.floats(key), dtype=float)
            for key in (run.iterates.name, run.values))  # fmt: skip
    fine = np.isfinite(x) & np.isfinite(y) & (np.abs(x) < LARGEST) & (np.abs(y) < LARGEST)
    x, y = x[fine][:MOST_MARKED], y[fine][:MOST_MARKED]
    return Series(tuple(x.tolist()), tuple(y.tolist()), (run.label,), "path")


def _in_the_plane(found: Found, runs: Sequence[Run], solution: Solution) -> Iterator[Panel]:
    """Draw the paths of two variables, and where the minimum lies."""
    series = []
    for run in runs:
        places = np.asarray(solution.floats(run.iterates.name), dtype=float)[:MOST_MARKED, :, 0]
        places = places[np.all(np.abs(places) < LARGEST, axis=1)]
        x, y = places.T.tolist()
        series.append(Series(tuple(x), tuple(y), (run.label,), "path"))
    if found.minimum:
        (x0,), (y0,) = solution.floats(found.minimum)
        series.append(Series((x0,), (y0,), ("minimum",), "points"))
    variable = name(found.variable, (2, 1))
    first, second = (Axis((make("index", variable, number(k)),)) for k in (1, 2))
    if any(s.x for s in series):
        yield Panel(tuple(series), first, second)


def _distances(runs: Sequence[Run], solution: Solution) -> Iterator[Panel]:
    """Draw the distances to the minimum on a logarithmic axis."""
    series = []
    for run in runs:
        if run.distance not in solution:
            continue
        apart = np.asarray(solution.floats(run.distance), dtype=float)
        steps = np.arange(len(apart))
        fine = np.isfinite(apart) & (apart > 0)
        x, y = steps[fine].astype(float).tolist(), apart[fine].tolist()
        series.append(Series(tuple(x), tuple(y), (run.label,)))
    if any(s.x for s in series):
        yield Panel(
            tuple(series), Axis(("updates",), whole=True), Axis(("distance",), log=True),
        )  # fmt: skip
