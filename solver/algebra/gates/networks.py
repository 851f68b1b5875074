"""Networks of threshold units: the smallest weights for given connections, and the fewest units.

A unit is the columns that feed it: those of the inputs, then those of earlier units. The last unit
is the output. Units whose weights are fixed compute what they compute; the others are tried with
everything they can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import count
from math import prod
from operator import mul

from solver.algebra.gates.certificate import ONE, Row
from solver.algebra.gates.domain import Domain, TooMany
from solver.algebra.gates.weights import (
    Choice,
    is_separable,
    rank,
    reachable,
    smallest,
)

MOST_LEAVES = 2 * 10**6  # networks that one search looks at


@dataclass(frozen=True, slots=True)
class Net:
    """The connections of a network, what its hidden units give for false, and what is allowed.

    With `alike` the hidden units are interchangeable: each set of them is tried in one order.
    """

    units: tuple[tuple[int, ...], ...]
    low: Fraction
    domain: Domain
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The weights of all units, their size, and how many networks there are (see `Choice`)."""

    weights: tuple[Row, ...]
    size: int
    count: int


def hidden_net(inputs: int, hidden: int, skip: bool, low: Fraction, domain: Domain) -> Net:
    """Connect hidden units to all inputs, the output to them and, with `skip`, to the inputs."""
    every = tuple(range(inputs))
    above = tuple(range(inputs, inputs + hidden))
    last = (*every, *above) if skip or not hidden else above
    return Net((*(every,) * hidden, last), low, domain, alike=True)


# --- the weights of given connections ------------------------------------------------------------
@lru_cache(maxsize=256)
def search(
    rows: tuple[Row, ...], target: int, net: Net, fixed: tuple[Row | None, ...]
) -> Found | None:
    """Find the smallest weights with which a network computes a behaviour; None if none do.

    `rows` hold the inputs without the leading 1. TooMany if too many networks would be tried.
    """
    if net.domain.is_finite or len(net.units) == 1:
        return _Hunt(rows, target, net, fixed, None).run()
    for doubled in count():  # a search for ever larger weights ends, if only by TooMany
        hunt = _Hunt(rows, target, net, fixed, net.domain.unit * 8 * 2**doubled)
        if hunt.run() or not hunt.cut:
            return hunt.best
    return None


