"""Exact evaluation: rationals within a budget of digits, balls beyond, at flint's precision."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpz

from solver.algebra import exact
from solver.algebra.expr import Expr
from solver.algebra.op import OPS, Op
from solver.backends.arrays import BUDGET, entrywise, exact_array
from solver.backends.base import Backend, EvaluationError, Scope
from solver.backends.namespace import NAMESPACE
from solver.rounding import Rounded


def exact_number(value: Any) -> Any:
    """Turn any number into `fmpq`, doubles at their exact value; a ball stays a ball."""
    if isinstance(value, fmpq | arb):
        return value
    if isinstance(value, int | fmpz | np.integer | np.bool_):
        return fmpq(int(value))
    if isinstance(value, Rounded):
        value = value.value
    try:
        return exact.rational(Fraction(value))
    except (OverflowError, ValueError, TypeError):
        raise EvaluationError(f"{value!r} is not an exact number") from None


def bounded(value: Any) -> Any:
    """Let a rational past the budget of digits become a ball, which must be finite."""
    if isinstance(value, fmpq):
        return arb(value) if value.height_bits() > BUDGET else value
    return exact.finite(value) if isinstance(value, arb) else exact_number(value)


def tidy(result: Any) -> Any:
    """Make a kernel's result an array of exact numbers within the budget, or of truth values."""
    array = result if hasattr(result, "dtype") else np.asarray(result, dtype=object)
    return array if array.dtype == bool else entrywise(bounded)(array)


@lru_cache(maxsize=1024)
def _lifted(node_op: str, attrs: tuple[tuple[str, Any], ...]) -> Any:
    function: Any = OPS[node_op].exact
    parameters = dict(attrs)
    return entrywise((lambda value: function(value, **parameters)) if parameters else function)


class _Exact:
    """Object arrays of exact numbers."""

    name = "exact"
    xp: Any = NAMESPACE

    def session(self) -> AbstractContextManager[Any]:
        """Leave everything as it is; the precision is the evaluator's to choose."""
        return nullcontext()

    def array(self, value: Any) -> Any:
        """Take numbers in; truth values stay truth values."""
        if isinstance(value, np.ndarray) and value.dtype == bool:
            return value
        plain = value.tolist() if hasattr(value, "tolist") else value
        return entrywise(exact_number)(np.asarray(plain, dtype=object))

    @lru_cache(maxsize=1024)  # noqa: B019 - there is one instance, and it stays
    def number(self, value: Fraction | int) -> Any:
        """Make a 0-d array."""
        return exact_array(exact.rational(value))

    def special(self, function: str, value: Any) -> Any:
        """Apply a function of balls."""
        if function == "pi":
            return exact_array(arb.pi())
        return entrywise(_ball_function(function))(value)

    def apply(self, op: Op, ctx: Scope, node: Expr, values: list[Any]) -> Any:
        """Run the kernel, or the op's own exact function entry by entry."""
        if op.exact is not None:
            return tidy(_lifted(node.op, node.attrs)(*values))
        return tidy(op.kernel(ctx, node, *values))


@lru_cache
def _ball_function(name: str) -> Any:
    return lambda value: getattr(exact.ball(value), name)()


EXACT: Backend = _Exact()
