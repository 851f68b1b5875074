"""From steps to a plan: what a kind computes, the derivatives asked for, and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from solver.algebra.expr import Expr, name
from solver.algebra.shapes import Shape, show
from solver.errors import Complaint, FormulaError, Mark, SpecError
from solver.modelling.asked import Question, attempt_read, read_questions
from solver.modelling.assumptions import assumptions_of
from solver.modelling.givens import Complaints, World
from solver.modelling.mentions import mentions
from solver.modelling.model import Model
from solver.modelling.planned import Planned
from solver.modelling.required import required_steps, requirements
from solver.modelling.start import Build, Start, built, started
from solver.modelling.upstream import read_upstream
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Formula, Spec


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
    start = started(spec, earlier, complaints)
    model = _model(start, built(build, start), upstream or {}, linked)
    _check_derivatives(start, model)
    wanted = _wanted(spec, asks, model, complaints)
    assumed = assumptions_of(spec, model.scope, model.world.givens, complaints)
    data = _inputs(inputs, model.world, complaints)
    if complaints:
        raise SpecError(*complaints)
    outer = frozenset(used for step in start.taken for used in step.uses)
    plan = Plan(model.world.givens, _steps(model, wanted), outer, assumed)
    equations = tuple((step.ref, step.formula) for step in model.own.values())
    marks = tuple(start.marks.items())
    return Planned(
        plan, wanted.questions, equations, model.stand_ins(), data, marks,
        required=required_steps(wanted.required),
    )  # fmt: skip


def _model(
    start: Start, own: Mapping[str, Step], upstream: Mapping[str, Formula], linked: bool
) -> Model:
    known = start.scope.with_names({key: step.ref for key, step in own.items()})
    world, arriving = read_upstream(upstream, start.world, known, start.complaints)
    return Model(world, start.taken, own, arriving, linked)


def _check_derivatives(start: Start, model: Model) -> None:
    """Refuse given derivatives of another shape than they should have."""
    for given in start.spec.given:
        wanted = start.complaints.attempt(given.mark, partial(model.wanted_shape, given.name))
        if wanted is not None and wanted != given.shape:
            message = f"`{given.name}` is {show(given.shape)}, and should be {show(wanted)}"
            start.complaints.append(Complaint(given.mark, message))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What has been read of the questions, and of the formulas that texts mention."""

    questions: tuple[tuple[Ask, Question], ...]
    mentioned: tuple[tuple[Mark, Expr], ...]
    required: tuple[tuple[Mark, Expr], ...]


def _wanted(spec: Spec, asks: tuple[Asked, ...], model: Model, complaints: Complaints) -> _Wanted:
    """Read what is asked; texts may mention the answers, too."""
    given = {item.name for item in model.world.givens}
    questions = read_questions(asks, model.scope, given, complaints)
    answers = {q.step: name(q.step, q.formula.shape) for q in questions if q.step.isidentifier()}
    told = model.scope.with_names(answers)
    texts = (*spec.show, *mentions(spec, asks))
    read = [(text.mark, attempt_read(text, told, complaints)) for text in texts]
    pairs = zip((ask for ask in asks if isinstance(ask, Ask)), questions, strict=not complaints)
    return _Wanted(
        tuple(pairs),
        tuple((mark, expr) for mark, expr in read if expr is not None),
        requirements(spec, told, complaints),
    )


def _steps(model: Model, wanted: _Wanted) -> tuple[Step, ...]:
    """Derive what is wanted; SpecError where a question needs a derivative that has no rule."""
    pairs, mentioned = wanted.questions, wanted.mentioned
    questions, texts = [question for _, question in pairs], [expr for _, expr in mentioned]
    needed = [expr for _, expr in wanted.required]
    try:
        return model.steps(questions, texts, needed)
    except FormulaError:
        asked = [(ask.formula.mark, expr) for ask, q in pairs for expr in q.formulas]
        complaints = Complaints()
        for mark, expr in (*asked, *mentioned, *wanted.required):
            complaints.attempt(mark, partial(model.steps, [], [expr]))
        raise SpecError(*complaints) from None


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
