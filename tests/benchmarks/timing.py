"""Measuring time: the best of several runs, beside a yardstick measured in the same minute."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

COMMAND = Path(sys.executable).with_name("markscheme")
Check = Callable[[str, float, float], None]  # what was measured, its seconds, its bound


def best(work: Callable[[], object], runs: int) -> float:
    """Give the seconds of the quickest run: whatever else the machine does only adds to it."""
    return min(seconds(work) for _ in range(runs))


def best_beside(
    yardstick: Callable[[], object], work: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Time two things in turn, so that a busy moment slows both; give the best of each."""
    times = [(seconds(yardstick), seconds(work)) for _ in range(runs)]
    return min(first for first, _ in times), min(second for _, second in times)


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    start = perf_counter()
    work()
    return perf_counter() - start


def command(*words: str | Path, cwd: Path | None = None) -> Callable[[], object]:
    """Make a run of a command whose output is thrown away."""
    return lambda: subprocess.run(words, cwd=cwd, check=True, capture_output=True)
