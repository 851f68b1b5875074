"""The numbers a plan is checked on: its own, or for a problem in symbols sampled ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np

from solver.algebra.expr import Expr, names_in
from solver.algebra.shapes import bind, symbols_in
from solver.backends.limits import EXACT, Budget, TooMuch
from solver.backends.sizes import symbols_of
from solver.check.branches import Aim, Branches, branches_of
from solver.check.case import Case, ends_of
from solver.check.unknowns import interpretations, pinned
from solver.evaluate import EvaluationError, evaluate
from solver.keyed import Draws
from solver.plan import Given, Plan, Step
from solver.solution import Solution

ROUNDS = 3  # sampled cases of a problem in symbols
SPARE = 4  # how much larger sizes become where they do not fit, as where they get a border
TRIES = 12  # attempts at one whose values are all finite
GRID = 16  # sampled reals are multiples of 1/16: exact, and exact in doubles


def cases(
    plan: Plan, exact: Solution | None, losses: Mapping[str, Expr], rounds: int = ROUNDS
) -> Iterator[Case]:
    """Give the case of the plan's own numbers, or several sampled ones that honour its facts."""
    formulas = _formulas(plan, losses)
    functions = interpretations(formulas)
    ready = pinned(plan)
    whole = exact if exact is not None and exact.backend == "exact" else None
    if all(given.value is not None for given in plan.givens):
        known = whole is not None
        base = evaluate(ready, None, "numpy", functions=functions, lenient=known)
        yield Case(ready, {}, functions, base, whole, False, losses)
        return
    branches = branches_of(ready)
    for k, aim in enumerate(chain([None] * rounds, branches.missing())):
        found = _sampled(ready, k, functions, losses, branches, aim)
        if found is not None:
            branches.note(found.givens)
            yield replace(found, exact=whole)
            ready = _varying(ready, losses)


def _varying(plan: Plan, losses: Mapping[str, Expr]) -> Plan:
    """Leave out the steps that are the same for all sampled numbers, and that nothing else needs.

    A derivative needs all between its two ends; what is above it needs what it uses.
    """
    moving = {given.name for given in plan.givens if given.value is None or symbols_in(given.shape)}
    wanted = {key for loss in losses.values() for key in names_in(loss)}
    wanted.update(*(names_in(form) for step in plan.steps for form in step.others))
    for step in plan.steps:
        if symbols_of(step.formula) or moving.intersection(step.uses):
            moving.add(step.name)
    kept: list[Step] = []
    for step in reversed(plan.steps):
        if step.name in moving | wanted:
            wanted.update(step.uses)
            wanted.update(ends_of(step))
            kept.append(step)
    return replace(plan, steps=tuple(reversed(kept)))


def _formulas(plan: Plan, losses: Mapping[str, Expr]) -> list[Expr]:
    others = (form for step in plan.steps for form in step.others)
    return [*(step.formula for step in plan.steps), *others, *losses.values()]


