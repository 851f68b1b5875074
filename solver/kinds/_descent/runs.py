"""The runs of a descent, found again in its plan: what belongs to each method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, name
from solver.algebra.ops.scan_parts import Parts, parts
from solver.kinds._descent.names import ITERATES, MINIMUM, of
from solver.modelling.planned import Planned
from solver.plan import Step


@dataclass(frozen=True, slots=True)
class Run:
    """One method: its label, its iterates, and the names of what goes with them.

    The names are those of the plan, with the part that they belong to.
    """

    label: str
    iterates: Step
    objective: str
    values: str
    gradients: str
    kept: tuple[tuple[str, str], ...]  # a state of the method, and the step of its iterates
    distance: str
    rate: str
    verdict: str

    @property
    def parts(self) -> Parts:
        """The states, starts and bodies of the updates."""
        return parts(self.iterates.formula)

    @property
    def variable(self) -> Expr:
        """The variable as a name."""
        p = self.parts
        return name(p.states[p.out], p.starts[p.out].shape)

    @property
    def steps(self) -> int:
        """Count the updates."""
        return int(str(self.parts.steps))

    @property
    def title(self) -> str:
        """Say what the method is called."""
        words = "".join(word for word in self.iterates.title if isinstance(word, str))
        return words.removeprefix(ITERATES).rstrip(",")


@dataclass(frozen=True, slots=True)
class Found:
    """The objective, its minimum if there is one, curves to draw, and the runs."""

    objective: Step
    name: str  # of the objective, without its part
    variable: str  # the given that stands for it
    minimum: str
    least: str
    curves: tuple[Step, ...]
    runs: tuple[Run, ...]


def found_in(planned: Planned) -> Found:
    """Find the runs in a plan."""
    steps = planned.plan.steps
    objective = next(step for step in steps if step.role == "objective")
    scans = [step for step in steps if step.formula.op == "scan"]
    p = parts(scans[0].formula)
    variable = p.states[p.out]
    runs = tuple(_runs(planned, scans, variable, _own(planned, objective.name)))
    names = {step.name for step in steps}
    minimum, least = (planned.key(of(q, MINIMUM)) for q in (variable, runs[0].objective))
    curves = tuple(step for step in steps if step.role == "curve")
    if minimum not in names:
        minimum = least = ""
    own = runs[0].objective
    return Found(objective, own, planned.key(variable), minimum, least, curves, runs)


def _runs(planned: Planned, scans: list[Step], variable: str, objective: str) -> Iterator[Run]:
    for step in scans:
        p = parts(step.formula)
        if p.states[p.out] != variable:
            continue
        label = _own(planned, step.name).removeprefix(f"{variable}_")
        keys = {q: planned.key(of(q, label)) for q in (*p.states, objective, *_QUANTITIES)}
        kept = tuple(
            (state, keys[state])
            for state in p.states
            if state != variable and any(scan.name == keys[state] for scan in scans)
        )
        yield Run(
            label, step, objective, keys[objective], keys["g"], kept,
            keys["d"], keys["rate"], keys["verdict"],
        )  # fmt: skip


_QUANTITIES = ("g", "d", "rate", "verdict")


def _own(planned: Planned, full: str) -> str:
    return full.removeprefix(f"{planned.part}.") if planned.part else full
