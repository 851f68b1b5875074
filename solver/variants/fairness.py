"""Fair variants: draws whose effort is far from that of a fixed sample are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.variants.effort import FEW, SAMPLE, Band, Meter, outside
from solver.variants.samples import MOST, floats, renamed, sampled

if TYPE_CHECKING:
    from solver.variants.candidates import Candidate, Pool


@dataclass(frozen=True)
class Fairness:
    """The effort that is fair for a pool's variants; `meter` is that of steps all have alike."""

    band: Band
    varied: frozenset[str]
    meter: Meter | None

    def uneven(self, rows: Mapping[str, Any], count: int, meter: Meter | None = None) -> Any:
        """Tell who of a batch lies outside of the band; `meter` is that of steps of their own."""
        used = meter or self.meter
        if used is None:
            return np.zeros(count, dtype=bool)
        return outside(used.measured(rows, count), self.band)


def fairness_of(pool: Pool) -> Fairness | None:
    """Find which efforts are fair: those within the pool's share of the median of a fixed sample.

    The sample depends on the problem alone, not on the roster or the salt. None where there is
    nothing to compare: no effort, or no acceptable draw.
    """
    varied = frozenset(pool.targets)
    found = list(_efforts(pool, varied))
    median = float(np.median(found)) if found else 0.0
    if median <= 0 or pool.share is None:
        return None
    band = Band(median, median * (1 - pool.share), median * (1 + pool.share))
    meter = Meter(pool.problem.planned, varied) if pool.is_fixed else None
    return Fairness(band, varied, meter)


def _efforts(pool: Pool, varied: frozenset[str]) -> Iterable[float]:
    free = replace(pool, share=None)
    if not pool.is_fixed:
        candidates, own = sampled(free, FEW, "reference")
        return (effort_of(own, own.values(each), varied) for each in candidates)
    own = renamed(free, "reference")
    some = list(islice(_passing(own), SAMPLE))
    rows = [own.values(each) for each in some]
    return _measured(Meter(pool.problem.planned, varied), rows)


def _passing(pool: Pool) -> Iterator[Candidate]:
    """Draw what passes the batch; a closer look costs time and moves no median."""
    students = [f"reference {k}" for k in range(SAMPLE)]
    start, count = 0, 2
    while start < MOST:
        for found in pool.acceptable(students, range(start, start + count)):
            yield from found
        start, count = start + count, 2 * count


def _measured(meter: Meter, rows: Sequence[Mapping[str, Any]]) -> list[float]:
    if not rows:
        return []
    batch = {key: np.array([floats(row[key]) for row in rows]) for key in rows[0]}
    return [float(effort) for effort in meter.measured(batch, len(rows))]


def effort_of(pool: Pool, values: Mapping[str, Any], varied: frozenset[str]) -> float:
    """Measure one variant by its own steps."""
    return _measured(Meter(pool.bound(values).planned, varied), [values])[0]


def spread_of(pool: Pool, variants: Sequence[Mapping[str, Any]]) -> str:
    """Say how the effort of some variants lies around the median."""
    fair = pool.fairness
    if fair is None:
        return "nothing to compare"
    if fair.meter is None:
        found = [effort_of(pool, values, fair.varied) for values in variants]
    else:
        found = _measured(fair.meter, variants)
    share = [100 * (effort / fair.band.median - 1) for effort in found]
    return f"{min(share):+.0f} % to {max(share):+.0f} % of the median"
