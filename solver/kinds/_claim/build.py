"""The steps of a claim: what its author computes, the verdict, and the evidence for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from solver.algebra.expr import Expr, bound_names, names_in, walk
from solver.algebra.ops.ranges import ranges_of
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import Complaint, FormulaError
from solver.kinds._claim.evidence import Evidence, evidence, is_stated
from solver.kinds._claim.fields import ALWAYS, SOMETIMES, USUALLY
from solver.kinds._claim.reason import VERDICT, verdict_mark
from solver.modelling.equations import forward_steps
from solver.modelling.plotting import check_plots
from solver.modelling.start import Start
from solver.plan import Step
from solver.spec.model import Ask, Asked, Formula
from solver.text.markdown import MENTION

_BY_OP = {"forall": ALWAYS, "exists": SOMETIMES}


def steps_of(start: Start, asks: tuple[Asked, ...]) -> Iterator[Step]:
    """Read the author's steps and the condition; make of it the verdict and what shows it."""
    own = start.spec.own
    steps = forward_steps(own.get("steps", ()), start.scope, start.complaints, start.marks)
    check_plots(own.get("plots", ()), start, steps)
    _check_mentions(start)
    reasons = _reasons(start, {*(step.name for step in steps), VERDICT})
    asked = {ask.name for ask in asks if isinstance(ask, Ask)}
    yield from (_told(step, reasons, step.name in asked) for step in steps)
    scope = start.scope.with_names({step.name: step.ref for step in steps})
    wanted: Formula = own["holds"]
    holds = start.complaints.attempt(wanted.mark, lambda: _condition(wanted.text, scope))
    if holds is None:
        start.complaints.broken.add(VERDICT)
    else:
        says = own.get("says") or _BY_OP.get(holds.op, USUALLY)
        found = evidence(Evidence(holds, own["verdict"][0], says, reasons.get(VERDICT, "")))
        start.marks.setdefault(VERDICT, wanted.mark)
        for step in found:  # but what an author calls by such a name stands where it is written
            start.marks.setdefault(step.name, verdict_mark(start.spec))
        yield from found


def _reasons(start: Start, known: Collection[str]) -> dict[str, str]:
    """Collect what the author says of steps; complain of what is said of others."""
    found: dict[str, str] = {}
    for key, mark, words in start.spec.own.get("why", ()):
        found[key] = words
        if key not in known and key not in start.complaints.broken:
            hint = f"the steps are {', '.join(sorted(known))}"
            start.complaints.append(Complaint(mark, f"`{key}` is not a step", hint))
    return found


def _told(step: Step, reasons: Mapping[str, str], asked: bool) -> Step:
    """Let numbers that are only stated be told in one line, other steps in one line each."""
    own = step.name in reasons
    role = "forward" if asked else "constant" if is_stated(step) and not own else "witness"
    return replace(step, role=role, why=(reasons[step.name],) if own else step.why)


def _check_mentions(start: Start) -> None:
    """Complain of a claim that mentions anything but given numbers: they would tell the verdict."""
    known = {given.name for given in start.world.givens}
    claim = start.spec.own["claim"]
    for found in MENTION.finditer(claim):
        if found[1] not in known:
            message = f"`{found[1]}` is not given: a claim mentions nothing else"
            hint = "mention what is computed in the reason"
            start.complaints.append(Complaint(claim.at(found.start(1)), message, hint))


# --- the condition -------------------------------------------------------------------------------
def _condition(text: str, scope: Scope) -> Expr:
    """Read what is to be decided; FormulaError if it is not one thing, or nothing is computed."""
    holds = read(text, scope)
    if not holds.is_scalar:
        raise FormulaError(f"`{holds}` is not one condition", "write `all(…)` around it")
    ranges = [node for node in walk(holds) if any(bound_names(node))]
    if not names_in(holds) and not ranges:
        hint = "let it depend on a step, or go through a range, as `all(n < 2**n, (n, 1, 20))`"
        raise FormulaError("nothing is computed here that could tell true from false", hint)
    for node in ranges:
        _refuse_idle(node)
    return holds


def _refuse_idle(node: Expr) -> None:
    """Complain of an index on which the condition does not depend."""
    if node.op not in _BY_OP:
        return
    used = {key for part in node.args for key in names_in(part)}
    for index, _, _ in ranges_of(node):
        if index not in used:
            raise FormulaError(f"the condition does not depend on `{index}`", "leave its range out")
