"""A derivative beside what another route makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.check import precise
from solver.check.case import BEYOND_DOUBLES, Case, Derivative
from solver.check.compare import close, disagree
from solver.check.doubt import Doubt
from solver.check.targets import plan_for

RELATIVE = 1e-9


def same_derivative(
    case: Case, wanted: Derivative, found: Any, kink: Any, route: str
) -> tuple[tuple[str, str], ...]:
    """Compare a derivative with that of another route; entries on a kink are left out.

    Where the doubles of the two differ by more than rounding explains, exact numbers decide; the
    report of a route says so.
    """
    value = np.asarray(case.base[wanted.step.name], dtype=float)
    found = found.reshape(value.shape)
    largest = np.max(np.abs(np.where(np.isfinite(value), value, 0)), initial=0.0)
    fine = close(value, found, RELATIVE, RELATIVE * largest)
    fine = fine | (False if kink is None else np.reshape(kink, value.shape))
    if not fine.all():
        fine = fine | close(value, found, RELATIVE, Doubt(case).about(wanted.step))
    if fine.all():
        return ()
    fine = fine | _exactly(case, wanted, ~fine)
    if not fine.all():
        lead = f"the formula {wanted.step.formula}"
        disagree(wanted.step.name, fine, (lead, value), (route, found))
    return ((BEYOND_DOUBLES, wanted.step.name),)


def _exactly(case: Case, wanted: Derivative, doubtful: Any) -> Any:
    plan = plan_for(case, wanted)
    if plan is None:
        return np.zeros_like(doubtful)
    bottom = np.asarray(case.base[wanted.bottom]).size
    settled, kink = precise.agree(case, plan, wanted, doubtful.reshape(-1, bottom))
    return (settled | kink).reshape(doubtful.shape)
