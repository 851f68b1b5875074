"""Arrays of another shape: the slip that gave them is named, or none, and what follows follows."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from solver.marking.verdicts import Outcome
from tests.marking.reshaping import Reshaped, reshaped
from tests.marking.slipping import Room
from tests.marking.test_slips import SHIPPED
from tests.shipped import shipped

MOST = 6  # students of each problem


@pytest.mark.parametrize(
    "path",
    [path for path in SHIPPED if path.parent.name in {"conv2d", "network"}],
    ids=lambda path: path.stem,
)
def test_a_slip_that_changes_a_shape_is_named_or_none_is(path: Path) -> None:
    for one in islice(reshaped(Room(shipped(path))), MOST):
        assert one.first.diagnosis in {"", one.words}
        allowed = {Outcome.WRONG, Outcome.NOTATION} if _turns(one) else {Outcome.WRONG}
        assert one.first.outcome in allowed, one.words
        for later in one.later:
            assert later.outcome is Outcome.FOLLOWS or later.diagnosis == one.words


def _turns(one: Reshaped) -> bool:
    """Tell whether no more than a transpose may be amiss, which is a matter of notation."""
    return "transpose" in one.words or "outer product" in one.words
