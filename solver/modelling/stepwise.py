"""From steps to a plan: what a kind computes, the derivatives asked for, and the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

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
    told_of,
)
from solver.modelling.assumptions import assumptions_of
from solver.modelling.describe import describe
from solver.modelling.earlier import taken_over
from solver.modelling.equations import forward_step, name_inputs
from solver.modelling.givens import Complaints, World, world_of
from solver.modelling.mentions import mentions
from solver.modelling.planned import Planned
from solver.modelling.upstream import Upstream, read_upstream
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Formula, Spec


@dataclass(frozen=True, slots=True)
class Start:
    """What a kind builds its steps from.

    `scope` knows the givens and the steps taken over from earlier parts. What is wrong goes to
    `complaints`. `marks` say where in the file steps are written, for what goes wrong with them
    later on.
    """

    spec: Spec
    world: World
    scope: Scope
    complaints: Complaints
    marks: dict[str, Mark] = field(default_factory=dict)

    def ref(self, wanted: str) -> Expr:
        """Refer to a given, or to a step taken over; UndefinedName if there is none."""
        return self.scope.look_up(wanted)


Build = Callable[[Start], Iterable[Step]]


def planned_steps(
    spec: Spec,
    asks: tuple[Asked, ...],
    earlier: Mapping[str, Shape],
    build: Build,
    upstream: Mapping[str, Formula] | None = None,
    inputs: Iterable[tuple[str, Mark]] = (),
    linked: bool = True,
) -> Planned:
    """Plan the steps that a kind builds, and what is asked of them.

    Derivatives of the steps may be asked for, in every kind. `earlier` has the shapes of the steps
    of earlier parts, which givens may stand for. `upstream` are gradients that arrive at steps,
    `inputs` say which givens are data. `linked` gives the compound inputs of activations
    names of their own, where derivatives are taken. SpecError lists everything that is wrong.
    """
    complaints = Complaints()
    world = world_of(spec, complaints)
    taken = taken_over(spec, earlier, complaints)
    scope = world.scope(_no_derivatives).with_names({step.name: step.ref for step in taken})
    start = Start(spec, world, scope, complaints)
    built = tuple(build(start))
    _refuse_twins(built, start)
    own = {step.name: step for step in built}
    refuse_shadows(own, start)
    known = scope.with_names({key: step.ref for key, step in own.items()})
    world, arriving = read_upstream(upstream or {}, world, known, complaints)
    model = _Model(world, taken, own, arriving, linked)
    given = {item.name for item in world.givens}
    scope = model.scope
    questions = read_questions(asks, scope, given, complaints)
    answers = {q.step: name(q.step, q.formula.shape) for q in questions if q.step.isidentifier()}
    told = scope.with_names(answers)
    texts = (*spec.show, *mentions(spec, asks))
    mentioned = [(text.mark, attempt_read(text, told, complaints)) for text in texts]
    assumed = assumptions_of(spec, scope, world.givens, complaints)
    data = _inputs(inputs, world, complaints)
    if complaints:
        raise SpecError(*complaints)
    pairs = tuple(zip((ask for ask in asks if isinstance(ask, Ask)), questions, strict=True))
    steps = _steps(model, pairs, [(mark, expr) for mark, expr in mentioned if expr is not None])
    outer = frozenset(used for step in taken for used in step.uses)
    equations = tuple((step.ref, step.formula) for step in own.values())
    places = tuple(start.marks.items())
    plan = Plan(world.givens, steps, outer, assumed)
    return Planned(plan, pairs, equations, model.stand_ins(), data, places)


def _steps(
    model: _Model, pairs: tuple[tuple[Ask, Question], ...], mentioned: list[tuple[Mark, Expr]]
) -> tuple[Step, ...]:
    """Derive what is wanted; SpecError where a question needs a derivative that has no rule."""
    try:
        return model.steps([question for _, question in pairs], [expr for _, expr in mentioned])
    except FormulaError:
        asked = [(ask.formula.mark, expr) for ask, q in pairs for expr in (q.formula, *q.accept)]
        complaints = Complaints()
        for mark, expr in (*asked, *mentioned):
            complaints.attempt(mark, partial(model.steps, [], [expr]))
        raise SpecError(*complaints) from None


def _refuse_twins(built: Iterable[Step], start: Start) -> None:
    """Complain about steps that would have the same name, as one that the author chose."""
    for twin, times in Counter(step.name for step in built).items():
        if times > 1:
            mark = start.marks.get(twin, start.spec.mark)
            message = f"`{twin}` would be the name of {times} steps"
            start.complaints.append(Complaint(mark, message, "choose another name"))


def refuse_shadows(own: Mapping[str, Step], start: Start) -> None:
    """Complain about givens that have the name of a step which the kind makes itself."""
    for given in start.spec.given:
        if given.name in own:
            message = f"`{given.name}` is what is computed here: a given cannot have this name"
            start.complaints.append(Complaint(given.mark, message, "choose another name"))


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


def _no_derivatives(top: str, bottom: str) -> Expr:
    raise FormulaError(
        f"`d{top}/d{bottom}` cannot stand in a forward pass", "ask for it, or in an asked formula"
    )


@dataclass(frozen=True)
class _Model:
    """Steps that have been built, and what may be asked of them."""

    world: World
    taken: tuple[Step, ...]
    own: Mapping[str, Step]
    arriving: Upstream
    linked: bool

    @property
    def formulas(self) -> dict[str, Expr]:
        """The formulas of the steps, by name."""
        return {key: step.formula for key, step in self.own.items()}

    @property
    def local(self) -> Mapping[str, Expr]:
        """The derivatives that are given."""
        return local_derivatives(self.world, self.arriving)

    @property
    def refs(self) -> dict[str, Expr]:
        """References to the givens and steps."""
        taken = {step.name: step.ref for step in self.taken}
        own = {step.name: step.ref for step in self.own.values()}
        return {**self.world.names, **taken, **own}

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
        formulas = self.formulas
        if self.linked and any(as_derivative(used) for expr in wanted for used in names_in(expr)):
            formulas = name_inputs(formulas, self.refs)
        forward = [self._step(key, formula) for key, formula in formulas.items()]
        through = Forward(formulas, self.shapes, self.world.facts, self.local)
        derived = derive(through, wanted, self.losses)
        known = {*self.refs, *formulas, *(step.name for step in derived)}
        found = answers(questions, known)
        known |= {step.name for step in found}
        return (*self.taken, *forward, *derived, *found, *told_of(mentioned, known))

    def _step(self, key: str, formula: Expr) -> Step:
        """Give a step whose inputs may have got names since it was built."""
        step = self.own.get(key)
        if step is None:
            return forward_step(key, formula, fresh=True)
        named = formula != step.formula
        return replace(step, formula=formula, why=describe(formula)) if named else step

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
