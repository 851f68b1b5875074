"""What a kind makes of a spec: the plan, the steps that answer its questions, stand-in losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from solver.algebra.expr import Expr, make, name, substitute
from solver.algebra.gradient_names import derivative_name
from solver.algebra.op import Words
from solver.errors import Mark
from solver.modelling.asked import Question
from solver.plan import Assumption, Given, Line, Plan, Step
from solver.spec.model import Ask


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what was asked of it.

    `equations` are the author's own, as the statement prints them. `losses` are scalars that stand
    for a loss that is not written out, as `sum(G * Y)` for an upstream gradient `G` at `Y`: the
    checks differentiate them. `inputs` are the names of the data. `marks` say where in the file
    steps are written. `part` is the part that all names have been moved into, if any. `own` is what
    the kind keeps for its statement and figures; names in it are those without the part. `required`
    are steps that must be 1, all of them, in every variant; they are not part of the solution.
    """

    plan: Plan
    questions: tuple[tuple[Ask, Question], ...] = ()
    equations: tuple[tuple[Expr, Expr], ...] = ()
    losses: tuple[tuple[str, Expr], ...] = ()
    inputs: tuple[str, ...] = ()
    marks: tuple[tuple[str, Mark], ...] = ()
    part: str = ""
    own: Any = None
    required: tuple[tuple[Mark, Step], ...] = ()

    def key(self, own: str) -> str:
        """Give the name that a step of the kind's own has in this plan."""
        return f"{self.part}.{own}" if self.part else own

    @property
    def asked(self) -> frozenset[str]:
        """Name the steps that answer questions."""
        return frozenset(question.step for _, question in self.questions)

    @property
    def arriving(self) -> tuple[tuple[Expr, Expr], ...]:
        """List the gradients that arrive from above and are not given: `∂L/∂Y`, and what it is."""
        found = []
        for loss, total in self.losses:
            for part in terms(total):
                slope, ref = (part.args[0] if part.op == "sum" else part).args
                label = derivative_name(loss, ref.attr("name"))
                if slope != name(label, ref.shape):
                    found.append((name(label, ref.shape), slope))
        return tuple(found)

    def answering(self, ask: Ask) -> Question:
        """Find the question that was read from an asked item."""
        return next(question for asked, question in self.questions if asked == ask)


def terms(total: Expr) -> tuple[Expr, ...]:
    """List the terms of a sum."""
    return tuple(t for arg in total.args for t in terms(arg)) if total.op == "add" else (total,)


def prefixed(planned: Planned, part: str, aliases: Mapping[str, Expr]) -> Planned:
    """Move a part's names into the part: `Y` of part a becomes `a.Y`.

    `aliases` stand for steps outside the part, and are replaced by them.
    """
    plan = planned.plan
    shapes = {given.name: given.shape for given in plan.givens}
    shapes |= {step.name: step.shape for step in plan.steps}
    table = {key: name(f"{part}.{key}", shape) for key, shape in shapes.items()} | dict(aliases)

    def moved(expr: Expr) -> Expr:
        return substitute(expr, table)

    def all_moved(exprs: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(map(moved, exprs))

    givens = tuple(replace(given, name=f"{part}.{given.name}") for given in plan.givens)
    steps = tuple(_step(step, part, table) for step in plan.steps)
    questions = tuple(
        (ask, Question(f"{part}.{q.step}", moved(q.formula), *map(all_moved, (q.accept, q.equals))))
        for ask, q in planned.questions
    )
    equations = tuple((moved(left), moved(right)) for left, right in planned.equations)
    assumptions = tuple(
        Assumption(moved(a.left), a.relation, moved(a.right)) for a in plan.assumptions
    )
    losses = tuple((f"{part}.{key}", moved(loss)) for key, loss in planned.losses)
    inputs = tuple(f"{part}.{key}" for key in planned.inputs)
    outer = frozenset(aliases[key].attr("name") if key in aliases else key for key in plan.outer)
    moved_plan = Plan(givens, steps, outer, assumptions)
    marks = tuple((f"{part}.{key}", mark) for key, mark in planned.marks)
    required = tuple((mark, _step(step, part, table)) for mark, step in planned.required)
    return Planned(
        moved_plan, questions, equations, losses, inputs, marks, part, planned.own, required
    )


def _step(step: Step, part: str, table: Mapping[str, Expr]) -> Step:
    def lines(found: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(Line(substitute(line.expr, table), _words(line.why, table)) for line in found)

    return replace(
        step,
        name=f"{part}.{step.name}",
        formula=substitute(step.formula, table),
        why=_words(step.why, table),
        before=lines(step.before),
        after=lines(step.after),
        wrt=substitute(step.wrt, table) if step.wrt else None,
        title=_words(step.title, table),
        confirms=tuple(f"{part}.{key}" for key in step.confirms),
        accepted=tuple(substitute(expr, table) for expr in step.accepted),
        judged=tuple(substitute(expr, table) for expr in step.judged),
        head=_head(step.head, table) if step.head else None,
    )


def _head(head: Expr, table: Mapping[str, Expr]) -> Expr:
    """Move a left side such as `y(n)`, whose function is called as a step of the part is."""
    moved = substitute(head, table)
    own = table.get(head.attr("name")) if head.op == "unknown" else None
    return make("unknown", *moved.args, name=own.attr("name")) if own is not None else moved


def _words(words: Words, table: Mapping[str, Expr]) -> Words:
    return tuple(substitute(w, table) if isinstance(w, Expr) else w for w in words)


def joined(plans: tuple[Planned, ...]) -> Planned:
    """Join the plans of all parts into one, in order."""
    givens: tuple[Given, ...] = tuple(given for p in plans for given in p.plan.givens)
    steps = tuple(step for p in plans for step in p.plan.steps)
    assumptions = tuple(one for p in plans for one in p.plan.assumptions)
    return Planned(
        Plan(givens, steps, assumptions=assumptions),
        tuple(pair for p in plans for pair in p.questions),
        tuple(pair for p in plans for pair in p.equations),
        tuple(pair for p in plans for pair in p.losses),
        tuple(key for p in plans for key in p.inputs),
        tuple(pair for p in plans for pair in p.marks),
        required=tuple(pair for p in plans for pair in p.required),
    )
