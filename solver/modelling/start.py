"""What a kind builds its steps from: the givens, and the steps taken over from earlier parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from solver.algebra.expr import Expr
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape
from solver.errors import Complaint, FormulaError, Mark
from solver.modelling.earlier import taken_over
from solver.modelling.givens import Complaints, World, world_of
from solver.plan import Step
from solver.spec.model import Spec


@dataclass(frozen=True, slots=True)
class Start:
    """What a kind builds its steps from.

    `scope` knows the givens and the steps taken over from earlier parts. What is wrong goes to
    `complaints`. `marks` say where in the file steps are written, for what goes wrong with them
    later on. `taken` are the steps taken over.
    """

    spec: Spec
    world: World
    scope: Scope
    complaints: Complaints
    taken: tuple[Step, ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict)

    def ref(self, wanted: str) -> Expr:
        """Refer to a given, or to a step taken over; UndefinedName if there is none."""
        return self.scope.look_up(wanted)


Build = Callable[[Start], Iterable[Step]]


def started(spec: Spec, earlier: Mapping[str, Shape], complaints: Complaints) -> Start:
    """Read the givens of a spec, and take over what stands for steps of earlier parts."""
    world = world_of(spec, complaints)
    taken = taken_over(spec, earlier, complaints)
    scope = world.scope(_no_derivatives).with_names({step.name: step.ref for step in taken})
    return Start(spec, world, scope, complaints, taken)


def _no_derivatives(top: str, bottom: str) -> Expr:
    raise FormulaError(
        f"`d{top}/d{bottom}` cannot stand in a forward pass", "ask for it, or in an asked formula"
    )


def built(build: Build, start: Start) -> dict[str, Step]:
    """Let a kind build its steps; complain about names that stand for two things."""
    steps = tuple(build(start))
    _refuse_twins(steps, start)
    own = {step.name: step for step in steps}
    refuse_shadows(own, start)
    return own


def _refuse_twins(built: Iterable[Step], start: Start) -> None:
    """Complain about steps that would have the same name, as one that the author chose."""
    for twin, times in Counter(step.name for step in built).items():
        if times > 1:
            mark = start.marks.get(twin, start.spec.mark)
            message = f"`{twin}` would be the name of {times} steps"
            start.complaints.append(Complaint(mark, message, "choose another name"))


def refuse_shadows(own: Mapping[str, Step], start: Start) -> None:
    """Complain about givens that have the name of a step which the kind makes itself."""
    for given in start.spec.given:
        if given.name in own:
            message = f"`{given.name}` is what is computed here: a given cannot have this name"
            start.complaints.append(Complaint(given.mark, message, "choose another name"))
