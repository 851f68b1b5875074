"""The setting of a simulation: numbers for all that has none, and what contradicts is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from solver.algebra.ops.moments import Random
from solver.algebra.shapes import bind, show, symbols_in
from solver.backends.base import EvaluationError
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._moments.derived import Quantity
from solver.kinds._moments.fields import Simulation
from solver.kinds._moments.simulated import Setting, literal, needed, simulated
from solver.modelling.assumptions import assumptions_of
from solver.modelling.givens import Complaints
from solver.modelling.start import Start
from solver.plan import Given, Plan, Step
from solver.spec.facts import violation

Known = Mapping[str, Random]


def simulation_of(
    quantities: Mapping[Quantity, str], known: Known, derived: Sequence[Step], start: Start
) -> list[Step]:
    """Simulate every quantity, to be told with a result of its; SpecError if draws contradict."""
    plan: Simulation = start.spec.own.get("simulate") or Simulation(
        start.spec.own["quantity"][0][1]
    )
    wanted = needed([one.body for one in quantities], known)
    setting = replace(_setting(plan, wanted, known, start), share=len(quantities))
    steps = {step.name: step for step in derived}
    found: list[Step] = []
    for one, told in quantities.items():
        action = partial(simulated, one, known, setting, steps, told)
        found += start.complaints.attempt(plan.mark, action) or []
    give_up(start)
    start.marks.update({step.name: plan.mark for step in found})
    _refuse_contradiction([*derived, *found], start, plan.mark)
    return found


def _setting(plan: Simulation, wanted: Sequence[str], known: Known, start: Start) -> Setting:
    """Collect literals for the givens without a value, and numbers for all sizes."""
    givens = {given.name: given for given in start.world.givens}
    own = {key: value for key, _, value in plan.at}
    values = {key: given.value for key, given in givens.items()}
    values |= {key: value for key, (_, value) in own.items()}
    taken = {step.name for step in start.taken}
    missing = [key for key in wanted if values.get(key) is None and key not in taken]
    sizes = {key: int(v) for key, v in values.items()
             if isinstance(v, Fraction) and v.denominator == 1}  # fmt: skip
    for key in missing:
        hint = f"add `simulate: {{at: {{{key}: …}}}}`"
        _say(start, plan.mark, f"the simulation needs a number for `{key}`", hint)
    _complain(plan, wanted, givens, sizes, start)
    give_up(start)
    _refuse_broken(plan, values, known, sizes, start)
    give_up(start)
    table = {key: literal(*pair) for key, pair in own.items() if key in givens}
    return Setting(plan, table, sizes)


def _complain(
    plan: Simulation,
    wanted: Sequence[str],
    givens: Mapping[str, Given],
    sizes: Mapping[str, int],
    start: Start,
) -> None:
    """Complain of numbers that nothing needs, or that do not fit what is known of them."""
    for key, mark, (shape, value) in plan.at:
        given = givens.get(key, Given(key, facts=frozenset({"integer", "at_least_1"})))
        if key not in wanted:
            _say(start, mark, f"no quantity depends on `{key}`")
        elif sizes.keys() >= set(symbols_in(given.shape)) and bind(given.shape, sizes) != shape:
            expected = show(bind(given.shape, sizes))
            _say(start, mark, f"`{key}` is {expected}, found {show(shape)}")
        elif broken := violation(value, given.facts):
            _say(start, mark, f"`{key}`: {broken}")


def _refuse_broken(
    plan: Simulation,
    values: Mapping[str, Any],
    known: Known,
    sizes: Mapping[str, int],
    start: Start,
) -> None:
    """Complain of numbers at which an assumption does not hold, or an array has no entries."""
    for one in known.values():
        shape = bind(one.ref.shape, sizes)
        if any(dim < 1 for dim in shape):
            _say(start, plan.mark, f"at these numbers `{one.name}` would be {show(shape)}")
    given = [Given(key, (), v) for key, v in values.items() if isinstance(v, Fraction)]
    broken = Complaints()
    assumptions_of(start.spec, start.scope, given, broken)
    for complaint in broken:
        _say(start, plan.mark, complaint.message.replace("givens", "numbers"))


def _say(start: Start, mark: Mark, message: str, hint: str = "") -> None:
    start.complaints.append(Complaint(mark, message, hint))


def _refuse_contradiction(steps: Sequence[Step], start: Start, mark: Mark) -> None:
    """Refuse to print what draws contradict: at four standard errors, that is hardly chance."""
    wanted = [step.name for step in steps if step.name.startswith("confirmed_")]
    plan = Plan(start.world.givens, (*start.taken, *steps), _outer(start))
    try:
        found = plan.evaluate(backend="numpy")
    except EvaluationError as error:
        raise SpecError(Complaint(mark, str(error), error.hint)) from None
    for key in wanted:
        if key in found and float(found[key]) != 1:
            hint = "another `seed` shows whether this was chance"
            what = f"the draws of {key.removeprefix('confirmed_')} contradict what was derived"
            raise SpecError(Complaint(mark, what, hint))


def _outer(start: Start) -> frozenset[str]:
    return frozenset(used for step in start.taken for used in step.uses)


def give_up(start: Start) -> None:
    """Raise what has been complained about."""
    if start.complaints:
        raise SpecError(*start.complaints)
