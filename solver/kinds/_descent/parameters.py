"""The parameters of a method, read and held to the ranges they may have."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import partial

from solver.algebra.expr import Expr
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import Complaint
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.methods import METHODS, RANGES
from solver.kinds._descent.names import Task, number_of
from solver.modelling.givens import Complaints
from solver.spec.model import Formula


def read_parameters(
    task: Task, method: MethodSpec, scope: Scope, complaints: Complaints
) -> dict[str, Expr]:
    """Read the parameters of a method, complaining of what a method by name cannot take."""
    formulas = task.parameters[method.label]
    found = {}
    for key, formula in formulas.items():
        value = complaints.attempt(formula.mark, partial(read, formula.text, scope))
        if value is not None:
            found[key] = value
    if method.method:
        complaints += _superfluous(method)
        complaints += _missing(method, formulas, scope)
        complaints += _outside(task, method, formulas)
    return found


def _superfluous(method: MethodSpec) -> Iterator[Complaint]:
    usual = METHODS[method.method].usual
    for key, where, _ in method.amounts:
        if key not in usual:
            close = difflib.get_close_matches(key, usual, n=1, cutoff=0.5)
            hint = f"did you mean `{close[0]}`?" if close else f"it takes {', '.join(usual)}"
            yield Complaint(where, f"`{method.method}` has no parameter `{key}`", hint)


def _missing(
    method: MethodSpec, formulas: Mapping[str, Formula], scope: Scope
) -> Iterator[Complaint]:
    for key in METHODS[method.method].usual:
        if key not in formulas and key not in scope.names:
            hint = f"add `{key}: …`, {RANGES[key].words}"
            yield Complaint(method.mark, f"`{method.method}` needs `{key}`", hint)


def _outside(
    task: Task, method: MethodSpec, formulas: Mapping[str, Formula]
) -> Iterator[Complaint]:
    for key in METHODS[method.method].usual:
        formula = formulas.get(key, Formula(key, method.mark))
        value = number_of(task.spec, formula)
        if value is not None and value not in RANGES[key]:
            message = f"`{key}` is {RANGES[key].words}, found {value}"
            hint = "with other values write the method's own equations under `update:`"
            yield Complaint(formula.mark, message, hint)
