"""The givens of a spec as names with shapes, and the scope that formulas are read against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from solver.algebra.expr import Expr, name
from solver.algebra.gradient_names import as_derivative
from solver.algebra.ops.leaves import size
from solver.algebra.read import read
from solver.algebra.scope import Function, Scope
from solver.algebra.shapes import symbol, symbols_in
from solver.errors import MOST, Complaint, FormulaError, Mark, UndefinedFunction, UndefinedName
from solver.plan import Given
from solver.spec.model import GivenSpec, Shuffle, Spec


class Complaints(list[Complaint]):
    """Complaints gathered while a spec is read; reading goes on after each.

    What uses a `broken` name is not complained about again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.broken: set[str] = set()

    def attempt(self, mark: Mark, action: Callable[[], Any]) -> Any:
        """Do something with a formula that stands at a mark; note what is wrong with it."""
        try:
            return action()
        except FormulaError as error:
            if not (isinstance(error, UndefinedName) and error.wanted in self.broken):
                self._note(error, mark)
        except RecursionError:
            self.append(Complaint(mark, "the formula is nested too deeply"))
        return None

    def _note(self, error: FormulaError, mark: Mark) -> None:
        """Note what is wrong, without a hint once there are more complaints than are shown."""
        self.append(error.at(mark) if len(self) < MOST else Complaint(mark, error.message))


@dataclass(frozen=True, slots=True)
class World:
    """What formulas may refer to before any step is defined."""

    givens: tuple[Given, ...]
    names: Mapping[str, Expr]
    functions: Mapping[str, Function]
    facts: Mapping[str, frozenset[str]]
    extra: frozenset[str]  # names that only occur in derivatives, as an unwritten loss

    def scope(self, derivative: Callable[[str, str], Expr]) -> Scope:
        """Make the scope of the givens."""
        return Scope(dict(self.names), dict(self.functions), derivative, self.extra)


def world_of(spec: Spec, complaints: Complaints) -> World:
    """Read the givens, the sizes their shapes name, and the author's functions."""
    givens = tuple(_given(given) for given in spec.given if not given.step)
    derivatives = [pair for given in spec.given if (pair := as_derivative(given.name))]
    names = {given.name: name(given.name, given.shape) for given in givens}
    names |= _sizes(spec.given, names)
    functions = _functions(spec, complaints)
    moved = {each.name for each in spec.vary if not isinstance(each.law, Shuffle)}
    moved |= {each.name for each in spec.let}
    facts = {g.name: g.facts | (frozenset() if g.name in moved else _seen(g)) for g in givens}
    extra = frozenset(side for pair in derivatives for side in pair)
    return World(givens, names, functions, facts, extra)


def _given(given: GivenSpec) -> Given:
    return Given(given.name, given.shape, given.value, given.facts)


def _seen(given: Given) -> frozenset[str]:
    """Note facts that a fixed value shows: the entries of a vector that sum to 1."""
    if given.value is not None and len(given.shape) == 2 and 1 in given.shape:
        entries = [entry for row in given.value for entry in row]  # type: ignore[union-attr]
        if sum(entries) == 1 and len(entries) > 1:
            hot = all(entry in {Fraction(0), Fraction(1)} for entry in entries)
            return frozenset({"one_hot", "sums_to_1"} if hot else {"sums_to_1"})
    return frozenset()


def _sizes(givens: tuple[GivenSpec, ...], names: Mapping[str, Expr]) -> dict[str, Expr]:
    """Let the sizes in shapes be used as numbers: the `n` of `{shape: [n, 1]}`."""
    found = {key: None for given in givens for key in symbols_in(given.shape)}
    return {key: size(symbol(key)) for key in found}


def _functions(spec: Spec, complaints: Complaints) -> dict[str, Function]:
    """Read the author's functions in order; later ones may call earlier ones."""
    known: dict[str, Function] = {}
    for k, function in enumerate(spec.functions):
        body: Expr | None = None
        if function.body is not None:
            scope = Scope({function.parameter: name(function.parameter)}, dict(known))
            later = [other.name for other in spec.functions[k:]]
            action = partial(_body, function.body.text, scope, later)
            body = complaints.attempt(function.body.mark, action)
            if body is None:
                complaints.broken.add(function.name)
                continue
        known[function.name] = Function(function.parameter, body)
    return known


def _body(text: str, scope: Scope, later: list[str]) -> Expr:
    """Read what a function computes; explain a call of itself, or of one further down."""
    try:
        return read(text, scope)
    except UndefinedFunction as error:
        if error.wanted not in later:
            raise
        if error.wanted == later[0]:
            message, hint = f"`{error.wanted}` calls itself", "use `scan` to repeat a step"
        else:
            message = f"`{error.wanted}` is called before it is defined"
            hint = "functions are read in order: move it up; two cannot call each other"
        raise FormulaError(message, hint, error.offset) from None
