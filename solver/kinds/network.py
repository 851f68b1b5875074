"""Networks written as equations, one a line: forward pass, gradients and Jacobians."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from solver.algebra.expr import Expr, make, name, names_in
from solver.algebra.fit import described
from solver.algebra.gradient_names import as_derivative
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.derivation.forward import Forward
from solver.document.blocks import Diagram
from solver.errors import Complaint, FormulaError, SpecError
from solver.modelling.asked import (
    Derivatives,
    Question,
    answers,
    attempt_read,
    dependence,
    derive,
    local_derivatives,
    read_questions,
)
from solver.modelling.assumptions import assumptions_of
from solver.modelling.diagram import diagram
from solver.modelling.equations import forward_step, name_inputs, read_equations
from solver.modelling.givens import Complaints, World, world_of
from solver.modelling.mentions import mentions
from solver.modelling.planned import Planned
from solver.plan import Given, Plan, Step
from solver.solution import Solution
from solver.spec.fields import Field
from solver.spec.model import Ask, Asked, Formula, Spec
from solver.spec.names import Equations, FormulaMap, Names

LOSS = "L"  # what an upstream gradient is the gradient of

FIELDS: Mapping[str, Field[object]] = {
    "forward": Equations(required=True, about="the network, one equation a line"),
    "upstream": FormulaMap(about="gradients that arrive at a step when no loss is shown"),
    "inputs": Names(about="which givens are data, for the diagram"),
}


def plan(spec: Spec, asks: tuple[Asked, ...], earlier: Mapping[str, Shape]) -> Planned:
    """Read a network and derive what is asked; SpecError lists everything that is wrong."""
    complaints = Complaints()
    world = world_of(spec, complaints)
    taken = _taken_over(spec, earlier, complaints)
    scope = world.scope(_no_derivatives).with_names({s.name: s.ref for s in taken})
    formulas = read_equations(spec.own["forward"], scope, complaints)
    world, upstream = _upstream(spec, world, scope.with_names(_refs(formulas)), complaints)
    asked = _Asked(spec, asks, world, taken, formulas, upstream, complaints)
    if complaints:
        raise SpecError(*complaints)
    return asked.planned()


def figures(planned: Planned, solution: Solution | None) -> tuple[Diagram, ...]:
    """Draw the network: circles with values where it is small, boxes with shapes elsewhere."""
    return diagram(planned, solution)


def _refs(formulas: Mapping[str, Expr]) -> dict[str, Expr]:
    return {key: name(key, formula.shape) for key, formula in formulas.items()}


def _no_derivatives(top: str, bottom: str) -> Expr:
    raise FormulaError(
        f"`d{top}/d{bottom}` cannot stand in a forward pass", "ask for it, or in an asked formula"
    )


def _taken_over(
    spec: Spec, earlier: Mapping[str, Shape], complaints: Complaints
) -> tuple[Step, ...]:
    """Make steps of the givens that stand for a step of an earlier part."""
    found = []
    for given in spec.given:
        if given.step and given.step not in earlier:
            complaints.append(
                Complaint(given.mark, f"no earlier part has a step `{given.step}`", "write `a.Y`")
            )
        elif given.step:
            formula = name(given.step, earlier[given.step])
            found.append(Step(given.name, formula, ("the result of an earlier part",)))
    return tuple(found)


Upstream = Mapping[str, tuple[str, Expr]]


def _upstream(
    spec: Spec, world: World, scope: Scope, complaints: Complaints
) -> tuple[World, Upstream]:
    """Read the gradients that arrive from above; a fresh name stands for a given of that shape."""
    found: dict[str, tuple[str, Expr]] = {}
    fresh: list[Given] = []
    for key, formula in spec.own.get("upstream", {}).items():
        target = complaints.attempt(formula.mark, partial(scope.look_up, key))
        if target is None:
            continue
        if formula.text.isidentifier() and formula.text not in scope.names:
            fresh.append(Given(formula.text, target.shape))
            found[key] = (LOSS, name(formula.text, target.shape))
        elif (read_ := attempt_read(formula, scope, complaints)) is not None:
            _check_shape(read_, target, formula, complaints)
            found[key] = (LOSS, read_)
    if found and LOSS in scope.names:
        where = next(iter(spec.own["upstream"].values())).mark
        complaints.append(
            Complaint(where, f"`upstream` stands for a loss `{LOSS}`, but `{LOSS}` is defined here")
        )
    extra = world.extra | ({LOSS} if found else set())
    names = {**world.names, **{given.name: name(given.name, given.shape) for given in fresh}}
    grown = World((*world.givens, *fresh), names, world.functions, world.facts, frozenset(extra))
    return grown, found


def _check_shape(found: Expr, target: Expr, formula: Formula, complaints: Complaints) -> None:
    if found.shape != target.shape:
        complaints.append(
            Complaint(
                formula.mark,
                f"the gradient at {described(target)} has its shape, not {described(found)}",
            )
        )


class _Asked:
    """The questions read against a forward pass, and the plan that answers them."""

    def __init__(
        self,
        spec: Spec,
        asks: tuple[Asked, ...],
        world: World,
        taken: tuple[Step, ...],
        formulas: Mapping[str, Expr],
        upstream: Upstream,
        complaints: Complaints,
    ) -> None:
        self.spec, self.world, self.taken, self.upstream = spec, world, taken, upstream
        self.local = local_derivatives(world, upstream)
        self.losses = frozenset(world.extra - {*formulas, *world.names, *(s.name for s in taken)})
        scope = self._scope(formulas)
        self.questions: list[Question] = read_questions(asks, scope, complaints)
        others = (*spec.show, *mentions(spec, asks))
        self.others = [e for f in others if (e := attempt_read(f, scope, complaints)) is not None]
        self.asks = [ask for ask in asks if isinstance(ask, Ask)]
        self.formulas = formulas
        self.assumptions = assumptions_of(spec, scope, world.givens, complaints)

    def _scope(self, formulas: Mapping[str, Expr]) -> Scope:
        shapes = {given.name: given.shape for given in self.world.givens}
        shapes |= {step.name: step.shape for step in self.taken}
        shapes |= {key: formula.shape for key, formula in formulas.items()}
        names = {**_refs(formulas), **{step.name: step.ref for step in self.taken}}
        derivatives = Derivatives(shapes, self.local, self.losses, dependence(formulas))
        return self.world.scope(derivatives).with_names(names)

    def planned(self) -> Planned:
        """Derive what the questions mention and put the steps in order."""
        wanted = [e for q in self.questions for e in (q.formula, *q.accept)] + self.others
        differentiates = any(as_derivative(used) for e in wanted for used in names_in(e))
        taken_names = {*self.world.names, *(step.name for step in self.taken)}
        formulas = (
            name_inputs(self.formulas, taken_names) if differentiates else dict(self.formulas)
        )
        steps = [forward_step(k, f, k not in self.formulas) for k, f in formulas.items()]
        derived = derive(self._forward(formulas), wanted, self.losses)
        known = {*taken_names, *formulas, *(step.name for step in derived)}
        final = (*self.taken, *steps, *derived, *answers(self.questions, known))
        pairs = tuple(zip(self.asks, self.questions, strict=True))
        refs = _refs(self.formulas)
        equations = tuple((refs[key], formula) for key, formula in self.formulas.items())
        outer = frozenset(used for step in self.taken for used in step.uses)
        plan = Plan(self.world.givens, final, outer, self.assumptions)
        return Planned(plan, pairs, equations, self._losses(), self._inputs())

    def _forward(self, formulas: Mapping[str, Expr]) -> Forward:
        shapes = {given.name: given.shape for given in self.world.givens}
        shapes |= {step.name: step.shape for step in self.taken}
        return Forward(formulas, shapes, self.world.facts, self.local)

    def _losses(self) -> tuple[tuple[str, Expr], ...]:
        """Write a scalar for every loss that is not written out: Σ gradient · step."""
        found: dict[str, Expr] = {}
        for key, slope in self.local.items():
            pair = as_derivative(key)
            if pair is None or pair.top not in self.losses or pair.bottom not in self._refs:
                continue
            term = make("sum", slope * self._refs[pair.bottom], axis=None)
            found[pair.top] = found[pair.top] + term if pair.top in found else term
        return tuple(found.items())

    @property
    def _refs(self) -> dict[str, Expr]:
        return {**self.world.names, **_refs(self.formulas)}

    def _inputs(self) -> tuple[str, ...]:
        return tuple(self.spec.own.get("inputs", ()))
