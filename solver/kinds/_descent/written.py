"""Updates written out: every equation with the numbers put in, in the order of the updates."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, name, names_in, number, substitute
from solver.document.blocks import Block, Chain, Formula, Link, Paragraph, Text, Value
from solver.document.filled import filled
from solver.document.words import DIGITS, is_rounded
from solver.kinds._descent.runs import Run
from solver.modelling.planned import Planned
from solver.plan import Given, Plan, Step
from solver.solution import Solution


def written_out(
    planned: Planned, run: Run, solution: Solution, count: int, digits: int = DIGITS
) -> Iterator[Block]:
    """Write out the first updates, one chain for each equation."""
    if not count:
        return
    made = list(_updates(planned, run, count))
    plan = _plan(made, solution)
    if plan is None:
        return
    known = {given.name: solution[given.name] for given in plan.givens}
    values = plan.evaluate(known, solution.backend)
    for k in range(1, count + 1):
        yield Paragraph((Text(f"Update {k}:"),), leads=True)
        for which, step in made:
            if which == k:
                yield _chain(step, values, digits)


def _updates(planned: Planned, run: Run, count: int) -> Iterator[tuple[int, Step]]:
    """Give a step for every state after every update; those of update 0 are the starts."""
    p = run.parts
    now: dict[str, Expr] = {}
    for state, start in zip(p.states, p.starts, strict=True):
        label = planned.key(f"{state}_0")
        if start.op == "name" and start.attr("name") == label:
            now[state] = start
        elif state != "t":
            yield 0, Step(label, start, ())
            now[state] = name(label, start.shape)
    for k in range(1, count + 1):
        for state, body in zip(p.states, p.bodies, strict=True):
            if state == "t":
                now[state] = number(k)
                continue
            step = Step(planned.key(f"{state}_{k}"), substitute(body, now), ())
            yield k, step
            now[state] = step.ref


def _plan(made: list[tuple[int, Step]], solution: Solution) -> Plan | None:
    """Put the updates into a plan of their own; None where their names are taken already."""
    steps = tuple(step for _, step in made)
    own = {step.name for step in steps}
    used = [u for step in steps for u in names_in(step.formula) if u not in own]
    outside = tuple(Given(key, _shape(key, solution)) for key in dict.fromkeys(used))
    taken = {given.name for given in solution.plan.givens} | {s.name for s in solution.plan.steps}
    return None if own & taken else Plan(outside, steps)


def _shape(key: str, solution: Solution) -> tuple[int, ...]:
    found: tuple[int, ...] = tuple(solution[key].shape)
    return found


def _chain(step: Step, values: Solution, digits: int) -> Chain:
    links = [Link(Formula(step.formula))]
    opened = step.formula
    if opened.op == "fn":  # f′ of a number: the formula of the derivative, with the number put in
        opened = substitute(opened.args[1], {opened.attr("parameter"): opened.args[0]})
    shown = filled(opened, values)
    if shown is not None:
        inexact = any(is_rounded(value, DIGITS) for _, value in shown.values)
        links.append(Link(shown, (), "≈" if inexact else "=", optional=True))
    value = values.rounded(step.name, digits)
    links.append(Link(Value(value, digits), (), "≈" if is_rounded(value, digits) else "="))
    return Chain(Formula(step.ref), tuple(links))
