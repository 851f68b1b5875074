"""Plots of steps against a parameter: what any kind takes under `plots:`, and may refuse of it.

`solver/modelling/curves.py` draws them.
"""

from __future__ import annotations

from collections.abc import Iterable

from solver.algebra.shapes import Shape, show
from solver.errors import Complaint, Mark
from solver.modelling.asked import dependence
from solver.modelling.plot_fields import PLOTS, Drawn, PlotSpec, nothing
from solver.modelling.start import Start
from solver.plan import Step

__all__ = ["PLOTS", "Drawn", "PlotSpec", "check_over", "check_plots", "check_shown", "nothing"]


def check_plots(plots: Iterable[PlotSpec], start: Start, steps: Iterable[Step]) -> None:
    """Complain of a parameter that is not there, and of what is no number, or is never moved by it.

    A quantity that does not depend on the parameter is a level line beside others that do.
    """
    made = tuple(steps)
    for plot in plots:
        named = [(drawn.name, drawn.mark) for drawn in plot.drawn if not drawn.at]
        if check_over(plot.over, plot.mark, start, made):
            check_shown(plot.over, named, start, made, level=len(named) > 1)
        for drawn in plot.drawn:
            if drawn.at:
                _check_points(drawn, start, made)


def _check_points(drawn: Drawn, start: Start, steps: Iterable[Step]) -> None:
    """Complain of points whose places are not known, or are not as many as they are."""
    shapes = _shapes(start, steps)
    names = [key for key in (drawn.name, drawn.at) if key not in start.complaints.broken]
    missing = [key for key in names if key not in shapes]
    for key in missing:
        start.complaints.append(Complaint(drawn.mark, f"`{key}` is not a step"))
    if len(names) == 2 and not missing and shapes[drawn.name] != shapes[drawn.at]:
        shown = " and ".join(f"`{key}` is {show(shapes[key])}" for key in names)
        message = f"{shown}: they are not places and values of the same points"
        start.complaints.append(Complaint(drawn.mark, message))


def check_over(over: str, mark: Mark, start: Start, steps: Iterable[Step]) -> bool:
    """Tell whether a parameter is a number, given or a step; complain if it is not."""
    shapes = _shapes(start, steps)
    if shapes.get(over) == ():
        return True
    if over not in start.complaints.broken:
        what = "is not a number" if over in shapes else "is neither a given nor a step"
        scalars = ", ".join(key for key, shape in shapes.items() if not shape)
        hint = f"numbers here: {scalars}" if scalars else "declare it under `given:`"
        start.complaints.append(Complaint(mark, f"`{over}` {what}", hint))
    return False


def check_shown(
    over: str,
    named: Iterable[tuple[str, Mark]],
    start: Start,
    steps: Iterable[Step],
    level: bool = False,
) -> None:
    """Complain of what is not a number that depends on a parameter; of `level` ones, one must."""
    depends = dependence({step.name: step.formula for step in steps})
    shapes = _shapes(start, steps)
    pairs = [(key, mark) for key, mark in named if key not in start.complaints.broken]
    moved = [key for key, _ in pairs if over in depends.get(key, ())]
    for key, mark in pairs:
        what = hint = ""
        if key not in shapes:
            what, hint = "is not a step", f"the steps are {', '.join(depends)}" if depends else ""
        elif shapes[key]:
            what = "is not a number: only numbers are shown"
        elif key not in moved and not (level and moved and key != over):
            what = f"does not depend on `{over}`"
        if what:
            start.complaints.append(Complaint(mark, f"`{key}` {what}", hint))


def _shapes(start: Start, steps: Iterable[Step]) -> dict[str, Shape]:
    shapes = {given.name: given.shape for given in start.world.givens}
    return shapes | {step.name: step.shape for step in (*start.taken, *steps)}
