"""The error of a model, by the convention that is asked for."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number
from solver.kinds._lms.task import Task


def mse(task: Task, d: Expr, prediction: Expr, axis: int | None = None) -> Expr:
    """Write the mean of the squared errors, or half of it."""
    squares = make("mean", (d - prediction) ** number(2), axis=axis)
    return squares / number(2) if task.half else squares


def convention(task: Task) -> str:
    """Say what the MSE takes of the squared errors."""
    return "half the mean" if task.half else "the mean"
