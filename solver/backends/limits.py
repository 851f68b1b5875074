"""What one evaluation may take: the entries of a value, and the operations on numbers in all.

Without limits a typing mistake, `fill(1, n, n)` with a large `n`, takes the machine down.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from solver.algebra.expr import Expr, walk
from solver.algebra.op import OPS
from solver.algebra.shapes import Dim, Shape, bind, show
from solver.backends.base import EvaluationError

VECTOR = 32  # entries that take about as long as the call of an operation does
HINT = "are the sizes and ranges meant?"


@dataclass(frozen=True, slots=True)
class Limits:
    """The entries of a value (of each set of a batch), and the operations of an evaluation."""

    entries: int
    operations: int


EXACT = Limits(2 * 10**4, 2 * 10**5)  # a few seconds
DOUBLES = Limits(10**7, 10**7)


class TooMuch(EvaluationError):
    """An evaluation would take too long, or too much memory; the message goes on from a name."""


class Budget:
    """What is left of an evaluation's operations."""

    def __init__(self, limits: Limits, sizes: Mapping[str, int]) -> None:
        self._limits, self._sizes, self._left = limits, sizes, float(limits.operations)

    def check(self, shape: Shape) -> None:
        """Refuse a value that is empty, or too large."""
        if (dims := self._bound(shape)) is None:
            return
        if any(dim < 1 for dim in dims):
            raise TooMuch(f"would be {show(dims)}: a size is at least 1")
        if math.prod(dims) > self._limits.entries:
            most = f"at most {self._limits.entries} entries are computed"
            raise TooMuch(f"needs an array that is {show(dims)}: {most}", hint=HINT)

    def take(self, formulas: Iterable[Expr], count: int = 1) -> None:
        """Take the operations of formulas off what is left, as often as they are repeated."""
        shares = [share for formula in formulas for share in _shares(formula)]
        for shape, _ in shares:
            self.check(shape)
        work = sum(1 + self._work(shape, inner) / VECTOR for shape, inner in shares)
        cost = count * max(work, 1)  # a name is looked up, at least
        self._left -= cost
        if self._left < 0:
            repeated = f"repeats a formula {count} times"
            what = "takes too many operations" if count == 1 else repeated
            most = f"at most {self._limits.operations} operations are computed"
            raise TooMuch(f"{what}: {most}", hint=HINT)

    def _work(self, shape: Shape, inner: Dim) -> int:
        return math.prod(self._bound((*shape, inner)) or ())

    def _bound(self, shape: Shape) -> tuple[int, ...] | None:
        try:
            return bind(shape, self._sizes)
        except KeyError:
            return None  # a size without a number: the formula cannot be computed anyway


@lru_cache(maxsize=4096)
def _shares(formula: Expr) -> tuple[tuple[Shape, Dim], ...]:
    """List the shapes of a formula's nodes, with the number of products in each entry."""
    return tuple(_share(node) for node in _computed(formula))


def _computed(formula: Expr) -> Iterator[Expr]:
    return (node for node in walk(formula) if node.args or node.shape)


def _share(node: Expr) -> tuple[Shape, Dim]:
    inner = OPS[node.op].inner
    return node.shape, inner(node) if inner else 1