class _Hunt:
    """The state of one search: the columns of the units chosen so far, and the best network yet."""

    def __init__(
        self, rows: tuple[Row, ...], target: int, net: Net, fixed: tuple[Row | None, ...],
        most: int | None,
    ) -> None:  # fmt: skip
        self.rows, self.target, self.net, self.fixed = rows, target, net, fixed
        self.most = most  # the size of the largest network that is looked for
        self.best: Found | None = None
        self.left = MOST_LEAVES
        self.cut = False  # whether something was not looked at for its size
        self.ends: dict[tuple[Row, ...], tuple[int, Choice | None]] = {}  # found up to a size

    def run(self) -> Found | None:
        """Search from the start."""
        self.descend(())
        return self.best

    def descend(self, chosen: tuple[tuple[int, Choice], ...], start: int = 0) -> None:
        """Choose what the next unit computes in every way, then go on to those after it."""
        if len(chosen) == len(self.net.units) - 1:
            self._end(chosen)
            return
        found = self._options(chosen)
        for k in range(start, len(found)):
            if self._room((*chosen, found[k])) < 0:
                self.cut = True
                break
            self.descend((*chosen, found[k]), k + 1 if self.net.alike else 0)

    def _options(self, chosen: tuple[tuple[int, Choice], ...]) -> Sequence[tuple[int, Choice]]:
        rows, weights = self._fed(chosen), self.fixed[len(chosen)]
        if weights is not None:
            return [(computed(rows, weights, self.net.domain.zero), Choice(weights, 0, 1))]
        return reachable(rows, self.net.domain)

    def _fed(self, chosen: tuple[tuple[int, Choice], ...]) -> tuple[Row, ...]:
        codes = tuple(code for code, _ in chosen)
        return fed(self.rows, codes, self.net.units[len(chosen)], self.net.low)

    def _end(self, chosen: tuple[tuple[int, Choice], ...]) -> None:
        """Find weights for the output, and keep the network if it is smaller."""
        self.left -= 1
        if self.left < 0:
            raise TooMany
        codes, feeds = tuple(code for code, _ in chosen), self.net.units[-1]
        if contradicts(self.rows, codes, feeds, self.target):
            return
        rows, weights = self._fed(chosen), self.fixed[-1]
        if weights is not None:
            right = computed(rows, weights, self.net.domain.zero) == self.target
            last = Choice(weights, 0, 1) if right else None
        else:
            last = self._last(rows, self._room(chosen))
        if last:
            self._keep([choice for _, choice in chosen] + [last])

    def _keep(self, choices: list[Choice]) -> None:
        size = sum(choice.size for choice in choices)
        found = Found(tuple(c.weights for c in choices), size, prod(c.count for c in choices))
        best = self.best or found
        first = min(best, found, key=lambda one: rank(one.size, one.weights))
        listed = self.most is None and self.net.domain.is_finite
        adds = best is not found and (listed or best.size == found.size)
        self.best = replace(first, count=best.count + found.count) if adds else first
        if self.most is not None:
            self.most = first.size

    def _room(self, chosen: tuple[tuple[int, Choice], ...]) -> int:
        """Tell how large the weights may be that are still to be chosen; 0 if that is no matter."""
        return 0 if self.most is None else self.most - sum(choice.size for _, choice in chosen)

    def _last(self, rows: tuple[Row, ...], room: int) -> Choice | None:
        """Find weights for the output; those that would be too large are not looked for."""
        if self.most is None:
            return smallest(rows, self.target, self.net.domain)
        if rows not in self.ends or (self.ends[rows][1] is None and self.ends[rows][0] < room):
            self.ends[rows] = room, smallest(rows, self.target, self.net.domain, room)
        found = self.ends[rows][1]
        fits = found is not None and found.size <= room
        self.cut = self.cut or (not fits and is_separable(rows, self.target))
        return found if fits else None


def fed(
    rows: Sequence[Row], codes: Sequence[int], feeds: Sequence[int], low: Fraction
) -> tuple[Row, ...]:
    """Give the rows that a unit sees: a leading 1, then the columns that feed it."""
    inputs = len(rows[0])
    return tuple(
        (ONE, *(row[k] if k < inputs else (ONE if codes[k - inputs] >> r & 1 else low)
                for k in feeds))
        for r, row in enumerate(rows)
    )  # fmt: skip


def computed(rows: Sequence[Row], weights: Row, zero: bool) -> int:
    """Tell what weights compute: bit r for row r."""
    sums = (sum(map(mul, row, weights)) for row in rows)
    return sum(1 << r for r, total in enumerate(sums) if total > 0 or (total == 0 and zero))


def contradicts(
    rows: Sequence[Row], codes: Sequence[int], feeds: Sequence[int], target: int
) -> bool:
    """Tell whether a unit sees the same in two rows that are to come out differently.

    The rows are told apart column by column, as sets of bits: most networks fail here, quickly.
    """
    alike = [(1 << len(rows)) - 1]
    inputs = len(rows[0])
    for feed in feeds:
        sides = levels(tuple(rows), feed) if feed < inputs else (codes[feed - inputs],)
        for side in sides:
            alike = [part for group in alike for part in (group & side, group & ~side) if part]
    return any(group & target and group & ~target for group in alike)


@lru_cache(maxsize=256)
def levels(rows: tuple[Row, ...], column: int) -> tuple[int, ...]:
    """List, for each value in a column of inputs, the rows that have it as bits."""
    values = dict.fromkeys(row[column] for row in rows)
    return tuple(
        sum(1 << r for r, row in enumerate(rows) if row[column] == value) for value in values
    )
