"""What the steps of a descent are called, and what of a spec becomes a given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from solver.algebra.shapes import Shape, show
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._descent.amounts import Amount
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.methods import METHODS
from solver.spec.model import Formula, GivenSpec, Spec

MINIMUM = "min"
ITERATES = "the iterates of "  # how the title of a run begins


def of(quantity: str, label: str) -> str:
    """Name what belongs to a method: `x_GD`."""
    return f"{quantity}_{label}"


@dataclass(frozen=True, slots=True)
class Task:
    """The spec of a descent, with its literal numbers as givens.

    `parameters` tell for each method which given holds a parameter, or the formula that does.
    """

    spec: Spec
    variable: str
    shape: Shape
    methods: tuple[MethodSpec, ...]
    parameters: Mapping[str, Mapping[str, Formula]]
    start: Formula

    @property
    def objective(self) -> str:
        """Name the objective."""
        found: str = self.spec.own["minimise"].name
        return found

    @property
    def steps(self) -> int:
        """Count the updates."""
        found: int = self.spec.own["steps"]
        return found


def task_of(spec: Spec, earlier: Mapping[str, Shape]) -> Task:
    """Make givens of the numbers of a spec: the start, the parameters, and the variable itself.

    The variable has no value: the gradient is derived, and checked, as a function of it.
    """
    variable, mark, amount = spec.own["start"]
    methods = tuple(replace(m, label=label, mark=at) for label, at, m in spec.own["methods"])
    shape = _shape(amount, spec, earlier)
    fresh = [GivenSpec(variable, mark, shape, facts=frozenset({"real"}))]
    start = _held(f"{variable}_0", amount, fresh)
    parameters = {}
    for method in methods:
        held = {}
        for name, where, value in _amounts(method, spec):
            key = name if len(methods) == 1 else of(name, method.label)
            held[name] = _held(key, replace(value, mark=where), fresh)
        parameters[method.label] = held
    _refuse_twice(fresh)
    _check(spec, fresh, shape, amount.mark)
    inner = replace(spec, given=(*spec.given, *fresh))
    return Task(inner, variable, shape, methods, parameters, start)


def _refuse_twice(fresh: list[GivenSpec]) -> None:
    """Complain of a variable that is called like a parameter of a method."""
    seen: set[str] = set()
    for given in fresh:
        if given.name in seen:
            message = f"`{given.name}` is a parameter here, and something else as well"
            hint = "choose another name for the variable"
            raise SpecError(Complaint(given.mark, message, hint))
        seen.add(given.name)


def _check(spec: Spec, fresh: list[GivenSpec], shape: Shape, mark: Mark) -> None:
    """Complain of givens that have the name of a number written elsewhere, and of matrices."""
    taken = {given.name for given in spec.given}
    complaints = [
        Complaint(
            given.mark,
            f"what is written here would be called `{given.name}`, as a given is",
            f"write `{given.name}` here to use the given",
        )
        for given in fresh
        if given.name in taken
    ]
    if shape and (len(shape) != 2 or shape[1] != 1):
        message = f"the variable is a number or a column, not {show(shape)}"
        complaints.append(Complaint(mark, message, "write a column as a flat list: `[1, 2]`"))
    if complaints:
        raise SpecError(*complaints)


def _held(key: str, amount: Amount, fresh: list[GivenSpec]) -> Formula:
    """Refer to an amount by a formula; a literal one becomes a given."""
    if amount.formula is not None:
        return amount.formula
    fresh.append(GivenSpec(key, amount.mark, amount.shape, amount.value))
    return Formula(key, amount.mark)


def _shape(amount: Amount, spec: Spec, earlier: Mapping[str, Shape]) -> Shape:
    """Find the shape of the start; a formula has that of the given it names, or is a number."""
    if amount.formula is None:
        return amount.shape
    wanted = amount.formula.text.strip()
    given = next((given for given in spec.given if given.name == wanted), None)
    if given is None:
        return ()
    return earlier.get(given.step, ()) if given.step else given.shape


def _amounts(method: MethodSpec, spec: Spec) -> Iterator[tuple[str, Mark, Amount]]:
    """List the parameters of a method, with the usual value of those that are not given."""
    yield from method.amounts
    given = {name for name, _, _ in method.amounts} | {given.name for given in spec.given}
    usual = METHODS[method.method].usual if method.method else {}
    for name, value in usual.items():
        if name not in given and value is not None:
            yield name, method.mark, Amount(method.mark, None, (), value)


def number_of(spec: Spec, formula: Formula) -> Fraction | None:
    """Read the value of a parameter, where it is a given with one."""
    found: Any = next((g.value for g in spec.given if g.name == formula.text.strip()), None)
    return found if isinstance(found, Fraction) else None


def called(method: MethodSpec) -> str:
    """Say what a method is called."""
    return METHODS[method.method].title if method.method else method.label
