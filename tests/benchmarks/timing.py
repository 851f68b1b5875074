"""Measuring time: the best of several runs, beside a yardstick measured in the same minute."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter, process_time

COMMAND = Path(sys.executable).with_name("markscheme")
Check = Callable[[str, float, float], None]  # what was measured, its seconds, its bound
Clock = Callable[[], float]

REFERENCE = 8e-3  # seconds that `_dictionary_work` takes on the machine the targets are set for


def best(work: Callable[[], object], runs: int, clock: Clock = process_time) -> float:
    """Give the seconds of the quickest run: whatever else the machine does only adds to it."""
    return min(seconds(work, clock) for _ in range(runs))


def best_beside(
    yardstick: Callable[[], object], work: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Time two things in turn, so that a busy moment slows both; give the best of each."""
    times = [(seconds(yardstick), seconds(work)) for _ in range(runs)]
    return min(first for first, _ in times), min(second for _, second in times)


def seconds(work: Callable[[], object], clock: Clock = perf_counter) -> float:
    """Time one run."""
    start = clock()
    work()
    return clock() - start


@cache
def slowness() -> float:
    """Say how many times slower than the reference this machine runs Python, 1 if it is faster."""
    return max(1.0, best(_dictionary_work, 50) / REFERENCE)


def _dictionary_work() -> object:
    table: dict[object, int] = {}
    for k in range(20_000):
        key = (k % 97, ("a", k % 89))
        table[key] = table.get(key, 0) + k
    return sorted(table, key=hash)


def command(*words: str | Path, cwd: Path | None = None) -> Callable[[], object]:
    """Make a run of a command whose output is thrown away."""
    return lambda: subprocess.run(words, cwd=cwd, check=True, capture_output=True)
