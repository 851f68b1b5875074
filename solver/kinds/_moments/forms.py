"""How the numbers of this kind read: an order of growth, and what draws give."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from solver.algebra.op import Law, Words
from solver.algebra.symbols import symbol_latex
from solver.forms import Form, Read, flat, shaped
from solver.kinds._moments.asymptotic import LOOSE, growth


@dataclass(frozen=True, slots=True)
class Theta(Form):
    """The power p of Θ(nᵖ)."""

    variable: str
    type: ClassVar[str] = "growth"

    def words(self, value: Any) -> Words:
        letter, power = symbol_latex(self.variable, {}), _power(value)
        shown = {Fraction(0): "1", Fraction(1): letter, Fraction(1, 2): rf"\sqrt{{{letter}}}"}
        inner = shown.get(power, f"{letter}^{{{power}}}")
        return (Law(self.data(value), rf"\Theta({inner})"),)

    def data(self, value: Any) -> str:
        power = _power(value)
        shown = {Fraction(0): "1", Fraction(1): self.variable}
        return f"Theta({shown.get(power, f'{self.variable}^({power})')})"

    def read(self, answer: str, value: Any) -> Read | None:
        found = growth(answer, self.variable)
        if found is None:
            return None
        power, tight = found
        return Read(shaped((power,), value), "" if tight else LOOSE)

    def same(self, read: Read, value: Any) -> bool:
        return [_power(part) for part in flat(read.value)] == [_power(part) for part in flat(value)]


def _power(value: Any) -> Fraction:
    return Fraction(getattr(value, "value", value)).limit_denominator(12)


@dataclass(frozen=True, slots=True)
class Estimates(Form):
    """A mean and a variance with their standard errors."""

    type: ClassVar[str] = "array"
    reads_numbers: ClassVar[bool] = True

    def words(self, value: Any) -> Words:
        mean, error, variance, doubt = (f"{float(_plain(part)):.4g}" for part in flat(value))
        return (f"mean {mean} ± {error}, variance {variance} ± {doubt}",)

    def data(self, value: Any) -> list[float]:
        return [float(_plain(part)) for part in flat(value)]


def _plain(part: Any) -> Any:
    return getattr(part, "value", part)
