"""The gradient of the objective, derived once, as a function of the variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce

from solver.algebra.expr import Expr, make, name, names_in, number, substitute, walk
from solver.algebra.shapes import show
from solver.derivation.forward import Forward
from solver.derivation.gradients import gradients
from solver.errors import Complaint, FormulaError, SpecError
from solver.kinds._descent.names import Task
from solver.kinds._descent.objective import objective, sample_loss
from solver.modelling.start import Start


@dataclass(frozen=True, slots=True)
class Slope:
    """The gradient of the objective as a function of the variable."""

    objective: str
    variable: Expr
    formula: Expr  # over the variable and the givens
    sample: Expr | None = None  # the gradient on one sample, over its numbers too

    def on(self, place: Expr, samples: Sequence[Mapping[str, Expr]]) -> Expr:
        """Write the mean of the gradients on some samples, given by their numbers."""
        assert self.sample is not None
        one = substitute(self.sample, {self.variable.attr("name"): place})
        found = [substitute(one, numbers) for numbers in samples]
        total = reduce(Expr.__add__, found)
        return total if len(found) == 1 else total / number(len(found))

    def at(self, place: Expr) -> Expr:
        """Write the gradient at a place: f′(x) of a number, the formula itself of a column."""
        key = self.variable.attr("name")
        if place.shape != self.variable.shape:
            raise FormulaError(
                f"the gradient is taken at {show(self.variable.shape)}, not {show(place.shape)}"
            )
        if place.shape:
            return substitute(self.formula, {key: place})
        return make("fn", place, self.formula, name=f"{self.objective}'", parameter=key)


def slope_of(task: Task, start: Start) -> Slope:
    """Derive the gradient; SpecError if the objective is no number, or has none."""
    formula = task.spec.own["minimise"].formula
    body = start.complaints.attempt(formula.mark, partial(objective, task, start.scope))
    variable = name(task.variable, task.shape)
    if body is None:
        raise SpecError(*start.complaints)
    if body.shape:
        _refuse(
            start, task, f"the objective is {show(body.shape)}", "what is minimised is a number"
        )
    if task.variable not in names_in(body):
        hint = f"it is a formula in `{task.variable}`, the name under `start`"
        _refuse(start, task, f"the objective does not depend on `{task.variable}`", hint)
    gradient = start.complaints.attempt(formula.mark, partial(_gradient, task, body, start))
    if gradient is None:
        raise SpecError(*start.complaints)
    sample = _gradient(task, sample_loss(task, start.scope), start) if task.samples else None
    return Slope(task.objective, variable, gradient, sample)


def _refuse(start: Start, task: Task, message: str, hint: str) -> None:
    mark = task.spec.own["minimise"].formula.mark
    raise SpecError(*start.complaints, Complaint(mark, message, hint))


def _gradient(task: Task, body: Expr, start: Start) -> Expr:
    """Derive the gradient in its closed form, over the variable and the givens alone."""
    shapes = {key: ref.shape for key, ref in start.scope.names.items() if ref.op == "name"}
    shapes |= {key: () for key in task.samples if not _is_column(body, key)}
    forward = Forward({task.objective: body}, shapes, start.world.facts)
    found = [step for step in gradients(forward, task.objective, [task.variable]) if not step.minor]
    if not found:
        raise FormulaError("the objective has no gradient by this rule")
    closed = found[-1].after[-1].expr if found[-1].after else found[-1].formula
    return substitute(closed, {task.objective: body})  # exp′ is exp again, and goes by that name


def _is_column(body: Expr, key: str) -> bool:
    """Tell whether a formula uses all samples, and not the numbers of one."""
    return any(node.op == "name" and node.attr("name") == key and node.shape for node in walk(body))


def along(body: Expr, slope: Slope, iterates: Expr) -> Expr:
    """Evaluate a formula in the variable at every iterate: over the whole sequence if that reads.

    That goes for numbers, where the formula works entry by entry.
    """
    key = slope.variable.attr("name")
    if not slope.variable.shape:
        try:
            whole = substitute(body, {key: iterates})
        except FormulaError:
            whole = body
        if whole.shape == iterates.shape:
            return whole
    return make("each", iterates, body, inputs=(key,))
