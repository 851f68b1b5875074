"""Scalar functions in SymPy's own terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy


def _flat(rule: Callable[[Any], Any]) -> Any:
    """Make a function that rounds numbers, and whose derivative is 0: SymPy leaves it open."""

    class Rounding(sympy.Function):  # type: ignore[misc]
        @classmethod
        def eval(cls, value: Any) -> Any:
            return rule(value) if value.is_number else None

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0)

    return Rounding


FLOOR, CEILING = _flat(sympy.floor), _flat(sympy.ceiling)
SCALARS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "tanh": sympy.tanh,
    "relu": lambda x: sympy.Max(0, x),
    "leaky_relu": lambda x, slope: sympy.Max(0, x) + slope * sympy.Min(0, x),
    "elu": lambda x, alpha: sympy.Max(0, x) + alpha * (sympy.exp(sympy.Min(0, x)) - 1),
    "gelu": lambda x: x / (1 + sympy.exp(-sympy.Rational("1.702") * x)),
    "gelu_erf": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "exp": sympy.exp,
    "log": sympy.log,
    "erf": sympy.erf,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "sqrt": sympy.sqrt,
    "floor": FLOOR,
    "ceil": CEILING,
    "mod": lambda a, b: a - b * FLOOR(a / b),
}
