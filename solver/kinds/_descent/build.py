"""From a task to steps: the objective, the iterates of every method, the minimum, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from solver.algebra.expr import make
from solver.algebra.read import read
from solver.algebra.shapes import show
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._descent.ends import ends
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.forms import Curve
from solver.kinds._descent.methods import GRADIENT
from solver.kinds._descent.names import ITERATES, Task, called, of
from solver.kinds._descent.objective import objective
from solver.kinds._descent.plotted import PlotSpec
from solver.kinds._descent.slope import Slope, along, slope_of
from solver.kinds._descent.updates import States, read_states
from solver.modelling.describe import describe
from solver.modelling.start import Start
from solver.plan import Step
from solver.spec.model import Asked

MOST_TOLD = 100  # updates up to which the other states of a method are steps too


def steps_of(task: Task, start: Start, asks: tuple[Asked, ...]) -> list[Step]:
    """Build the steps; SpecError if the objective or a method cannot be read."""
    slope = slope_of(task, start)
    found = [_objective(task, start), *_curves(task, start)]
    runs = [(m, read_states(task, m, start.scope, slope, start.complaints)) for m in task.methods]
    if start.complaints:
        raise SpecError(*start.complaints)
    for method, states in runs:
        assert states is not None
        found += _run(task, method, states, slope, start)
    last = list(ends(task, slope, found, start, asks))
    start.marks.update({step.name: _mark_of(step.name, task) for step in (*found, *last)})
    return _each_once([*found, *last], task, start)


def _mark_of(key: str, task: Task) -> Mark:
    """Say where a step is written: with its method, with the plot, or with the objective."""
    plot: PlotSpec | None = task.spec.own.get("plot")
    for drawn, mark, _ in plot.functions if plot else ():
        if key == drawn:
            return mark
    for method in task.methods:
        if key.endswith(f"_{method.label}"):
            return method.mark
    objective: Mark = task.spec.own["minimise"].formula.mark
    return objective


def _each_once(steps: list[Step], task: Task, start: Start) -> list[Step]:
    """Refuse two steps of one name, as those of a state that is called like the objective."""
    names = [step.name for step in steps]
    for key in dict.fromkeys(k for k in names if names.count(k) > 1):
        message = f"two quantities would be called `{key}`"
        hint = "give the objective, a state or a method another name"
        start.complaints.append(Complaint(task.spec.own["minimise"].mark, message, hint))
    if start.complaints:
        raise SpecError(*start.complaints)
    return steps


# --- the objective, and what the statement draws --------------------------------------------------
def _objective(task: Task, start: Start) -> Step:
    body = objective(task, start.scope)
    return Step(task.objective, body, describe(body), "objective", title=("the objective",))


def _curves(task: Task, start: Start) -> Iterator[Step]:
    plot: PlotSpec | None = task.spec.own.get("plot")
    if plot is None:
        return
    for key, _, formula in plot.functions:
        body = start.complaints.attempt(formula.mark, partial(read, formula.text, start.scope))
        if body is not None and body.shape:
            message = f"`{key}` is {show(body.shape)}: a number is drawn"
            start.complaints.append(Complaint(formula.mark, message))
        elif body is not None:
            form = Curve(plot.low, plot.high)
            yield Step(key, body, describe(body), "curve", form=form)


# --- the iterates of a method --------------------------------------------------------------------
def _run(
    task: Task, method: MethodSpec, states: States, slope: Slope, start: Start
) -> Iterator[Step]:
    """Give the iterates, the gradient and the objective along them, and the method's states."""
    key = of(task.variable, method.label)
    iterates = Step(
        key,
        states.scan(task.steps, task.variable),
        ("repeat the updates in order; each reads the values before it",),
        title=(f"{ITERATES}{called(method)},",),
    )
    yield iterates
    yield from _gradients(task, method, states, slope, iterates)
    body = objective(task, start.scope)
    yield Step(
        of(task.objective, method.label), along(body, slope, iterates.ref),
        ("the objective at every iterate",), title=("the values of the objective",),
    )  # fmt: skip
    for state in states.kept if task.steps <= MOST_TOLD else ():
        own = of(state, method.label)
        if own == of(GRADIENT, method.label) or own in {g.name for g in task.spec.given}:
            continue
        reason = "the same updates, of which this state is kept"
        yield Step(own, states.scan(task.steps, state), (reason,))


def _gradients(
    task: Task, method: MethodSpec, states: States, slope: Slope, iterates: Step
) -> Iterator[Step]:
    """Give the gradient at every iterate; of methods that take samples in turn, what they used."""
    key, title = of(GRADIENT, method.label), ("the gradients",)
    if not method.batch:
        slopes = along(slope.formula, slope, iterates.ref)
        yield Step(key, slopes, ("the gradient at every iterate",), title=title)
    elif GRADIENT in states.names:
        used = make("block", states.scan(task.steps, GRADIENT), axis=0, start=1,
                    stop=task.steps + 1)  # fmt: skip
        reason = "the same updates, of which the gradient is kept: that on the samples of each"
        yield Step(key, used, (reason,), title=title)
