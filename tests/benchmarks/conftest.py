"""Bounds on time; these tests run alone, since a busy machine measures its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.timing import Check


@pytest.fixture
def within() -> Check:
    """Print a measured time beside its bound, and fail where it is longer."""

    def check(what: str, measured: float, bound: float) -> None:
        print(f"\n  {what}: {1000 * measured:.1f} ms, bound {1000 * bound:.1f} ms", end="")
        assert measured <= bound, what

    return check


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark the tests of this folder, so that `-m 'not benchmark'` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.benchmark)
