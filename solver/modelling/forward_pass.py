"""From equations to a plan: the forward pass, the derivatives asked for, and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, name, names_in
from solver.algebra.gradient_names import as_derivative
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.derivation.forward import Forward
from solver.errors import Complaint, FormulaError, Mark, SpecError
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
from solver.modelling.equations import Equation, forward_step, name_inputs, read_equations
from solver.modelling.givens import Complaints, World, world_of
from solver.modelling.mentions import mentions
from solver.modelling.planned import Planned
from solver.modelling.upstream import Upstream, read_upstream
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Formula, Spec


def planned_forward_pass(
    spec: Spec,
    asks: tuple[Asked, ...],
    earlier: Mapping[str, Shape],
    equations: Iterable[Equation],
    upstream: Mapping[str, Formula],
    inputs: Iterable[tuple[str, Mark]] = (),
) -> Planned:
    """Read equations and questions about them; SpecError lists everything that is wrong.

    `earlier` has the shapes of the steps of earlier parts, which givens may stand for. `inputs`
    say which givens are data.
    """
    complaints = Complaints()
    world = world_of(spec, complaints)
    taken = _taken_over(spec, earlier, complaints)
    start = world.scope(_no_derivatives).with_names({step.name: step.ref for step in taken})
    formulas = read_equations(equations, start, complaints)
    known = start.with_names(_refs(formulas))
    world, arriving = read_upstream(upstream, world, known, complaints)
    model = _Model(world, taken, formulas, arriving)
    given = {item.name for item in world.givens}
    scope = model.scope
    questions = read_questions(asks, scope, given, complaints)
    mentioned = [attempt_read(f, scope, complaints) for f in (*spec.show, *mentions(spec, asks))]
    assumed = assumptions_of(spec, scope, world.givens, complaints)
    data = _inputs(inputs, world, complaints)
    if complaints:
        raise SpecError(*complaints)
    pairs = tuple(zip((ask for ask in asks if isinstance(ask, Ask)), questions, strict=True))
    steps = model.steps(questions, [expr for expr in mentioned if expr is not None])
    outer = frozenset(used for step in taken for used in step.uses)
    refs = model.refs
    own = tuple((refs[key], formula) for key, formula in formulas.items())
    return Planned(Plan(world.givens, steps, outer, assumed), pairs, own, model.stand_ins(), data)


def _inputs(
    inputs: Iterable[tuple[str, Mark]], world: World, complaints: Complaints
) -> tuple[str, ...]:
    givens = {given.name for given in world.givens}
    wanted = list(inputs)
    for which, mark in wanted:
        if which not in givens:
            hint = f"the givens are {', '.join(sorted(givens))}"
            complaints.append(Complaint(mark, f"`{which}` is not a given", hint))
    return tuple(which for which, _ in wanted)


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
            message = f"no earlier part has a step `{given.step}`"
            complaints.append(Complaint(given.mark, message, _steps_of(given.step, earlier)))
            complaints.broken.add(given.name)
        elif given.step:
            formula = name(given.step, earlier[given.step])
            found.append(Step(given.name, formula, ("the result of an earlier part",)))
    return tuple(found)


def _steps_of(wanted: str, earlier: Mapping[str, Shape]) -> str:
    """List the steps of the part that was meant."""
    part = wanted.partition(".")[0]
    found = [step for step in earlier if step.startswith(f"{part}.") and "(" not in step]
    return f"the steps of part {part} are {', '.join(found)}" if found else ""


@dataclass(frozen=True)
class _Model:
    """A forward pass that has been read, and what may be asked of it."""

    world: World
    taken: tuple[Step, ...]
    formulas: Mapping[str, Expr]
    arriving: Upstream

    @property
    def local(self) -> Mapping[str, Expr]:
        """The derivatives that are given."""
        return local_derivatives(self.world, self.arriving)

    @property
    def refs(self) -> dict[str, Expr]:
        """References to the givens and steps."""
        taken = {step.name: step.ref for step in self.taken}
        return {**self.world.names, **taken, **_refs(self.formulas)}

    @property
    def losses(self) -> frozenset[str]:
        """The losses that are not written out."""
        return self.world.extra - frozenset(self.refs)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of what the forward pass starts from."""
        givens = {given.name: given.shape for given in self.world.givens}
        return givens | {step.name: step.shape for step in self.taken}

    @property
    def scope(self) -> Scope:
        """The scope of questions: all names, and the derivatives between them."""
        shapes = self.shapes | {key: formula.shape for key, formula in self.formulas.items()}
        depends = dependence(self.formulas)
        derivatives = Derivatives(shapes, self.local, self.losses, depends)
        return self.world.scope(derivatives).with_names(self.refs)

    def steps(self, questions: list[Question], mentioned: list[Expr]) -> tuple[Step, ...]:
        """Derive what is asked for or mentioned, and put all steps in order."""
        wanted = [expr for q in questions for expr in (q.formula, *q.accept)] + mentioned
        formulas = dict(self.formulas)
        if any(as_derivative(used) for expr in wanted for used in names_in(expr)):
            formulas = name_inputs(self.formulas, self.refs)
        forward = [forward_step(k, f, k not in self.formulas) for k, f in formulas.items()]
        through = Forward(formulas, self.shapes, self.world.facts, self.local)
        derived = derive(through, wanted, self.losses)
        known = {*self.refs, *formulas, *(step.name for step in derived)}
        return (*self.taken, *forward, *derived, *answers(questions, known))

    def stand_ins(self) -> tuple[tuple[str, Expr], ...]:
        """Write a scalar for every loss that is not written out: Σ gradient · step."""
        found: dict[str, Expr] = {}
        for key, slope in self.local.items():
            pair = as_derivative(key)
            if pair is None or pair.top not in self.losses or pair.bottom not in self.refs:
                continue
            term = make("sum", slope * self.refs[pair.bottom], axis=None)
            found[pair.top] = found[pair.top] + term if pair.top in found else term
        return tuple(found.items())
