"""What is minimised: a formula, or the mean of one over samples."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import Expr, make, name, names_in, number, substitute
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import show
from solver.errors import FormulaError
from solver.kinds._descent.names import Task

_LETTERS = "ijklpq"


def objective(task: Task, scope: Scope) -> Expr:
    """Read what is minimised; of samples, the mean of the loss of one."""
    if not task.samples:
        return read(task.spec.own["minimise"].formula.text, scope)
    one = sample_loss(task, scope)
    taken = {*scope.names, *names_in(one)}
    letter = next(key for key in (*_LETTERS, "i1", "i2") if key not in taken)
    body = substitute(one, sample_at(task, name(letter)))
    total = make("bigsum", body, number(1), number(task.count), index=letter)
    return total / number(task.count)


def sample_loss(task: Task, scope: Scope) -> Expr:
    """Read the loss of one sample, whose numbers have the names of the samples."""
    inner = scope.with_names({key: name(key) for key in task.samples})
    found = read(task.spec.own["minimise"].formula.text, inner)
    if found.shape:
        raise FormulaError(f"the loss of a sample is {show(found.shape)}, not a number")
    if set(task.samples).isdisjoint(names_in(found)):
        message = "the loss of a sample does not depend on the samples"
        raise FormulaError(message, f"the samples are {', '.join(task.samples)}")
    return found


def sample_at(task: Task, place: Expr) -> Mapping[str, Expr]:
    """Say what stands for the numbers of a sample: the entries at a place, counted from 1."""
    columns = {key: name(key, (task.count, 1)) for key in task.samples}
    return {key: make("index", column, place) for key, column in columns.items()}
