"""Reverse mode over a forward pass: every application of a rule becomes a named step.

`dL/dx` is the sum of what every step that uses `x` sends back to it. Each such contribution is the
step's own gradient pulled through its formula, tidied into the form a textbook prints; the parts of
a formula that have no name get `minor` steps, so that no rule is applied unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from solver.algebra.expr import Expr, make, name, names_in, number, substitute
from solver.algebra.gradient_names import derivative_name
from solver.algebra.op import Rewriting, Words
from solver.algebra.pull import Flow, Trace, added, trace
from solver.algebra.tidy import fold, tidy
from solver.derivation.collapse import collapsed
from solver.derivation.forward import Forward
from solver.plan import Line, Step

LONGEST = 250  # nodes of a formula that is written out


@dataclass(slots=True)
class _Tape:
    """The steps derived so far, and every gradient's form over the forward pass alone."""

    forward: Forward
    top: str
    steps: list[Step] = field(default_factory=list)
    closed: dict[str, Expr] = field(default_factory=dict)
    known: dict[Expr, Expr] = field(default_factory=dict)
    tidied: dict[Expr, Expr] = field(default_factory=dict)

    def tidy(self, expr: Expr) -> Expr:
        """Tidy with the facts of the forward pass; what was met before is looked up."""
        return tidy(expr, self.forward.facts, self.tidied)


def gradients(forward: Forward, top: str, wanted: Iterable[str]) -> tuple[Step, ...]:
    """Derive the gradients of a scalar `top` with respect to the wanted names, last layer first.

    Each has the shape of what it is taken with respect to. Names that `top` does not depend on get
    no step.
    """
    known = {formula: forward.ref(step) for step, formula in forward.formulas.items()}
    tape = _Tape(forward, top, known=known)
    path = forward.between(top, wanted)
    for which in path:
        if which != top:
            _derive(tape, which, set(path))
    return tuple(tape.steps)


def _derive(tape: _Tape, which: str, path: set[str]) -> None:
    if (arriving := tape.forward.local_derivative(tape.top, which)) is not None:
        if arriving.op == "name" and arriving.attr("name") == derivative_name(tape.top, which):
            return  # given under that very name
        _record(tape, which, arriving, ("the gradient that arrives from above",))
        return
    users = [u for u in tape.forward.users(which) if u in path or u == tape.top]
    sent = [(user, _sent_by(tape, user, which)) for user in users]
    contributions = [(user, _one(tape, which, flows)) for user, flows in sent if flows]
    if len(contributions) == 1:
        ((_, flow),) = contributions
        _record(tape, which, flow.gradient, flow.why, flow.reached)
    elif contributions:
        _record_sum(tape, which, contributions)


def _upstream(tape: _Tape, user: str) -> Expr:
    if user == tape.top:
        return number(1)
    return name(derivative_name(tape.top, user), tape.forward.ref(user).shape)


def _sent_by(tape: _Tape, user: str, which: str) -> list[Flow]:
    """Give the contributions that one step sends back to a name it uses."""
    upstream = _upstream(tape, user)
    local = tape.forward.local_derivative(user, which)
    if local is not None:
        return [
            Flow(_times(upstream, local), ("chain rule, with the local derivative given",), local)
        ]
    found = trace(tape.forward.formulas[user], upstream, (which,))
    _record_parts(tape, user, found)
    return found.names.get(which, [])


def _one(tape: _Tape, which: str, flows: list[Flow]) -> Flow:
    """Add up what one formula sends to a name that it uses more than once, as a textbook does."""
    if len(flows) == 1:
        return flows[0]
    total = added([_tidied(tape, flow.gradient) for flow in flows])
    rules = list(dict.fromkeys(flow.why for flow in flows))
    why = [word for rule in rules for word in (*rule, "; ")]
    return Flow(total, (*why, *_uses(tape, which, len(flows))), flows[-1].user)


def _uses(tape: _Tape, which: str, count: int) -> Words:
    times = {2: "twice", 3: "three times"}.get(count, f"{count} times")
    return tape.forward.ref(which), f" is used {times}: the gradients of its uses add up"


def _times(upstream: Expr, local: Expr) -> Expr:
    if upstream.is_scalar or local.is_scalar:
        return make("mul", upstream, local)
    return local.T @ upstream if upstream.shape[-1] == 1 else upstream @ local


def _record_parts(tape: _Tape, user: str, found: Trace) -> None:
    """Note the gradient of every unnamed part of a formula as a minor step."""
    taken = {step.name for step in tape.steps}
    for part, flows in found.parts.items():
        bare = tape.top.rpartition(".")[2]
        label = f"{tape.top.removesuffix(bare)}d{bare}/d({part})"
        if label in taken:
            continue
        taken.add(label)
        gradient = _tidied(tape, added([flow.gradient for flow in flows]))
        tape.steps.append(Step(label, gradient, flows[0].why, "gradient", minor=True, wrt=part))


def _tidied(tape: _Tape, gradient: Expr) -> Expr:
    return tape.tidy(fold(tape.tidy(gradient), tape.known))


def _record_sum(tape: _Tape, which: str, contributions: list[tuple[str, Flow]]) -> None:
    """Add up the contributions of several steps, each its own step, then their sum."""
    total = []
    for user, flow in contributions:
        label = user.rpartition(".")[2]
        step = _step(tape, which, flow.gradient, flow.why, suffix=f" via {label}")
        tape.steps.append(step)
        total.append(step.ref)
        tape.closed[step.name] = _closed(tape, step.formula)
    why = _uses(tape, which, len(total))
    step = Step(derivative_name(tape.top, which), added(total), why, "gradient")
    _finish(tape, step)


def _record(
    tape: _Tape, which: str, gradient: Expr, why: Words, reached: tuple[Rewriting, ...] = ()
) -> None:
    step = _step(tape, which, gradient, why)
    lines = tuple(Line(fold(form, tape.known), words) for form, words in reached)
    _finish(tape, replace(step, before=(*lines, *step.before)))


def _step(tape: _Tape, which: str, gradient: Expr, why: Words, suffix: str = "") -> Step:
    label = derivative_name(tape.top, which) + suffix
    rule = _tidied(tape, gradient)
    shorter = collapsed(rule, _used(tape, rule), tape.forward.facts)
    if shorter is None:
        return Step(label, rule, why, "gradient")
    formula, last, before = shorter
    return Step(label, formula, last, "gradient", before=(Line(rule, why), *before))


def _used(tape: _Tape, rule: Expr) -> dict[str, Expr]:
    """Give the formulas of the steps that a rule uses; a sum over uses has its summands put in."""
    formulas = {step.name: step.formula for step in tape.steps if not step.minor}
    found: dict[str, Expr] = {}
    for used in names_in(rule):
        if used in formulas:
            parts = names_in(formulas[used])
            summands = {part: formulas[part] for part in parts if " via " in part}
            found[used] = tape.tidy(substitute(formulas[used], summands))
    return found


def _closed(tape: _Tape, formula: Expr) -> Expr:
    return tape.tidy(substitute(formula, tape.closed))


def _finish(tape: _Tape, step: Step) -> None:
    """Add what the step becomes when the earlier gradients are put in, unless nobody would read it.

    Later steps then start again from this one's name.
    """
    closed = _closed(tape, step.formula)
    short = closed.weight <= LONGEST
    tape.closed[step.name] = closed if short else step.ref
    lines = (Line(closed, ("put in the gradients above",)),)
    tape.steps.append(replace(step, after=lines if short and closed != step.formula else ()))
