"""The first updates written out with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra.expr import Expr, name
from solver.document.blocks import Block, Chain, Formula, Link, Paragraph, Text, Value
from solver.document.filled import filled
from solver.document.words import DIGITS, is_rounded
from solver.kinds._lms.task import RATE, START, Task
from solver.modelling.planned import Planned
from solver.plan import Given, Plan, Step
from solver.solution import Solution


def written_out(planned: Planned, solution: Solution, count: int) -> Iterator[Block]:
    """Write out the first updates: the error of a sample, then the weights."""
    samples = len(solution[planned.key("X")])
    known, steps = _known(planned, solution, count), _updates(planned, count, samples)
    shapes = {key: tuple(value.shape) for key, value in known.items()}
    made = list(steps(shapes))
    plan = Plan(tuple(Given(key, shape) for key, shape in shapes.items()), tuple(made))
    values = plan.evaluate(known, solution.backend)
    for k in range(count):
        epoch, sample = divmod(k, samples)
        lead = f"Epoch {epoch + 1}, sample" if count > samples else "Sample"
        yield Paragraph((Text(f"{lead} {sample + 1}:"),), leads=True)
        yield from (_chain(step, values) for step in made[2 * k : 2 * k + 2])


def _known(planned: Planned, solution: Solution, count: int) -> dict[str, Any]:
    """Cut the first samples and targets out of the data."""
    x, d = (solution[planned.key(key)] for key in ("X", "D"))
    found = {planned.key(RATE): solution[planned.key(RATE)]}
    first = planned.key(START)
    found[first] = solution[planned.key("w")][0, ...]
    for k in range(min(count, len(x))):
        found[planned.key(f"x_{k + 1}")] = x[k, :, None] if x.shape[1] > 1 else x[k, 0, ...]
        found[planned.key(f"d_{k + 1}")] = d[k, 0, ...]
    return found


def _updates(planned: Planned, count: int, samples: int) -> Any:
    """Give the steps of updates: samples have their numbers, errors and weights go on counting."""
    task: Task = planned.own

    def steps(shapes: dict[str, tuple[int, ...]]) -> Iterator[Step]:
        def ref(key: str) -> Expr:
            return name(planned.key(key), shapes[planned.key(key)])

        w = ref(START)
        for k in range(1, count + 1):
            sample = (k - 1) % samples + 1
            x, d = ref(f"x_{sample}"), ref(f"d_{sample}")
            error = Step(planned.key(f"e_{k}"), d - (x.T @ w if x.shape else x * w), ())
            yield error
            rate = task.update(ref(RATE))
            after = Step(planned.key(f"w_{k}"), w + rate * error.ref * x, ())
            yield after
            w = after.ref

    return steps


def _chain(step: Step, values: Solution) -> Chain:
    links = [Link(Formula(step.formula))]
    if shown := filled(step.formula, values):
        inexact = any(is_rounded(value) for _, value in shown.values)
        links.append(Link(shown, (), "≈" if inexact else "=", optional=True))
    value = values.rounded(step.name, DIGITS)
    links.append(Link(Value(value), (), "≈" if is_rounded(value) else "="))
    return Chain(Formula(step.ref), tuple(links))
