"""Many acceptable variants of a problem, each solved and compared on all numeric routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.errors import MarkschemeError
from solver.problem import Problem
from solver.solution import Solution
from solver.variants.candidates import Candidate, Pool
from solver.variants.samples import batch, floats, sampled
from solver.variants.screening import Mask, screened
from solver.variants.shrink import shrunk

CHUNK = 250  # variants that are compared at a time
PAGES = 8  # variants that are compared in symbols, too, and laid out
Note = Callable[[int], None]  # told how many variants are done


@dataclass(frozen=True, slots=True)
class Failure:
    """A variant that cannot be solved: what kind of failure, in words, and its exact values."""

    kind: str
    message: str
    drawn: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stress:
    """What became of `count` variants; `alone` of them were looked at one by one."""

    count: int
    alone: int
    failures: tuple[Failure, ...]


def stressed(pool: Pool, count: int, note: Note = lambda done: None) -> Stress:
    """Solve acceptable variants, as many as there are up to a count; failures are listed."""
    candidates, _ = sampled(pool, count, "stress")
    failures: list[Failure] = []
    alone = 0
    for start in range(0, len(candidates), CHUNK):
        some = candidates[start : start + CHUNK]
        doubtful = _doubtful(pool, some) | (np.arange(start, start + len(some)) < PAGES)
        alone += int(doubtful.sum())
        failures += _failing(pool, [some[k] for k in np.flatnonzero(doubtful).tolist()])
        note(len(some))
    return Stress(len(candidates), alone, tuple(failures))


def _failing(pool: Pool, some: Sequence[Candidate]) -> Iterator[Failure]:
    for candidate in some:
        found = failure(pool, pool.values(candidate))
        if found is not None:
            yield Failure(*found, candidate.drawn)


def failure(pool: Pool, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Solve a variant on all routes; say what kind of failure it is, and which."""
    return failure_of(lambda: pool.bound(values))


def failure_of(make: Callable[[], Problem]) -> tuple[str, str] | None:
    """Solve a problem on all routes and lay it out; say what fails, its kind first."""
    try:
        solve(make())
    except MarkschemeError as error:
        return type(error).__name__, str(error)
    except Exception as error:  # a fault of ours: it is told, with the variant that shows it
        return type(error).__name__, f"a fault of markscheme: {type(error).__name__}: {error}"
    return None


def solve(problem: Problem) -> None:
    """Solve a problem on all routes and lay it out."""
    solved = problem.solve(check="all")
    for view in ("key", "handout"):
        solved.document(view)


def smallest(pool: Pool, found: Failure) -> Failure:
    """Shrink a failure to the simplest acceptable draw that fails in the same way."""

    def fails(drawn: Mapping[str, Any]) -> bool:
        one = failure(pool, pool.spread(drawn)) if _accepts(pool, drawn) else None
        return one is not None and one[0] == found.kind

    drawn = shrunk(found.drawn, pool.sources, fails)
    kind, message = failure(pool, pool.spread(drawn)) or (found.kind, found.message)
    return Failure(kind, message, drawn)


def _accepts(pool: Pool, drawn: Mapping[str, Any]) -> bool:
    if not pool.is_fixed:
        return True  # it has been looked at alone
    rows = {name: np.array([floats(value)]) for name, value in pool.spread(drawn).items()}
    return bool(pool.judged(rows).accepted[0])


# --- all at once ---------------------------------------------------------------------------------
def _doubtful(pool: Pool, some: Sequence[Candidate]) -> Mask:
    """Tell which variants are to be looked at one by one."""
    if not pool.is_fixed:
        return np.ones(len(some), dtype=bool)
    solutions = [_solution(pool.bound(pool.values(candidate))) for candidate in some]
    sound = np.array([solution is not None for solution in solutions])
    exact = [solution for solution in solutions if solution is not None]
    doubtful: Mask = ~sound
    if exact:
        kept = [some[k] for k in np.flatnonzero(sound).tolist()]
        doubtful[sound] = ~screened(pool.problem.planned, batch(pool, kept), exact)
    return doubtful


def _solution(problem: Problem) -> Solution | None:
    """Solve in exact numbers, and round what is asked; None if anything is odd."""
    try:
        solution = problem.plan.evaluate()
        for key in sorted(problem.planned.asked):
            if key in solution:
                solution.rounded(key)
        return None if any(world.doubts(solution) for world in problem.worlds) else solution
    except Exception:  # whatever it is, it is found again where it is told
        return None
