"""What there is to say about a problem's variants, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.problem import Problem
from solver.spec.concrete import flow
from solver.variants.candidates import Candidate, Pool
from solver.variants.capacity import capacity_of, idle_sources
from solver.variants.effort import FEW, SAMPLE, Band, outside
from solver.variants.fairness import Fairness, effort_of
from solver.variants.literals import literals
from solver.variants.revealing import hidden_slips
from solver.variants.samples import batch, renamed, sampled
from solver.variants.weights import Weights

TRIED = 4096  # draws that tell how many are acceptable
VARIANTS = 50  # that mistakes are made in
LONGEST = 48  # characters of a value
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of the report, what is printed below it, and whether it tells of a failure."""

    row: Row
    appendix: str = ""
    unsound: bool = False


def varying(pool: Pool) -> Row:
    """Name what varies; what a set draws for other problems does not count."""
    idle = {source.name for source in pool.sources if source.shared} & set(idle_sources(pool))
    names = [source.name for source in pool.sources if source.name not in idle]
    return "varies", f"{', '.join(names)}: {len(names)} given{'s' * (len(names) != 1)}"


def capacity_rows(pool: Pool, roster: int) -> Iterator[Row]:
    """Say how many draws are acceptable, and for how many students they are enough."""
    if pool.is_fixed:
        own = renamed(pool, "acceptance")
        own.tally.note(own.judged(own.rows([str(k) for k in range(TRIED // 8)], range(8))))
    else:
        _, own = sampled(pool, FEW, "acceptance")
    tally = own.tally
    yield "accepted", f"{_share(tally.accepted, tally.judged)} of {tally.judged:,} draws"
    for reason, count in tally.refused.most_common():
        if count:
            where = f" ({reason.mark})" if reason.mark else ""
            yield "", f"refused {_share(count, tally.judged)}: {reason.words}{where}"
    found = capacity_of(pool)
    yield "keys", f"{found.said}; {found.compared(roster)}"


def effort_rows(pool: Pool) -> Iterator[Row]:
    """Say how far the effort of draws spreads, and which are the easiest and the hardest dealt."""
    fair = pool.fairness
    if fair is None:
        yield "effort", "no band: no answer that takes effort varies"
        return
    size = SAMPLE if pool.is_fixed else FEW
    free, _ = sampled(replace(pool, share=None), size, "effort")
    yield "effort", _spread(efforts(pool, fair, free), fair.band)
    dealt, _ = sampled(pool, size, "effort")
    if dealt:
        effort = efforts(pool, fair, dealt)
        for label, place in (("easiest", int(effort.argmin())), ("hardest", int(effort.argmax()))):
            yield label, f"{effort[place]:.0f}: {compact(dealt[place])}"


def efforts(pool: Pool, fair: Fairness, candidates: Sequence[Candidate]) -> Weights:
    """Measure the effort of some draws."""
    if fair.meter is not None:
        return fair.meter.measured(batch(pool, candidates), len(candidates))
    return np.array([effort_of(pool, pool.values(each), fair.varied) for each in candidates])


def _spread(effort: Weights, band: Band) -> str:
    inside = len(effort) - int(outside(effort, band).sum())
    return (
        f"median {band.median:.0f}; acceptable draws take {effort.min():.0f} to "
        f"{effort.max():.0f}, of which {_share(inside, len(effort))} are fair and dealt: "
        f"{band.low:.0f} to {band.high:.0f}, ±{100 * (band.high / band.median - 1):.0f} %"
    )


def compact(candidate: Candidate) -> str:
    """Write a draw on one line, long values cut."""
    values = {name: flow(value) for name, value in candidate.drawn.items()}
    return ", ".join(f"{name} = {_cut(text)}" for name, text in values.items())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _share(part: int, whole: int) -> str:
    """Write a share in per cent; some is never none, and not all is never all."""
    if part in {0, whole} or not whole:
        return "100 %" if part and part == whole else "0 %"
    share = 100 * part / whole
    return "<1 %" if share < 1 else ">99 %" if share > 99 else f"{share:.0f} %"


# --- warnings ------------------------------------------------------------------------------------
def warnings(problem: Problem, pool: Pool | None) -> Iterator[str]:
    """List what an author may not have meant."""
    if pool is not None:
        for found in literals(problem.spec, pool.sources):
            yield f"{found.mark}: {found.message}: {found.hint}"
        shared = {source.name for source in pool.sources if source.shared}
        for name in (name for name in idle_sources(pool) if name not in shared):
            yield f"{problem.spec.mark}: no asked value depends on `{name}`, which varies"
    if pool is None or pool.is_fixed:
        givens, count = _variants(pool)
        for slip in hidden_slips(problem.planned, givens, count) if count else ():
            yield f"{problem.mark_of(slip.step)}: {slip}"


def _variants(pool: Pool | None) -> tuple[Mapping[str, Any], int]:
    if pool is None:
        return {}, 1
    found, own = sampled(pool, VARIANTS, "slips")
    return batch(own, found), len(found)
