"""How many distinct answer keys the laws of a problem can reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations, product
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.algebra.expr import names_in
from solver.plan import Given
from solver.spec.model import Choice, Law, Range, Shuffle
from solver.variants.candidates import BATCH, Pool
from solver.variants.draws import capacity
from solver.variants.judging import Judged
from solver.variants.samples import columns, floats, renamed, sampled

FEW = 2**16  # draws that are all tried
SPARE = 2  # keys for each student, below which the last ones search for long
SAMPLE, ATTEMPTS = 2**14, 2**6  # draws that are tried of more, and those of one student among them
ALONE = 2**7  # of variants that are planned one by one


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many distinct keys there are: `keys`, or if not `exact`, an estimate from below.

    `accepted` of `tried` draws are acceptable; `values` tells how many each law has.
    """

    keys: int
    exact: bool
    tried: int
    accepted: int
    values: tuple[tuple[str, int], ...]
    idle: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Say how many keys there are, and how that is known."""
        if self.exact:
            return f"{self.keys:,} distinct, of {self.tried:,} draws: all there are"
        return f"at least about {_short(self.keys)} distinct, estimated from {self.tried:,} draws"

    def compared(self, roster: int) -> str:
        """Say whether they are enough for a roster, and what would help if they are not."""
        if self.keys >= SPARE * roster:
            return f"enough for {roster}"
        few = "too few" if self.keys < roster else "hardly enough"
        return f"{few} for {roster}: {self._help(roster)}"

    def is_enough(self, roster: int) -> bool:
        """Tell whether nobody on a roster of this size has to search for long."""
        return self.keys >= SPARE * roster

    def _help(self, roster: int) -> str:
        """Name the law with the fewest values that matter, and how many would do."""
        useful = [pair for pair in self.values if pair[0] not in self.idle] or list(self.values)
        name, count = min(useful, key=lambda pair: pair[1])
        factor = -(-SPARE * roster // max(self.keys, 1))
        return (
            f"let `{name}` have {factor} times as many values ({_short(count)} now), "
            f"vary more givens, or loosen `require:`"
        )


def capacity_of(pool: Pool) -> Capacity:
    """Count the keys by trying every draw if there are few, else estimate them from a sample."""
    values = tuple((s.name, capacity(s.law, s.given)) for s in pool.sources)
    size, idle = prod(count for _, count in values), idle_sources(pool)
    if size <= FEW and pool.is_fixed and _listable(pool):
        keys = _all_keys(pool)
        return Capacity(len(set(keys)), True, size, len(keys), values, idle)
    keys, tried = _some_keys(pool)
    return Capacity(min(estimate(keys), size), False, tried, len(keys), values, idle)


def estimate(keys: Sequence[bytes]) -> int:
    """Estimate from below how many keys there are, given those of some draws.

    d + f₁ (f₁ − 1) / (2 (f₂ + 1)) for d distinct ones, of which f₁ came once and f₂ twice
    (Chao 1984, with the correction for bias).
    """
    counts = Counter(Counter(keys).values())
    distinct = sum(counts.values())
    return distinct + counts[1] * (counts[1] - 1) // (2 * (counts[2] + 1))


def idle_sources(pool: Pool) -> tuple[str, ...]:
    """List what varies without any asked value that depends on it."""
    if not pool.is_fixed:
        return ()  # the steps themselves depend on it
    steps = pool.problem.plan.needed(step.name for step in pool.judge.answers)
    used = {key for step in steps for key in names_in(step.formula)}
    for lets in pool.lets:
        for step in reversed(lets.plan.steps):
            if lets.prefix + step.name in used:
                used |= {*step.uses, *(lets.prefix + key for key in step.uses)}
    return tuple(s.name for s in pool.sources if used.isdisjoint((s.name, *s.targets)))


def _short(count: int) -> str:
    return f"{count:,}" if count < 10**6 else f"{count:.1e}".replace("e+0", "e").replace("e+", "e")


# --- some draws ----------------------------------------------------------------------------------
def _some_keys(pool: Pool) -> tuple[list[bytes], int]:
    """List the keys of the acceptable draws of a fixed sample."""
    if not pool.is_fixed:
        found, own = sampled(pool, ALONE, "capacity")
        return [candidate.key for candidate in found], own.tally.judged
    own = renamed(pool, "capacity")
    students = [str(k) for k in range(SAMPLE // ATTEMPTS)]
    return _kept(own.judged(own.rows(students, range(ATTEMPTS)))), SAMPLE


def _kept(judged: Judged) -> list[bytes]:
    """List the keys of the acceptable draws of a batch."""
    return [judged.keys[k] for k in np.flatnonzero(judged.accepted).tolist()]


# --- all draws -----------------------------------------------------------------------------------
def _all_keys(pool: Pool) -> list[bytes]:
    """List the keys of all acceptable draws."""
    tables = [values_of(source.law, source.given) for source in pool.sources]
    size = prod(len(table) for table in tables)
    found: list[bytes] = []
    for start in range(0, size, BATCH):
        rows = np.arange(start, min(start + BATCH, size))
        places = np.unravel_index(rows, [len(table) for table in tables])
        found += _keys(pool, [t[place] for t, place in zip(tables, places, strict=True)])
    return found


def _keys(pool: Pool, tables: Sequence[npt.NDArray[np.float64]]) -> list[bytes]:
    names = (source.name for source in pool.sources)
    return _kept(pool.judged(columns(pool, dict(zip(names, tables, strict=True)))))


def _listable(pool: Pool) -> bool:
    """Tell whether the orders of all that is shuffled can be listed."""
    shuffled = (source.given for source in pool.sources if isinstance(source.law, Shuffle))
    return all(np.size(floats(given.value)) <= 8 for given in shuffled)


def values_of(law: Law, given: Given) -> npt.NDArray[np.float64]:
    """List the values that a given can have: count × the given's own shape."""
    shape = tuple(int(str(size)) for size in given.shape)
    rows = np.array(_rows(law, given, prod(shape)), dtype=np.float64)
    return np.unique(rows.reshape(len(rows), -1), axis=0).reshape(-1, *shape)


def _rows(law: Law, given: Given, entries: int) -> list[Any]:
    if isinstance(law, Range):
        options = [float(law.first + k * law.step) for k in range(law.count)]
        return list(product(options, repeat=entries))
    if isinstance(law, Choice):
        options = [floats(value) for value in law.values]
        return options if law.shape else list(product(options, repeat=entries))
    own = np.ravel(floats(given.value)).tolist()
    if isinstance(law, Shuffle):
        return list(permutations(own))
    return list(product(*({value, -value} for value in own)))
