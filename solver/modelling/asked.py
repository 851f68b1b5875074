"""What is asked of a forward pass: steps, derivatives of them, and formulas over both."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from solver.algebra.expr import Expr, name, names_in
from solver.algebra.gradient_names import Derivative, as_derivative, derivative_name
from solver.algebra.read import read
from solver.algebra.scope import Scope, listed
from solver.algebra.shapes import Shape, is_vector, length
from solver.derivation.forward import Forward
from solver.derivation.gradients import gradients
from solver.derivation.jacobian import jacobian
from solver.errors import Complaint, FormulaError, UndefinedName
from solver.modelling.givens import Complaints, World
from solver.plan import Step
from solver.spec.model import Ask, Asked, Formula


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Tells what `dA/dB` stands for in a formula: its shape, or why it cannot be had."""

    shapes: Mapping[str, Shape]  # of givens and steps
    given: Mapping[str, Expr]  # derivatives among the givens
    losses: frozenset[str]  # scalars that are not written out
    depends: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, top: str, bottom: str) -> Expr:
        label = derivative_name(top, bottom)
        if label in self.given:
            return self.given[label]
        for side in (top, bottom):
            if side not in self.shapes and side not in self.losses:
                message = f"`{side}` in `{label}` is not defined"
                raise UndefinedName(side, message, f"defined here: {listed(list(self.shapes))}")
        if bottom in self.losses:
            raise FormulaError(
                f"`{label}`: `{bottom}` is not written out, so nothing depends on it"
            )
        self._check_dependence(top, bottom)
        return name(label, self.shape_of(top, bottom))

    def _check_dependence(self, top: str, bottom: str) -> None:
        if top in self.losses or bottom in self.depends.get(top, frozenset()):
            return
        hint = "a derivative is taken with respect to something earlier"
        raise FormulaError(
            f"`{derivative_name(top, bottom)}`: {top} does not depend on {bottom}", hint
        )

    def shape_of(self, top: str, bottom: str) -> Shape:
        """Give the shape of a derivative; FormulaError if it would have too many axes."""
        below = self.shapes[bottom]
        above = self.shapes.get(top, ())
        if not above:
            return below
        if is_vector(above) and (is_vector(below) or not below):
            return (length(above), length(below))
        raise FormulaError(
            f"`{derivative_name(top, bottom)}` would have {_axes(above) + _axes(below)} axes: "
            "the order is too high",
            f"give the gradient that arrives at {top} (`upstream: {{{top}: G}}`) and ask for "
            f"`dL/d{bottom}`",
        )


def _axes(shape: Shape) -> int:
    return 0 if not shape else 1 if is_vector(shape) else len(shape)


def dependence(formulas: Mapping[str, Expr]) -> dict[str, frozenset[str]]:
    """List for every step the names it depends on, directly or not."""
    found: dict[str, frozenset[str]] = {}
    for key, formula in formulas.items():
        direct = names_in(formula)
        found[key] = frozenset(direct).union(*(found.get(used, frozenset()) for used in direct))
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """An asked formula that has been read: the step that answers it, and the formulas accepted.

    `equals` are further forms of the answer.
    """

    step: str
    formula: Expr
    accept: tuple[Expr, ...] = ()
    equals: tuple[Expr, ...] = ()

    @property
    def formulas(self) -> tuple[Expr, ...]:
        """All formulas that the question mentions."""
        return (self.formula, *self.accept, *self.equals)


def read_questions(
    asks: Iterable[Asked], scope: Scope, given: Container[str], complaints: Complaints
) -> list[Question]:
    """Read what is asked; a fresh name with a formula becomes a name that later ones may use."""
    found: list[Question] = []
    for ask in asks:
        if isinstance(ask, Ask) and (question := _question(ask, scope, complaints)):
            if question.step in given:
                what = f"`{question.step}` is given: there is nothing to work out"
                hint = "ask for a step, or for a gradient"
                complaints.append(Complaint(ask.formula.mark, what, hint))
            found.append(question)
            scope = scope.with_names({question.step: name(question.step, question.formula.shape)})
    return found


def _question(ask: Ask, scope: Scope, complaints: Complaints) -> Question | None:
    formula = attempt_read(ask.formula, scope, complaints)
    if formula is None:
        return None
    accepted = _others(ask.accept, "an accepted formula", formula, scope, complaints)
    equal = _others(ask.equals, "a further form", formula, scope, complaints)
    if ask.name in scope.names and formula != scope.names[ask.name]:
        complaints.append(
            Complaint(ask.formula.mark, f"`{ask.name}` is defined twice", "choose another name")
        )
        return None
    return Question(_label(ask.name, formula), formula, accepted, equal)


def _others(
    wanted: Iterable[Formula], what: str, formula: Expr, scope: Scope, complaints: Complaints
) -> tuple[Expr, ...]:
    """Read formulas that have the shape of an answer."""
    found = [(attempt_read(other, scope, complaints), other.mark) for other in wanted]
    for other, mark in found:
        if other is not None and other.shape != formula.shape:
            complaints.append(Complaint(mark, f"{what} has another shape"))
    return tuple(other for other, _ in found if other is not None)


def _label(written: str, formula: Expr) -> str:
    """Name the step that answers: the one asked for, or the asked formula itself."""
    own: str = formula.attr("name") if formula.op == "name" else ""
    return own if own == written.replace(" ", "") else written


def attempt_read(formula: Formula, scope: Scope, complaints: Complaints) -> Expr | None:
    """Read a formula, noting what is wrong with it."""
    found: Expr | None = complaints.attempt(formula.mark, lambda: read(formula.text, scope))
    return found


# --- the derivation ------------------------------------------------------------------------------
def derive(forward: Forward, formulas: Iterable[Expr], losses: frozenset[str]) -> tuple[Step, ...]:
    """Derive every derivative that the formulas mention, each quantity once."""
    wanted: dict[str, list[str]] = {}
    pairs = [pair for formula in formulas for pair in _derivatives(formula, forward)]
    scalars = {top for top, _ in pairs if top in losses or not forward.formulas[top].shape}
    for pair in dict.fromkeys(pairs):
        wanted.setdefault(pair.top, []).append(pair.bottom)
    steps: dict[str, Step] = {}
    for top, bottoms in wanted.items():
        if top in scalars:
            batch = gradients(forward, top, bottoms)
        else:
            batch = tuple(step for bottom in bottoms for step in jacobian(forward, top, bottom))
        for step in batch:
            steps.setdefault(step.name, step)
    return tuple(steps.values())


def _derivatives(formula: Expr, forward: Forward) -> list[Derivative]:
    found = (as_derivative(used) for used in names_in(formula))
    labels = {e.attr("name") for e in forward.local.values() if e.op == "name"}
    return [pair for pair in found if pair and derivative_name(*pair) not in labels]


def local_derivatives(world: World, upstream: Mapping[str, tuple[str, Expr]]) -> dict[str, Expr]:
    """Collect the derivatives that are given: local ones, and those that arrive from above."""
    local = {
        given.name: name(given.name, given.shape)
        for given in world.givens
        if as_derivative(given.name)
    }
    for arrives_at, (loss, formula) in upstream.items():
        local[derivative_name(loss, arrives_at)] = formula
    return local
