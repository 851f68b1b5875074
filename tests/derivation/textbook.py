"""A forward pass typed as equations, and the ends its gradients come to."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import Expr, name
from solver.algebra.plain import sentence
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.derivation.forward import Forward
from solver.derivation.gradients import gradients
from solver.plan import Step


class Derived:
    """The gradients of `L`, by name."""

    def __init__(
        self, givens: Mapping[str, Shape], facts: Mapping[str, str] | None = None, **equations: str
    ) -> None:
        self.names = {key: name(key, shape) for key, shape in givens.items()}
        formulas: dict[str, Expr] = {}
        for key, text in equations.items():
            formulas[key] = self.read(text)
            self.names[key] = name(key, formulas[key].shape)
        known = {key: frozenset({fact}) for key, fact in (facts or {}).items()}
        self.forward = Forward(formulas, givens, known)
        self.steps = {step.name: step for step in gradients(self.forward, "L", list(givens))}

    def read(self, text: str) -> Expr:
        """Read a formula over the givens, the forward pass, and derivatives of L."""
        return read(text, Scope(self.names, derivative=self._slope, extra=frozenset({"L"})))

    def _slope(self, top: str, bottom: str) -> Expr:
        return name(f"d{top}/d{bottom}", self.names[bottom].shape)

    def step(self, bottom: str) -> Step:
        return self.steps[f"dL/d{bottom}"]

    def end(self, bottom: str) -> Expr:
        """Give the last line of a step."""
        step = self.step(bottom)
        return step.after[-1].expr if step.after else step.formula

    def reasons(self, bottom: str) -> str:
        """Give all the reasons of a step, one a line."""
        step = self.step(bottom)
        lines = (*step.before, *step.after)
        return "\n".join(sentence(why) for why in (step.why, *(line.why for line in lines)))
