"""The figures of steps against a parameter: the plan is evaluated again along a batch axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from solver.algebra.expr import name
from solver.backends.base import EvaluationError
from solver.document import markdown
from solver.document.blocks import Figure, Formula, Maths
from solver.document.plots import Axis, Panel, Plot, Series
from solver.forms import flat
from solver.modelling.planned import Planned
from solver.modelling.plotting import Drawn, PlotSpec
from solver.solution import Solution

Values = Mapping[str, Any]  # of steps, with a leading batch axis


def figure(planned: Planned, plot: PlotSpec, solution: Solution) -> Figure | None:
    """Draw steps against a parameter, by evaluating the plan again along a batch axis.

    None where no point of any series can be computed.
    """
    over = planned.key(plot.over)
    series = [_series(planned, plot, drawn, solution) for drawn in plot.drawn]
    found = tuple(one for one in series if one.x)
    if not found:
        return None
    alone = len(found) == 1
    whole = all(float(x).is_integer() for one in found for x in one.x)
    x = Axis((name(over),), log="x" in plot.log, whole=whole)
    y = Axis(found[0].label if alone else (), log="y" in plot.log)
    caption = markdown.inlines(plot.caption, _as_written)
    return Figure(Plot((Panel(found, x, y),)), caption)


def _as_written(mention: str) -> Maths:
    return Formula(name(mention))


def _series(planned: Planned, plot: PlotSpec, drawn: Drawn, solution: Solution) -> Series:
    if drawn.at:
        return _points(planned, drawn, solution)
    places = drawn.places or plot.places
    x = places.numbers("x" in plot.log)
    key = planned.key(drawn.name)
    y = along(solution, planned.key(plot.over), x, (key,))[key]
    fine = [k for k in range(len(x)) if np.isfinite(y[k])]
    mark = "line" if places.ends else "points"
    return Series(tuple(x[k] for k in fine), tuple(float(y[k]) for k in fine), (name(key),), mark)


def _points(planned: Planned, drawn: Drawn, solution: Solution) -> Series:
    """Draw the values of a step above those of another."""
    key = planned.key(drawn.name)
    x, y = (tuple(flat(solution.floats(one))) for one in (planned.key(drawn.at), key))
    head = planned.plan[key].head if key in {step.name for step in planned.plan.steps} else None
    label = (name(head.attr("name")), " in the table") if head is not None else (name(key),)
    return Series(x, y, label, "points")


def along(
    solution: Solution, over: str, places: Iterable[float], wanted: tuple[str, ...]
) -> Values:
    """Evaluate steps at many values of a given, or of a step, that is replaced by them.

    All values at once where that can be done; one by one where one decides how often something
    is repeated. What cannot be computed is NaN.
    """
    values = np.asarray(tuple(places), dtype=float)
    try:
        found = _evaluated(solution, over, values, wanted)
    except EvaluationError:
        return _one_by_one(solution, over, values, wanted)
    return {key: np.broadcast_to(found[key], values.shape) for key in wanted}


def _one_by_one(solution: Solution, over: str, values: Any, wanted: tuple[str, ...]) -> Values:
    found = {key: np.full(values.shape, np.nan) for key in wanted}
    for k, value in enumerate(values):
        for key in wanted:
            try:
                found[key][k] = _evaluated(solution, over, value, (key,))[key]
            except EvaluationError:
                continue
    return found


def _evaluated(solution: Solution, over: str, values: Any, wanted: tuple[str, ...]) -> Solution:
    request = solution.request
    givens, overrides = dict(request.givens), dict(request.overrides)
    known = {given.name for given in request.plan.givens}
    (givens if over in known else overrides)[over] = values
    return request.plan.evaluate(givens, "numpy", overrides, wanted)
