"""Whether the numbers that are given make a network: windows fit, groups divide, branches agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from solver.algebra.expr import Expr, names_in
from solver.backends.base import EvaluationError
from solver.errors import Complaint, SpecError
from solver.kinds._cnn_table.flow import Need
from solver.kinds._cnn_table.options import read_size
from solver.kinds._cnn_table.table import Table, all_steps
from solver.modelling.start import Start
from solver.plan import Given, Plan, Step


def check_numbers(table: Table, start: Start) -> None:
    """Complain where the numbers that are given make no network: first of the options alone."""
    sizes = list(input_needs(start))
    needs = [need for case in table.cases for row in case.rows for need in row.needs]
    given = set(start.scope.names)
    steps = list(all_steps(table, start))
    _check_names(steps, start)
    early = [need for need in needs if _names(need) <= given]
    found = list(unmet(sizes, known_values(start, [], sizes)))
    found = found or list(unmet(early, known_values(start, [], early)))
    if not found and not start.complaints:
        found = list(unmet(needs, known_values(start, steps, needs)))[:1]
    start.complaints.extend(found)


def _check_names(steps: list[Step], start: Start) -> None:
    """Refuse layers whose names make one cell of two."""
    known: set[str] = set()
    for step in steps:
        if step.name in known and not start.complaints:
            hint = "choose other names for the layers"
            message = f"two cells would be called `{step.name}`"
            raise SpecError(*start.complaints, Complaint(start.marks[step.name], message, hint))
        known.add(step.name)


def _names(need: Need) -> set[str]:
    return {used for expr in (need.value, *need.shown) for used in names_in(expr)}


def known_values(start: Start, steps: list[Step], needs: Sequence[Need]) -> dict[Expr, object]:
    """Evaluate what must hold, as far as the givens have values, and it can be computed."""
    try:
        return _values(start, steps, needs)
    except EvaluationError:  # what cannot be computed is told when the problem is solved
        half = len(needs) // 2
        parts = (needs[:half], needs[half:]) if half else ()
        return {key: value for part in parts
                for key, value in known_values(start, steps, part).items()}  # fmt: skip


def _values(start: Start, steps: list[Step], needs: Sequence[Need]) -> dict[Expr, object]:
    wanted = dict.fromkeys(expr for need in needs for expr in (need.value, *need.shown))
    labels = {expr: f"need {k}" for k, expr in enumerate(wanted)}
    extra = [Step(label, expr, ()) for expr, label in labels.items()]
    givens = {given.name: given for given in start.world.givens}
    taken = [
        Given(key, expr.shape)
        for key, expr in start.scope.names.items()
        if key not in givens and expr.op == "name"
    ]
    names = [step.name for step in steps]
    if len({*names, *start.scope.names}) < len(names) + len(start.scope.names):
        return {}  # a name stands for two things, which is complained about
    plan = Plan((*givens.values(), *taken), (*steps, *extra))
    known = {g.name: g.value for g in plan.givens if g.value is not None}
    solution = plan.evaluate(known, targets=list(labels.values()))
    return {
        e: _exact(solution.rounded(label, 9)) for e, label in labels.items() if label in solution
    }


def _exact(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_exact, value))
    return value if isinstance(value, Fraction) else Fraction(str(value))


def input_needs(start: Start) -> Iterator[Need]:
    """Require that the sizes of the input are whole numbers."""
    formulas, _ = start.spec.own.get("input", ((), start.spec.mark))
    for formula in formulas:
        size = read_size(formula, start.scope, start.complaints)
        if size is not None:
            message = f"the input size `{formula.text}` is {{0}}: it must be a whole number above 0"
            yield Need(formula.mark, size, message, shown=(size,))


# --- complaints ----------------------------------------------------------------------------------
def unmet(needs: Iterable[Need], values: dict[Expr, object]) -> Iterable[Complaint]:
    """Complain of what does not hold of the values that are known."""
    for need in needs:
        value = values.get(need.value)
        if value is not None and not _holds(need, value):
            shown = [said(values.get(expr)) for expr in need.shown]
            yield Complaint(need.mark, need.message.format(*shown), need.hint)


def _holds(need: Need, value: object) -> bool:
    entries = value if isinstance(value, tuple) else (value,)
    for entry in entries:
        assert isinstance(entry, Fraction)
        if entry.denominator != 1 or (need.least is not None and entry < need.least):
            return False
        if need.most is not None and entry > need.most:
            return False
    return True


def said(value: object) -> str:
    """Write a value in a complaint: a number, or the sizes of a shape."""
    if isinstance(value, tuple):
        return " × ".join(map(said, value))
    return "?" if value is None else str(value)
