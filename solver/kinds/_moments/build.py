"""From a spec to steps: what is random, the quantities, their moments, growth and simulation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from solver.algebra import monomials
from solver.algebra.expr import Expr, name, names_in, transform
from solver.algebra.ops.leaves import size
from solver.algebra.ops.moments import Random
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import show, symbol, symbols_in
from solver.algebra.terms import terms_of
from solver.backends.base import EvaluationError
from solver.errors import Complaint, FormulaError, Mark
from solver.kinds._moments.derived import Quantity, growth_of, moments_of
from solver.kinds._moments.fields import RandomSpec
from solver.kinds._moments.setting import give_up, simulation_of
from solver.kinds._moments.spelled import spelled, spelled_size
from solver.modelling.start import Start
from solver.plan import Plan, Step
from solver.spec.model import Ask, Asked, Spec


@dataclass(frozen=True, slots=True)
class Kept:
    """What the statement says: the random arrays, and the quantities as they were written."""

    random: tuple[Random, ...]
    quantities: tuple[tuple[Expr, Expr], ...]


class Builder:
    """Builds the steps of one problem, and keeps what its statement needs."""

    def __init__(self, spec: Spec, asks: tuple[Asked, ...]) -> None:
        self.spec = spec
        self.asked = " ".join(ask.formula.text for ask in asks if isinstance(ask, Ask))
        self.kept = Kept((), ())

    def steps(self, start: Start) -> list[Step]:
        """Derive everything; SpecError lists all that is wrong."""
        known = self._known(start)
        quantities = self._quantities(start, known)
        give_up(start)
        found = [step for one, mark in quantities
                 for step in self._derived(one, mark, known, start)]  # fmt: skip
        give_up(start)
        drawn = simulation_of(
            {one: self._told(one.name) for one, _ in quantities}, known, found, start
        )
        return [*found, *drawn]

    def _told(self, key: str) -> str:
        """Find the result of a quantity that its simulation is told with: one that is asked for."""
        results = [f"{which}_{key}" for which in ("var", "std", "mean")]
        results += [f"growth_{result}" for result in results]
        asked = (one for one in results if re.search(rf"\b{one}\b", self.asked))
        return next(asked, results[0])

    # --- what is random, and the quantities ------------------------------------------------------
    def _known(self, start: Start) -> dict[str, Random]:
        found = {}
        for key, mark, one in self.spec.own["random"]:
            ref = name(key, one.shape)
            scope = _with_sizes(start.scope, ref)
            mean, variance = (_number(part, scope, start) for part in (one.mean, one.variance))
            if mean is None or variance is None:
                start.complaints.broken.add(key)
                continue
            self._check_sign(one, variance, start)
            if key in start.scope.names:
                start.complaints.append(Complaint(mark, f"`{key}` is a given and random as well"))
            found[key] = Random(ref, mean, variance)
        return found

    def _check_sign(self, one: RandomSpec, variance: Expr, start: Start) -> None:
        """Complain of a variance below 0, as far as it can be seen."""
        value = _value(variance, start)
        if value is not None and value < 0:
            message = f"a variance is at least 0, found {value}"
            start.complaints.append(Complaint(one.variance.mark, message))

    def _quantities(self, start: Start, known: dict[str, Random]) -> list[tuple[Quantity, Mark]]:
        refs = {key: name(key, one.shape) for key, _, one in self.spec.own["random"]}
        scope = start.scope.with_names(refs)
        for ref in refs.values():
            scope = _with_sizes(scope, ref)
        found, shown = [], []
        for key, mark, formula in self.spec.own["quantity"]:
            body = start.complaints.attempt(formula.mark, partial(read, formula.text, scope))
            if body is None or start.complaints.broken & set(names_in(body)):
                continue
            shown.append((name(key), body))
            check = partial(_checked, key, body, known, start)
            checked = start.complaints.attempt(formula.mark, check)
            if checked is not None:
                found.append((Quantity(key, checked), formula.mark))
            if key in start.scope.names:
                start.complaints.append(Complaint(mark, f"`{key}` is a given, and defined here"))
        self.kept = Kept(tuple(known.values()), tuple(shown))
        return found

    # --- what is derived -------------------------------------------------------------------------
    def _derived(
        self, one: Quantity, mark: Mark, known: dict[str, Random], start: Start
    ) -> list[Step]:
        positive = partial(_is_positive, start, tuple(known.values()))
        found = start.complaints.attempt(mark, partial(moments_of, one, known, positive)) or []
        start.marks.update({step.name: mark for step in found})
        return [*found, *self._growth(found, start)]

    def _growth(self, found: list[Step], start: Start) -> Iterator[Step]:
        if "growth" not in self.spec.own:
            return
        variable, mark = self.spec.own["growth"]
        if start.complaints.attempt(mark, partial(_size, start, variable)) is None:
            return
        for step in found:
            told = start.complaints.attempt(mark, partial(growth_of, step, variable))
            if told is not None:
                start.marks[told.name] = mark
                yield told


def _size(start: Start, variable: str) -> Expr:
    """Look up the size in which the growth is told, which must be a given."""
    found = start.ref(variable)
    if found.op != "name" or found.shape:
        raise FormulaError(f"`{variable}` is not a number among the givens",
                           f'add `{variable}: {{integer: ">= 1"}}` to `given`')  # fmt: skip
    return found


def _with_sizes(scope: Scope, ref: Expr) -> Scope:
    """Let the sizes in a random array's shape be used as numbers."""
    fresh = {key: size(symbol(key)) for key in symbols_in(ref.shape) if key not in scope.names}
    return scope.with_names(fresh)


