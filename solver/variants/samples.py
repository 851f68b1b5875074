"""Fixed samples of a pool's draws, which depend on no roster and on no set's salt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from solver.variants.candidates import Candidate, Pool

MOST = 2**9  # attempts of each student of a sample
FEW = 2**5  # for a pool whose variants are planned one by one


def renamed(pool: Pool, salt: str) -> Pool:
    """Give a pool that draws with a salt of ours, and counts by itself."""
    return replace(pool, key=(salt, pool.key[1]), tally=type(pool.tally)())


def sampled(pool: Pool, size: int, salt: str) -> tuple[list[Candidate], Pool]:
    """List acceptable draws of `reference 0`, `reference 1`, …; the pool has counted them."""
    own = renamed(pool, salt)
    return list(islice(_acceptable(own, size), size)), own


def _acceptable(pool: Pool, size: int) -> Iterator[Candidate]:
    students = [f"reference {k}" for k in range(size)]
    start, count = 0, 2
    while start < (MOST if pool.is_fixed else FEW):
        for candidates in pool.acceptable(students, range(start, start + count)):
            yield from filter(None, map(pool.confirmed, candidates))
        start, count = start + count, 2 * count


def batch(pool: Pool, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Lay draws out as one batch of doubles, by the names of the plan's givens."""
    rows = [pool.values(each) for each in candidates]
    return {key: np.array([floats(row[key]) for row in rows]) for key in rows[0]} if rows else {}


def columns(pool: Pool, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """Spread a batch of draws, by what they are drawn as, to all givens that depend on them."""
    shared = {source.name: drawn[source.name] for source in pool.sources if source.shared}
    found = {target: drawn[source.name] for source in pool.sources for target in source.targets}
    for lets in pool.lets:
        found |= lets.batch(shared | found)
    return found


def floats(value: Any) -> Any:
    """Give an exact value as nested lists of doubles."""
    return [floats(part) for part in value] if isinstance(value, tuple) else float(value)
