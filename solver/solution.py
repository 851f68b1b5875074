"""What an evaluation gives: the value of every step, and how it may be printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from solver.backends.base import CAP, EvaluationError
from solver.backends.intervals import (
    Entry,
    Wide,
    entry_of,
    nearest_double,
    rational_entries,
    require_signs,
    rounded_entries,
)
from solver.errors import MarkschemeError
from solver.plan import Plan

if TYPE_CHECKING:
    from solver.evaluate import Request

Decide = Callable[[Sequence[Entry], bool], Sequence[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The values of a plan's names, and the sizes they have.

    `values` hold float64 arrays or tensors, or object arrays of flint numbers, with leading batch
    axes if the givens had them. `request` is what was asked, `precision` the bits it took. `placed`
    says of an error, found when a value is to be printed, where in a file its step is written.
    `told` keeps what has been worked out about values.
    """

    plan: Plan
    values: Mapping[str, Any]
    backend: str
    sizes: Mapping[str, int]
    precision: int
    request: Request
    placed: Callable[[EvaluationError], MarkschemeError] | None = None
    told: dict[tuple[str, int], Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def floats(self, name: str) -> Any:
        """Give nested lists of the nearest doubles (strings beyond them), or of bools."""
        if self.values[name].dtype == object:
            return self._told(name, 0, lambda: _settle(self, name, _doubles, list))
        found = [_named(entry) for entry in self.values[name].reshape(-1).tolist()]
        return _nested(self.values[name].shape, found, list)

    def exact(self, name: str) -> Any:
        """Give nested lists of strings such as `-3/4`; None once a value has left the rationals."""
        values = self.values[name]
        found = rational_entries(values.reshape(-1).tolist()) if self.backend == "exact" else None
        return _nested(values.shape, [str(entry) for entry in found], list) if found else None

    def rounded(self, name: str, digits: int = 4) -> Any:
        """Give nested tuples: Fraction where a value is rational, else Rounded, each digit right.

        The rounded entries of a matrix share their decimals where they do not spread too far.
        Precision rises until every digit is decided; EvaluationError reports a tie at the cap.
        Infinities and NaN, which only doubles have, stay floats.
        """
        decide: Decide = lambda found, last: rounded_entries(found, digits, last)  # noqa: E731
        return self._told(name, digits, lambda: _settle(self, name, decide, tuple))

    def _told(self, name: str, digits: int, work_out: Callable[[], Any]) -> Any:
        if (name, digits) not in self.told:
            self.told[name, digits] = work_out()
        return self.told[name, digits]


def _settle(solution: Solution, name: str, decide: Decide, shell: Callable[..., Any]) -> Any:
    """Decide about every entry, with more precision as long as that is needed."""
    from solver.evaluate import again  # evaluation sits above what it gives

    placed = solution.placed
    while True:
        last = solution.precision >= CAP
        array = solution.values[name]
        try:
            return _nested(array.shape, list(decide(_entries(array, last), last)), shell)
        except Wide as doubt:
            if last:
                error = EvaluationError(f"{name}: {doubt}", name)
                raise (placed(error) if placed else error) from None
            solution = again(solution.request, name, 2 * solution.precision)


def _entries(array: Any, last: bool) -> list[Entry]:
    flat = array.reshape(-1).tolist()
    if not last:
        require_signs(flat)
    return [entry_of(entry) for entry in flat]


def _doubles(entries: Sequence[Entry], last: bool) -> list[float | str]:
    return [_named(nearest_double(entry, last)) for entry in entries]


def _named(value: Any) -> Any:
    """Name a double that is not finite, since JSON has no such numbers."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _nested(shape: Sequence[int], flat: list[Any], shell: Callable[..., Any]) -> Any:
    if not shape:
        return flat[0]
    step = len(flat) // shape[0] if shape[0] else 0
    rows = (flat[k * step : (k + 1) * step] for k in range(shape[0]))
    return shell(_nested(shape[1:], row, shell) for row in rows)
