"""The mistakes that may have been made on the way to an answer, as plans with one of them in it.

A mistake is a slip of an op made wherever it can be made, in one step, or at one place of a step;
the sign or a factor 2 of a gradient; or an activation and its input taken for each other in the
gradients.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, walk
from solver.algebra.spoken import spoken
from solver.evaluate import EvaluationError, decided
from solver.marking.diagnosis.graph import reach
from solver.marking.diagnosis.slopes import GRADIENTS, SCALED, Making, activations, renamed
from solver.plan import Plan, Step
from solver.solution import Solution
from solver.variants.mistaken import Slipped, at_one, everywhere, slipped, with_formulas

MOST = 400

Changes = tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: whose slip it is, what was done, and the formulas of the steps with it in them.

    `tier` is 0 for what is typical of an op, 1 for other slips, 2 for what only says how an answer
    looks (the sign of a gradient): of several that explain an answer, the lowest explain it best.
    With the same `op` and `words` it is one mistake, made in more places or fewer.
    """

    op: str
    words: str
    tier: int
    changes: Changes

    @property
    def steps(self) -> tuple[str, ...]:
        """Name the steps in which it is made, in order."""
        return tuple(key for key, _ in self.changes)

    @property
    def step(self) -> str:
        """Name the first step in which it is made."""
        return self.changes[0][0]


def mistaken(plan: Plan, mistake: Mistake) -> Plan:
    """Make a mistake in a plan."""
    return with_formulas(plan, dict(mistake.changes))


def evaluated(base: Solution, mistake: Mistake, targets: Iterable[str]) -> Solution:
    """Evaluate targets again with a mistake in the plan; what it does not touch is taken over.

    Givens, overrides and backend are those of `base`. Raises EvaluationError if that cannot be.
    """
    touched = reach(base.plan, mistake.steps)
    kept = {
        bits: {key: value for key, value in values.items() if key not in touched}
        for bits, values in base.request.kept.items()
    }
    plan = mistaken(base.plan, mistake)
    request = replace(base.request, plan=plan, targets=tuple(targets), kept=kept)
    try:
        return decided(request, base.precision)
    except (ArithmeticError, ValueError) as error:  # a matrix that has no inverse any more
        raise EvaluationError(f"{mistake.step}: {error}", mistake.step) from None


def mistakes(
    plan: Plan, targets: Iterable[str], blocked: Collection[str] = (), most: int = MOST
) -> tuple[Mistake, ...]:
    """List the mistakes in what the targets need, the likeliest first, each plan once.

    A step in `blocked` that is no target is not looked into, nor behind. First come the mistakes
    that are typical of their ops, then all others; those near the targets before those far away,
    and those made everywhere before those made once.
    """
    goals = frozenset(targets)
    found: dict[Changes, Mistake] = {}
    for one in _in_order(plan, reached(plan, goals, blocked), goals):
        made = one.made()
        if made.changes:
            found.setdefault(made.changes, made)
        if len(found) >= most:
            break
    return tuple(found.values())


def reached(plan: Plan, targets: Iterable[str], blocked: Collection[str]) -> tuple[Step, ...]:
    """List the steps that the targets are computed from, as far as the blocked ones."""
    goals = frozenset(targets)
    wanted, kept = set(goals), []
    for step in reversed(plan.steps):
        if step.name in wanted and (step.name in goals or step.name not in blocked):
            wanted.update(step.uses)
            kept.append(step)
    return tuple(step for step in reversed(kept) if not step.minor)


# --- candidates: cheap to list and to sort, and made one by one ----------------------------------
@dataclass(frozen=True, slots=True)
class _Candidate:
    tier: int
    rank: tuple[int, int]  # how far from the targets, and in how few places
    op: str
    words: str
    steps: tuple[Step, ...]
    make: Making

    def made(self) -> Mistake:
        pairs = ((step, self.make(step.formula)) for step in self.steps)
        changes = tuple((step.name, f) for step, f in pairs if f != step.formula)
        return Mistake(self.op, self.words, self.tier, changes)


def _in_order(plan: Plan, steps: Sequence[Step], goals: Collection[str]) -> list[_Candidate]:
    far = _distances(steps, goals)
    found = [*_slips(steps, far), *_slopes(steps, far), *_confused(plan, steps, far)]
    return sorted(found, key=lambda one: (one.tier > 0, one.rank))  # stable: else as in the plan


Far = dict[str, int]


def _distances(steps: Sequence[Step], goals: Collection[str]) -> Far:
    """Count from every step to the nearest target that uses it, perhaps through others."""
    far: Far = {}
    for step in reversed(steps):
        own = far[step.name] = 0 if step.name in goals else far.get(step.name, 0)
        for key in step.uses:
            far[key] = min(far.get(key, own + 1), own + 1)
    return far


def _slips(steps: Sequence[Step], far: Far) -> Iterator[_Candidate]:
    """List the slips of ops: wherever they can be made, in one step, at one place."""
    places: dict[tuple[str, str], dict[str, list[Slipped]]] = defaultdict(dict)
    for step in steps:
        for node in walk(step.formula):
            for one in slipped(node):
                places[one.key].setdefault(step.name, []).append(one)
    named = {step.name: step for step in steps}
    for (op, words), by_step in places.items():
        yield from _of_slip(op, words, [(named[key], ones) for key, ones in by_step.items()], far)


def _of_slip(
    op: str, words: str, found: list[tuple[Step, list[Slipped]]], far: Far
) -> Iterator[_Candidate]:
    quiet = int(found[0][1][0].slip.quiet)
    every = tuple(step for step, _ in found)
    nearest = min(far[step.name] for step in every)

    def throughout(formula: Expr) -> Expr:
        return everywhere(formula, op, words)

    yield _Candidate(quiet, (nearest, 0), op, words, every, throughout)
    for step, ones in found:
        yield _Candidate(quiet, (far[step.name], 1), op, words, (step,), throughout)
        for one in ones if len(ones) > 1 else ():
            yield _Candidate(quiet, (far[step.name], 2), op, words, (step,), _once(one))


def _once(one: Slipped) -> Making:
    return lambda formula: at_one(formula, one)


# --- gradients as a whole, and names taken for each other ----------------------------------------
def _slopes(steps: Sequence[Step], far: Far) -> Iterator[_Candidate]:
    """List gradients of the wrong sign, and with a factor 2 too many or too few."""
    for step in steps:
        if step.role in GRADIENTS and step.formula.op != "name":
            for words, change in SCALED:
                rank = (far[step.name], 3)
                yield _Candidate(
                    2, rank, "gradient", words.format(spoken(step.ref)), (step,), change
                )


def _confused(plan: Plan, steps: Sequence[Step], far: Far) -> Iterator[_Candidate]:
    """List activations and their inputs that are taken for each other in the gradients."""
    known = {step.name: place for place, step in enumerate(plan.steps)}
    slopes = [step for step in steps if step.role in GRADIENTS]
    for right, wrong in activations(plan):
        since = known.get(wrong.attr("name"), -1)
        later = (step for step in slopes if known[step.name] > since)
        users = tuple(step for step in later if right.attr("name") in step.uses)
        words = f"{spoken(wrong)} was taken instead of {spoken(right)}"
        for some in filter(None, (users, *((user,) for user in users))):
            rank = (far[some[-1].name], 4)
            yield _Candidate(1, rank, "name", words, some, renamed(right, wrong))
