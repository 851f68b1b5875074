"""The problems that ship, loaded once in a process for all tests that look at them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from solver.problem import Problem, load


@cache
def shipped(path: Path) -> Problem:
    """Load one problem."""
    found = load(path)
    assert isinstance(found, Problem)
    return found
