"""How the numbers of a descent read: a verdict, and a function drawn over a range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from solver.algebra.op import Words
from solver.forms import Form, Word

VERDICT = Word(("converging", "slow", "slowing", "overshooting", "diverging"))


@dataclass(frozen=True, slots=True)
class Curve(Form):
    """A function of the variable that is drawn between two ends; its values are numbers."""

    low: Fraction
    high: Fraction
    type: ClassVar[str] = "number"
    reads_numbers: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        return (str(float(value)),)

    def data(self, value: Any) -> Any:
        return float(value)