def _sampled(
    plan: Plan,
    k: int,
    functions: Any,
    losses: Mapping[str, Expr],
    branches: Branches,
    aim: Aim | None,
) -> Case | None:
    """Sample until every value is finite, and an aim is met.

    Every other of the later attempts takes positive numbers.
    """
    last, unfit = None, 0
    for attempt in range(TRIES * (1 + 8 * len(plan.assumptions))):
        draws = Draws("check", k, attempt)
        sizes = _sizes(plan, draws, min(unfit, SPARE))
        if sizes is None:
            continue
        drawn = _givens(plan, sizes, draws, positive=attempt >= TRIES // 2 and attempt % 2 == 1)
        givens = drawn if aim is None else branches.aimed(drawn, aim)
        if givens is None:
            continue
        try:
            base = evaluate(plan, givens, "numpy", functions=functions)
        except TooMuch:
            raise  # sampled sizes are small: the author's are not
        except EvaluationError:
            unfit += 1
            continue  # a size or an index that this problem does not have
        if not _assumed(plan, givens, functions):
            continue
        last = Case(plan, givens, functions, base, None, True, losses)
        if all(np.isfinite(value).all() for value in base.values.values()):
            return last
    if last is None and plan.assumptions and aim is None:
        raise EvaluationError("no numbers were found that keep to what is assumed")
    return last


def _assumed(plan: Plan, givens: Mapping[str, Any], functions: Any) -> bool:
    """Tell whether sampled givens keep to the assumptions."""
    steps = tuple(
        Step(f"assumption {k}", a.left - a.right, ()) for k, a in enumerate(plan.assumptions)
    )
    found = evaluate(Plan(plan.givens, steps), givens, "numpy", functions=functions)
    pairs = zip(steps, plan.assumptions, strict=True)
    return all(a.holds(float(found[step.name])) for step, a in pairs)


def _sizes(plan: Plan, draws: Draws, more: int = 0) -> dict[str, int] | None:
    """Draw small distinct sizes, out of `more` than are needed; None if a shape becomes empty."""
    shapes = [given.shape for given in plan.givens] + [step.shape for step in plan.steps]
    inner = (symbols_of(step.formula) for step in plan.steps)
    symbols = sorted(frozenset(chain(*map(symbols_in, shapes), *inner)))
    fixed = {g.name: int(_number(g)) for g in plan.givens if g.name in symbols and _number(g)}
    small = [size for size in range(2, len(symbols) + 4 + more) if size not in fixed.values()]
    drawn = dict(zip(symbols, draws.shuffled(small), strict=False)) | fixed
    if not all(size > 0 for shape in shapes for size in bind(shape, drawn)):
        return None
    for given in plan.givens:
        _check_size(given, drawn)
    return drawn


def _check_size(given: Given, sizes: Mapping[str, int]) -> None:
    """Refuse a given of more entries than can be drawn in no time."""
    try:
        Budget(EXACT, sizes).check(given.shape)
    except TooMuch as error:
        hint = "write a letter for a size that is not computed with, as `{shape: [n]}`"
        raise TooMuch(f"{given.name} {error}", given.name, hint) from None


def _number(given: Given) -> Fraction:
    return given.value if isinstance(given.value, Fraction) else Fraction(0)


def _givens(plan: Plan, sizes: Mapping[str, int], draws: Draws, positive: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for given in plan.givens:
        if given.value is None:
            size = sizes.get(given.name) if not given.shape else None
            drawn = _value(given, sizes, draws, positive)
            found[given.name] = drawn if size is None else Fraction(size)
    return found


def _value(given: Given, sizes: Mapping[str, int], draws: Draws, positive: bool) -> Any:
    shape = bind(given.shape, sizes)
    if given.facts & {"one_hot", "sums_to_1"}:
        return _shares(shape, draws, "one_hot" in given.facts)
    facts = given.facts | ({"positive"} if positive and "negative" not in given.facts else set())
    return _filled(shape, lambda: _entry(facts, draws))


def _filled(shape: Sequence[int], draw: Any) -> Any:
    if not shape:
        return draw()
    return tuple(_filled(shape[1:], draw) for _ in range(shape[0]))


def _entry(facts: frozenset[str], draws: Draws) -> Fraction:
    """Draw one number that has the facts."""
    least = [int(fact.removeprefix("at_least_")) for fact in facts if fact.startswith("at_least_")]
    if "integer" in facts or least:
        return Fraction(_integer(facts, least, draws))
    size = Fraction(draws.between(GRID // 4, 2 * GRID), GRID)
    minus = "negative" in facts or (not _above(facts) and draws.below(2) == 1)
    return -size if minus else size


def _integer(facts: frozenset[str], least: Sequence[int], draws: Draws) -> int:
    if "negative" in facts:
        return -draws.between(1, 4)
    if not _above(facts):
        return draws.between(-4, 4)
    low = max([*least, int("positive" in facts)])
    return draws.between(low, low + 4)


def _above(facts: frozenset[str]) -> bool:
    return any(f in {"positive", "nonnegative"} or f.startswith("at_least_") for f in facts)


def _shares(shape: tuple[int, ...], draws: Draws, hot: bool) -> Any:
    """Draw entries that add up to 1: in a vector as a whole, in a matrix along each row."""
    rows, columns = (1, shape[0]) if len(shape) == 1 else (shape[0], shape[-1]) if shape else (1, 1)
    if columns == 1:
        whole = _line(rows, draws, hot)
        return tuple((share,) for share in whole) if shape else whole[0]
    lines = tuple(_line(columns, draws, hot) for _ in range(rows))
    return lines[0] if len(shape) == 1 else lines


def _line(count: int, draws: Draws, hot: bool) -> tuple[Fraction, ...]:
    if hot:
        place = draws.below(count)
        return tuple(Fraction(int(k == place)) for k in range(count))
    weights = [draws.between(1, 9) for _ in range(count)]
    return tuple(Fraction(weight, sum(weights)) for weight in weights)
