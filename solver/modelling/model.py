"""Steps that have been built, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, make, names_in
from solver.algebra.gradient_names import as_derivative
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.derivation.forward import Forward
from solver.modelling.answers import answers, told_of, written_on
from solver.modelling.asked import (
    Derivatives,
    Question,
    dependence,
    derive,
    local_derivatives,
)
from solver.modelling.describe import describe
from solver.modelling.equations import forward_step, name_inputs
from solver.modelling.givens import World
from solver.modelling.upstream import Upstream
from solver.plan import Step


@dataclass(frozen=True)
class Model:
    """Steps that have been built, and what may be asked of them."""

    world: World
    taken: tuple[Step, ...]
    own: Mapping[str, Step]
    arriving: Upstream
    linked: bool

    @property
    def formulas(self) -> dict[str, Expr]:
        """The formulas of the steps, by name."""
        return {key: step.formula for key, step in self.own.items()}

    @property
    def local(self) -> Mapping[str, Expr]:
        """The derivatives that are given."""
        return local_derivatives(self.world, self.arriving)

    @property
    def refs(self) -> dict[str, Expr]:
        """References to the givens and steps."""
        taken = {step.name: step.ref for step in self.taken}
        own = {step.name: step.ref for step in self.own.values()}
        return {**self.world.names, **taken, **own}

    @property
    def losses(self) -> frozenset[str]:
        """The losses that are not written out."""
        return self.world.extra - frozenset(self.refs)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of what the forward pass starts from."""
        givens = {given.name: given.shape for given in self.world.givens}
        return givens | {step.name: step.shape for step in self.taken}

    @property
    def scope(self) -> Scope:
        """The scope of questions: all names, and the derivatives between them."""
        shapes = self.shapes | {key: formula.shape for key, formula in self.formulas.items()}
        derivatives = Derivatives(shapes, self.local, self.losses, dependence(self.formulas))
        return self.world.scope(derivatives).with_names(self.refs)

    def wanted_shape(self, given: str) -> Shape | None:
        """Say which shape a given has to have if it is a derivative; None if it is none of these.

        FormulaError if it would have too many axes.
        """
        shapes = self.shapes | {key: formula.shape for key, formula in self.formulas.items()}
        pair = as_derivative(given)
        known = pair and pair.bottom in shapes and pair.top in {*shapes, *self.losses}
        return Derivatives(shapes, {}, self.losses).shape_of(*pair) if pair and known else None

    def steps(
        self, questions: list[Question], mentioned: list[Expr], required: Sequence[Expr] = ()
    ) -> tuple[Step, ...]:
        """Derive what is asked for, mentioned or required, and put all steps in order."""
        asked = [expr for q in questions for expr in q.formulas]
        wanted = [*asked, *mentioned, *required]
        formulas = self.formulas
        if self.linked and any(as_derivative(used) for expr in wanted for used in names_in(expr)):
            formulas = name_inputs(formulas, self.refs)
        forward = [self._step(key, formula) for key, formula in formulas.items()]
        through = Forward(formulas, self.shapes, self.world.facts, self.local)
        derived = derive(through, wanted, self.losses)
        known = {*self.refs, *formulas, *(step.name for step in derived)}
        found = answers(questions, known, derived)
        known |= {step.name for step in found}
        told = told_of(mentioned, known)
        return (*written_on(questions, (*self.taken, *forward, *derived, *found)), *told)

    def _step(self, key: str, formula: Expr) -> Step:
        """Give a step whose inputs may have got names since it was built."""
        step = self.own.get(key)
        if step is None:
            return forward_step(key, formula, fresh=True)
        named = formula != step.formula
        return replace(step, formula=formula, why=describe(formula)) if named else step

    def stand_ins(self) -> tuple[tuple[str, Expr], ...]:
        """Write a scalar for every loss that is not written out: Σ gradient · step."""
        found: dict[str, Expr] = {}
        for key, slope in self.local.items():
            pair = as_derivative(key)
            if pair is None or pair.top not in self.losses or pair.bottom not in self.refs:
                continue
            term = make("sum", slope * self.refs[pair.bottom], axis=None)
            found[pair.top] = found[pair.top] + term if pair.top in found else term
        return tuple(found.items())
