"""The figures of a regression: the MSE by epoch, and the models among the samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from solver.algebra.op import Law, Words
from solver.document.blocks import Figure, Text
from solver.document.plots import Axis, Panel, Plane, Plot, Series, Space
from solver.kinds._lms.task import RATES
from solver.modelling.planned import Planned
from solver.solution import Solution

EPOCHS, ERROR = Axis(("epochs",), whole=True), Axis(("MSE",), log=True)
D, X1, X2 = Law("d", "d"), Law("x_1", "x_1"), Law("x_2", "x_2")
ENDS = 2  # places at which a line is drawn
FAR = 20.0  # times the largest target, beyond which a model would push all samples into one place
FAINT = 1e-3  # a target that counts as such


def by_epoch(planned: Planned, solution: Solution) -> Iterator[Figure]:
    """Draw the MSE of one run on a logarithmic axis, with the least there is."""
    errors = _numbers(solution, planned.key("J"))
    least = float(_numbers(solution, planned.key("J_opt")))
    run = _series(errors, (planned.plan[planned.key("J")].ref,))
    floor = Series((0.0, float(len(errors) - 1)), (least, least),
                   (planned.plan[planned.key("J_opt")].ref,))  # fmt: skip
    drawn = tuple(s for s in (run, floor) if s.x and min(s.y) > 0)
    if drawn:
        yield Figure(Plot((Panel(drawn, EPOCHS, ERROR),)), (Text("The MSE after each epoch."),))


def by_rate(planned: Planned, solution: Solution) -> Iterator[Figure]:
    """Draw the MSE for every rate, those that diverge beside the others."""
    errors = _numbers(solution, planned.key("J_sweep"))[:, 0, :]
    rates = _numbers(solution, planned.key(RATES))
    wild = _numbers(solution, planned.key("verdict")).reshape(-1) == 3
    runs = [_series(errors[:, k], _rate(rate)) for k, rate in enumerate(rates)]
    panels = [
        Panel(group, EPOCHS, ERROR, (title,))
        for title, group in (
            ("rates that do not diverge", _those(runs, ~wild)),
            ("rates that diverge", _those(runs, wild)),
        )
        if group
    ]
    if panels:
        yield Figure(Plot(tuple(panels)), (Text("The MSE after each epoch, for every rate."),))


def _those(runs: Sequence[Series], chosen: Any) -> tuple[Series, ...]:
    return tuple(run for run, keep in zip(runs, chosen, strict=True) if keep and run.x)


def _rate(rate: float) -> Words:
    return (Law(f"r = {rate:g}", f"r = {rate:g}"),)


def _series(errors: Any, label: Words) -> Series:
    """Join the errors that a logarithmic axis can show."""
    fine = np.isfinite(errors) & (errors > 0)
    places = np.arange(len(errors), dtype=float)[fine]
    return Series(tuple(places.tolist()), tuple(errors[fine].tolist()), label)


def _numbers(solution: Solution, key: str) -> Any:
    """Give a value as doubles, infinite where it is beyond them."""
    found = np.array(solution.floats(key), dtype=object)
    return np.frompyfunc(float, 1, 1)(found).astype(float) if found.shape else float(found.item())


# --- the models among the samples ----------------------------------------------------------------
def fitted(planned: Planned, solution: Solution) -> Iterator[Figure]:
    """Draw the samples with both models, of one feature or two beside a constant."""
    x, d = (_numbers(solution, planned.key(key)) for key in ("X", "D"))
    if x.shape[1] not in {2, 3} or not np.all(x[:, 0] == 1):
        return
    models = [(_numbers(solution, planned.key(key))[:, 0], (planned.plan[planned.key(key)].ref,))
              for key in ("w_opt", "w_end")]  # fmt: skip
    caption = (Text("The samples, the Wiener solution and the weights at the end."),)
    if not _near(x, d, models[-1][0]):
        models = models[:1]
        caption = (Text("The samples and the Wiener solution; the other model is far off."),)
    drawn = _lines(x, d, models) if x.shape[1] == 2 else _planes(x, d, models)
    yield Figure(drawn, caption)


def _near(x: Any, d: Any, weights: Any) -> bool:
    """Tell whether a model can be seen among the samples: a run that diverges leaves them."""
    with np.errstate(all="ignore"):
        return bool(np.max(np.abs(x @ weights)) <= FAR * max(np.max(np.abs(d)), FAINT))


def _lines(x: Any, d: Any, models: Sequence[tuple[Any, Words]]) -> Plot:
    samples = Series(tuple(x[:, 1].tolist()), tuple(d[:, 0].tolist()), ("samples",), "points")
    ends = np.linspace(x[:, 1].min(), x[:, 1].max(), ENDS)
    lines = [
        Series(tuple(ends.tolist()), tuple((w[0] + w[1] * ends).tolist()), label)
        for w, label in models
    ]
    return Plot((Panel((samples, *lines), Axis((Law("x", "x"),)), Axis((D,))),))


def _planes(x: Any, d: Any, models: Sequence[tuple[Any, Words]]) -> Space:
    points = tuple(zip(x[:, 1].tolist(), x[:, 2].tolist(), d[:, 0].tolist(), strict=True))
    planes = tuple(Plane(float(w[0]), (float(w[1]), float(w[2])), label) for w, label in models)
    return Space(points, planes, Axis((X1,)), Axis((X2,)), Axis((D,)))
