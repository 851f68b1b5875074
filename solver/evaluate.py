"""Evaluate a plan: every step once, in any number system, for one set of givens or a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from solver.algebra.exact import OutOfDomain, Undecided
from solver.algebra.expr import Expr
from solver.algebra.shapes import symbols_in
from solver.backends import Backend, EvaluationError, Incomputable, find
from solver.backends.base import CAP, PRECISION, Functions, NotDecided, Scope
from solver.backends.limits import DOUBLES, EXACT, Budget, Limits, TooMuch
from solver.backends.program import run
from solver.backends.sizes import as_size, deduced, fitted, symbols_of
from solver.plan import Plan, Step
from solver.solution import Solution

__all__ = ["EvaluationError", "Incomputable", "Solution", "evaluate"]


Kept = Mapping[int, Mapping[str, Any]]  # values of steps, by the precision they have


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """All that an evaluation depends on, so that it can be repeated with more precision.

    `kept` holds the values of steps by precision, so that no step is computed twice with the same.
    `limits` are what it may cost, if that is less than usual.
    """

    plan: Plan
    givens: Mapping[str, Any]
    backend: str
    overrides: Mapping[str, Any]
    targets: tuple[str, ...] | None
    device: str
    functions: Functions = field(default_factory=dict)
    lenient: bool = False
    kept: dict[int, dict[str, Any]] = field(default_factory=dict)
    limits: Limits | None = None

    def budget(self, sizes: Mapping[str, int]) -> Budget:
        """Give what the evaluation may cost."""
        usual = EXACT if self.backend == "exact" else DOUBLES
        return Budget(self.limits or usual, sizes)


def evaluate(
    plan: Plan,
    givens: Mapping[str, Any] | None = None,
    backend: str = "exact",
    overrides: Mapping[str, Any] | None = None,
    targets: Iterable[str] | None = None,
    device: str = "cpu",
    functions: Functions | None = None,
    lenient: bool = False,
    kept: Kept | None = None,
) -> Solution:
    """Compute every step that can be computed, or the targets and what they need.

    `givens` are laid over the plan's own values. `overrides` replace the values of steps for all
    that depends on them. `functions` interprets functions left unknown: `unknown:f` maps to a
    function of `(xp, value)`. `lenient` takes NaN where doubles cannot tell whether there is a
    result, for numbers that are known to have one. `kept` are values of steps by precision, known
    from an evaluation with which this one shares what they depend on. Raises EvaluationError if a
    value does not fit or a target cannot be computed.
    """
    own = {given.name: given.value for given in plan.givens if given.value is not None}
    wanted = None if targets is None else tuple(targets)
    request = Request(
        plan, own | dict(givens or {}), backend, overrides or {}, wanted, device,
        functions or {}, lenient, {bits: dict(values) for bits, values in (kept or {}).items()},
    )  # fmt: skip
    _check_names(request)
    return decided(request, PRECISION)


def decided(request: Request, precision: int) -> Solution:
    """Evaluate with as much precision as its comparisons need; EvaluationError past the cap."""
    if request.backend != "exact":
        return _evaluated(request, precision)
    from flint import ctx  # flint's precision is global, so it is set and put back

    while True:
        try:
            with ctx.workprec(precision):
                return _evaluated(request, precision)
        except Undecided as tie:
            if precision >= CAP:
                step = next(iter(getattr(tie, "__notes__", ())), "")
                message = f"{step or 'a step'}: {tie.said.format(bits=CAP)}"
                raise NotDecided(message, step) from None
            precision *= 2


def again(request: Request, target: str, precision: int) -> Solution:
    """Repeat an evaluation for one name with more precision."""
    return decided(replace(request, targets=(target,)), precision)


def extended(
    solution: Solution,
    plan: Plan,
    givens: Mapping[str, Any] | None = None,
    functions: Functions | None = None,
    limits: Limits | None = None,
) -> Solution:
    """Evaluate a plan that goes on from a solution's: what that one computed is taken over.

    `givens` and `functions` are those that the solution did without; `limits` what it may cost.
    """
    before = solution.request
    made = {step.name: step.formula for step in before.plan.steps}
    same = {step.name for step in plan.steps if made.get(step.name) == step.formula}
    kept = {
        precision: {key: value for key, value in values.items() if key in same}
        for precision, values in before.kept.items()
    }
    request = replace(
        before, plan=plan, givens={**before.givens, **(givens or {})}, targets=None,
        functions={**before.functions, **(functions or {})}, kept=kept, limits=limits,
    )  # fmt: skip
    return decided(request, solution.precision)


def tried(solution: Solution, formula: Expr, limits: Limits | None = None) -> Any | None:
    """Evaluate a formula over a solution's values, once and with its precision.

    None where that does not tell: no more precision is asked for, and no more than the limits.
    """
    request = solution.request
    backend = find(request.backend, request.device)
    budget = replace(request, limits=limits).budget(solution.sizes)
    scope = Scope(backend, solution.sizes, solution.values, request.functions, budget)
    try:
        with _working(solution), backend.session():
            budget.take((formula,))
            return run(formula, scope)
    except (EvaluationError, ArithmeticError):
        return None


def _working(solution: Solution) -> AbstractContextManager[Any]:
    if solution.backend != "exact":
        return nullcontext()
    from flint import ctx

    found: AbstractContextManager[Any] = ctx.workprec(solution.precision)
    return found


def _check_names(request: Request) -> None:
    plan = request.plan
    givens = {given.name for given in plan.givens}
    steps = {step.name for step in plan.steps}
    _refuse(set(request.givens) - givens, "given")
    _refuse(set(request.overrides) - givens - steps, "given or step")
    _refuse(set(request.targets or ()) - givens - steps, "given or step")


def _refuse(strange: set[str], kind: str) -> None:
    if strange:
        raise EvaluationError(f"there is no {kind} named {min(strange)}")


# --- values in ---------------------------------------------------------------------------------
def _evaluated(request: Request, precision: int) -> Solution:
    backend = find(request.backend, request.device)
    given, changed = _taken(request, backend)
    sizes = _sizes(request.plan, given | changed)
    budget = request.budget(sizes)
    scope = Scope(backend, sizes, given | changed, request.functions, budget, request.lenient)
    kept = request.kept.setdefault(precision, {})
    with backend.session():
        values = _computed(request, scope, frozenset(changed), kept)
    return Solution(request.plan, values, request.backend, sizes, precision, request)


def _taken(request: Request, backend: Backend) -> tuple[dict[str, Any], dict[str, Any]]:
    shapes = {given.name: given.shape for given in request.plan.givens}
    shapes |= {step.name: step.shape for step in request.plan.steps}

    def take(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: fitted(name, shapes[name], _array(backend, name, value))
            for name, value in values.items()
        }

    return take(request.givens), take(request.overrides)


def _array(backend: Backend, name: str, value: Any) -> Any:
    try:
        return backend.array(value)
    except (TypeError, ValueError) as error:
        raise EvaluationError(f"the value of {name} is not an array of numbers: {error}") from None


def _sizes(plan: Plan, values: Mapping[str, Any]) -> dict[str, int]:
    scalars = [given.name for given in plan.givens if not given.shape and given.name in values]
    symbols = _symbols(plan) if scalars else frozenset()
    known = {name: as_size(name, values[name]) for name in scalars if name in symbols}
    shaped = [(item.name, item.shape) for item in plan.givens]
    shaped += [(item.name, item.shape) for item in plan.steps]
    return deduced(
        ((name, shape, values[name]) for name, shape in shaped if name in values),
        {name: size for name, size in known.items() if size is not None},
    )


def _symbols(plan: Plan) -> frozenset[str]:
    shapes = (symbols_in(given.shape) for given in plan.givens)
    return frozenset(chain(*shapes, *(symbols_of(step.formula) for step in plan.steps)))


# --- steps out ---------------------------------------------------------------------------------
def _computed(
    request: Request, scope: Scope, fixed: frozenset[str], kept: dict[str, Any]
) -> dict[str, Any]:
    """Compute the steps in order; without targets, leave out what cannot be computed."""
    values: dict[str, Any] = {**scope.names, **kept}
    scope = scope.naming(values)
    for step in _needed(request, fixed.union(kept)):
        try:
            kept[step.name] = values[step.name] = _step(step, scope)
        except Incomputable as missing:
            if request.targets is not None:
                raise Incomputable(f"{step.name} cannot be computed: {missing}") from None
    return values


def _needed(request: Request, fixed: frozenset[str]) -> tuple[Step, ...]:
    steps = [step for step in request.plan.steps if step.name not in fixed]
    if request.targets is None:
        return tuple(steps)
    wanted = set(request.targets)
    kept = []
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(step.uses)
            kept.append(step)
    return tuple(reversed(kept))


def _step(step: Step, scope: Scope) -> Any:
    try:
        if scope.budget:
            scope.budget.take((step.formula,))
        return run(step.formula, scope)
    except TooMuch as error:
        raise TooMuch(f"{step.name} {error}", step.name, error.hint) from None
    except Undecided as tie:
        tie.add_note(step.name)
        raise
    except ZeroDivisionError:
        raise EvaluationError(f"{step.name} divides by zero", step.name) from None
    except OutOfDomain as error:
        raise EvaluationError(f"{step.name} {error}", step.name) from None
