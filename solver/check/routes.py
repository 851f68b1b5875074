"""Run the routes over a plan and say which of them agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

from solver.algebra.expr import Expr
from solver.check import differences, numbers
from solver.check.case import ON_KINK, Case, Kinks, Report
from solver.check.sampling import cases
from solver.plan import Plan
from solver.solution import Solution

ROUTES = ("numpy", "finite_differences", "torch", "sympy")


@dataclass(frozen=True, slots=True)
class Checked:
    """What each route said: `agree`, `not_run` or `not_applicable`.

    `left_out` names, by reason, the steps of which a route did not compare every entry.
    """

    routes: Mapping[str, str]
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def on_kink(self) -> tuple[str, ...]:
        """The steps some of whose entries sit on a kink, where a derivative cannot be compared."""
        return self.left_out.get(ON_KINK, ())


def check(
    plan: Plan,
    solution: Solution | None = None,
    *,
    full: bool = False,
    losses: Mapping[str, Expr] | None = None,
) -> Checked:
    """Compare every step with its value on independent routes; Disagreement names the step.

    Exact numbers against NumPy, and gradients against finite differences, always; Torch's autograd
    and SymPy's derivatives if `full`. A problem in symbols is sampled, sizes and all. `solution`
    spares an exact evaluation that was made already. `losses` are scalars that stand for a loss
    that is not written out, as `sum(G * Y)`.
    """
    reports: dict[str, list[Report]] = {route: [] for route in ROUTES}
    ran = _runs(full)
    for case in cases(plan, solution, losses or {}):
        kinks: Kinks = {}
        for route, run in ran.items():
            reports[route].append(run(case, kinks))
    said = {route: _said(found, route in ran) for route, found in reports.items()}
    pairs = [pair for found in reports.values() for report in found for pair in report.left_out]
    return Checked(said, _by_reason(pairs))


def _by_reason(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    reasons = dict.fromkeys(reason for reason, _ in pairs)
    return {r: tuple(dict.fromkeys(step for reason, step in pairs if reason == r)) for r in reasons}


Run = Callable[[Case, Kinks], Report]


def _runs(full: bool) -> dict[str, Run]:
    runs: dict[str, Run] = {"numpy": numbers.run, "finite_differences": differences.run}
    if full:
        from solver.check.entrywise import run as by_sympy  # SymPy and Torch are slow to load

        runs["sympy"] = by_sympy
    if full and find_spec("torch"):
        from solver.check.autograd import run as by_torch

        runs["torch"] = by_torch
    return runs


def _said(reports: list[Report], ran: bool) -> str:
    if not ran:
        return "not_run"
    return "agree" if any(report.compared for report in reports) else "not_applicable"
