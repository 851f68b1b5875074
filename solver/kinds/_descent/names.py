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
from solver.kinds._descent.methods import COUNT, GRADIENT, METHODS, PLACE
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
    samples: tuple[str, ...] = ()
    count: int = 0  # of the samples

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
    samples, count = _samples(spec, fresh, any(method.batch for method in methods))
    _check_batches(methods, count)
    _refuse_twice(fresh)
    _check(spec, fresh, shape, amount.mark)
    inner = replace(spec, given=(*spec.given, *fresh))
    return Task(inner, variable, shape, methods, parameters, start, samples, count)


def _samples(spec: Spec, fresh: list[GivenSpec], batched: bool) -> tuple[tuple[str, ...], int]:
    """Make givens of the samples, which are columns of one length."""
    found = spec.own.get("samples", ())
    lengths = {key: shape[0] for key, _, (shape, _) in found if shape[1:] == (1,)}
    count = next(iter(lengths.values()), 0)
    for key, mark, (shape, value) in found:
        if batched and key in {COUNT, GRADIENT, PLACE}:
            what = f"`{key}` has a meaning in updates: it cannot name a number of the samples"
            raise SpecError(Complaint(mark, what, f"choose another name, such as `{key}_`"))
        if key not in lengths:
            what = f"`{key}` is {show(shape)}: it has one number for each sample"
            raise SpecError(Complaint(mark, what, "write a flat list: `[1, 2, 3]`"))
        if lengths[key] != count:
            first = next(iter(lengths))
            what = f"`{key}` has {lengths[key]} numbers, and `{first}` has {count}"
            raise SpecError(Complaint(mark, what, "each sample has one number in each list"))
        fresh.append(GivenSpec(key, mark, shape, value))
    return tuple(lengths), count


def _check_batches(methods: tuple[MethodSpec, ...], count: int) -> None:
    """Complain of batches where there are no samples, or not as many."""
    for method in methods:
        if method.batch and not count:
            hint = "list them: `samples: {x: [1, 2], y: [0, 1]}`"
            raise SpecError(Complaint(method.mark, "there are no samples to make batches of", hint))
        if method.batch > count:
            message = f"a batch of {method.batch} is more than the {count} samples"
            raise SpecError(Complaint(method.mark, message))


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
    if not method.method:
        return method.label
    found = METHODS[method.method]
    each = "1 sample" if method.batch == 1 else f"{method.batch} samples"
    return found.title + (f" on {each} at a time" if method.batch and not found.batch else "")