def _number(formula: Any, scope: Scope, start: Start) -> Expr | None:
    found: Expr | None = start.complaints.attempt(formula.mark, partial(read, formula.text, scope))
    if found is not None and found.shape:
        message = f"a mean and a variance are numbers, not {show(found.shape)}"
        start.complaints.append(Complaint(formula.mark, message))
        return None
    return found


def _value(e: Expr, start: Start) -> Fraction | None:
    """Work out a formula of numbers, where all of them are known."""
    known = {given.name for given in start.world.givens if given.value is not None}
    if not known.issuperset(names_in(e)):
        return None
    try:
        found = Plan(start.world.givens, (Step("value", e, ()),)).evaluate(targets=["value"])
    except EvaluationError:
        return None
    return Fraction(float(found.floats("value")))


def _checked(key: str, body: Expr, known: dict[str, Random], start: Start) -> Expr:
    """Spell a quantity out in entries; refuse one that is not random, or no polynomial."""
    if set(known).isdisjoint(names_in(body)):
        raise FormulaError(f"`{key}` is not random", f"it uses none of {', '.join(known)}")
    if body.shape:
        raise FormulaError(f"`{key}` is {show(body.shape)}: moments are those of a number",
                           "write one entry of it, as `(W @ x)[i]`")  # fmt: skip
    found = transform(spelled(body, known), partial(_by_name, start))
    monomials.check(found, frozenset(known))
    return found


def _by_name(start: Start, node: Expr) -> Expr:
    """Call a size what the givens call it."""
    return spelled_size(node.attr("size"), start.scope.names) if node.op == "dim" else node


def _is_positive(start: Start, known: tuple[Random, ...], base: Expr) -> bool:
    """Tell whether a factor is positive: by what is given, or as the size of a random array."""
    if base.op == "dim":
        return True
    if base.op == "name":
        facts = start.world.facts.get(base.attr("name"), frozenset())
        return "positive" in facts
    dims = {dim for one in known for dim in one.ref.shape if not isinstance(dim, int)}
    names = {key: start.scope.names.get(key, size(symbol(key))) for d in dims for key, _ in d.terms}
    return any(not terms_of(base - spelled_size(dim, names)) for dim in dims)
