"""Bounds on time, exact when the benchmarks run alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.timing import Check

BESIDE_OTHERS = 1.5  # what a bound is stretched by while other tests keep the machine busy


@pytest.fixture
def within(request: pytest.FixtureRequest) -> Check:
    """Print a measured time beside its bound, and fail where it is longer."""
    stretch = BESIDE_OTHERS if hasattr(request.config, "workerinput") else 1

    def check(what: str, measured: float, bound: float) -> None:
        print(f"\n  {what}: {1000 * measured:.1f} ms, bound {1000 * bound:.1f} ms", end="")
        assert measured <= bound * stretch, what

    return check


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark the tests of this folder, so that `-m 'not benchmark'` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.benchmark)
