"""A forward pass as named formulas, and what its derivatives are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from solver.algebra.expr import Expr, name, names_in
from solver.algebra.gradient_names import derivative_name
from solver.algebra.shapes import Shape
from solver.algebra.tidy import Facts


@dataclass(frozen=True, slots=True)
class Forward:
    """Named formulas in order, the shapes of the givens they start from, and what is known.

    `local` holds derivatives that are given instead of derived: local ones (`dz2/dz1` of a function
    left unknown), and those that arrive from outside (`dL/dY`, an upstream gradient), by name.
    """

    formulas: Mapping[str, Expr]
    givens: Mapping[str, Shape]
    facts: Facts = field(default_factory=dict)
    local: Mapping[str, Expr] = field(default_factory=dict)

    def ref(self, which: str) -> Expr:
        """Refer to a given or a step of the forward pass."""
        found = self.formulas.get(which)
        return name(which, found.shape if found is not None else self.givens[which])

    def users(self, which: str) -> list[str]:
        """List the steps that use a name, in order."""
        return [step for step, formula in self.formulas.items() if which in names_in(formula)]

    def local_derivative(self, top: str, bottom: str) -> Expr | None:
        """Look up a derivative that is given."""
        return self.local.get(derivative_name(top, bottom))

    def between(self, top: str, wanted: Iterable[str]) -> list[str]:
        """List the steps and givens that lead from the wanted names to `top`, last first.

        A name whose derivative is given from outside is followed no further up.
        """
        reached, feeding = self._reached_from(wanted), self._feeding(top)
        return [which for which in self._backwards() if which in reached and which in feeding]

    def _backwards(self) -> Iterator[str]:
        """Visit steps from the last to the first, each followed by the givens that enter there."""
        enters = {which: users[0] for which in self.givens if (users := self.users(which))}
        for step in reversed(list(self.formulas)):
            yield step
            yield from (which for which, first in enters.items() if first == step)
        yield from (which for which in self.givens if which not in enters)

    def _reached_from(self, wanted: Iterable[str]) -> set[str]:
        reached = set(wanted)
        for step, formula in self.formulas.items():
            if not reached.isdisjoint(names_in(formula)):
                reached.add(step)
        return reached

    def _feeding(self, top: str) -> set[str]:
        seeds = {which for which in (*self.givens, *self.formulas) if self.seeded(top, which)}
        feeding = {top} | seeds
        for step in reversed(tuple(self.formulas)):
            if step in feeding:
                feeding.update(names_in(self.formulas[step]))
        return feeding

    def seeded(self, top: str, which: str) -> bool:
        """Tell whether the derivative of `top` by a name arrives from outside."""
        return self.local_derivative(top, which) is not None and which not in names_in(
            self.formulas.get(top, name(top))
        )
