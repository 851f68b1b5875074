"""A solution as data: named steps in order, each a formula over earlier names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from solver.algebra.expr import Expr, make, name, names_in
from solver.algebra.op import Words
from solver.algebra.shapes import Shape
from solver.forms import Form

if TYPE_CHECKING:
    from solver.evaluate import Solution

Value = Fraction | tuple[Any, ...]  # exact numbers, nested to the depth of the shape


@dataclass(frozen=True, slots=True)
class Given:
    """A name the problem starts from: its shape, its value if it has one, and what is known of it.

    Facts are words such as `one_hot`, `sums_to_1`, `integer`, `positive`, `nonnegative`, `real`.
    """

    name: str
    shape: Shape = ()
    value: Value | None = None
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Assumption:
    """`left relation right`, which holds of the givens; `relation` is one of `< <= > >=`."""

    left: Expr
    relation: str
    right: Expr

    def holds(self, difference: Any) -> bool:
        """Tell whether `left - right` has the sign that the relation asks for."""
        strict = difference < 0 if "<" in self.relation else difference > 0
        return bool(strict or ("=" in self.relation and difference == 0))


@dataclass(frozen=True, slots=True)
class Line:
    """A further form of a step's formula, and the rule that leads to it from the form before."""

    expr: Expr
    why: Words


@dataclass(frozen=True, slots=True)
class Step:
    """A named quantity.

    `formula` is over earlier names and is what is evaluated. `lines` are other forms of equal
    value, in reading order: how the formula was reached (`before`) and what it becomes when the
    earlier gradients are put in (`after`). `minor` steps are rule applications to unnamed parts
    of an expression (`dL/d(t - x3)`): nothing depends on them, they explain the step that follows.
    `wrt` is that unnamed part. `role` is `forward`, `gradient`, `jacobian` or `asked`. `title` says
    what the quantity is, where its name does not: "the number of solutions". `form` says how its
    numbers are read, where they stand for something else: a verdict, a word. A table of the values
    of a function is told as the function: `head` is `y(n)`, as its left side. `confirms` names the
    results of a search that the step puts to the test: it is told with them, asked for or not.
    `accepted` are formulas that are right, too. Where there are many right answers, `judged` says
    what one must do: conditions over any names of the plan, later ones too, that are all 1 once the
    answer stands in place of the step, and those to earlier steps in place of these.
    """

    name: str
    formula: Expr
    why: Words
    role: str = "forward"
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()
    minor: bool = False
    wrt: Expr | None = None
    title: Words = ()
    form: Form | None = None
    head: Expr | None = None
    confirms: tuple[str, ...] = ()
    accepted: tuple[Expr, ...] = ()
    judged: tuple[Expr, ...] = ()

    @property
    def shape(self) -> Shape:
        return self.formula.shape

    @property
    def ref(self) -> Expr:
        """Refer to this step in a later formula."""
        return name(self.name, self.shape)

    @property
    def left(self) -> Expr:
        """Write the left side of the step: its name, `y(n)`, or `∂L/∂(…)` for an unnamed part."""
        if self.head is not None:
            return self.head
        if self.wrt is None:
            return self.ref
        top = self.name.partition("/d(")[0]
        part, dot, bare = top.rpartition(".")
        return make("partial", name(f"{part}{dot}{bare.removeprefix('d')}"), self.wrt)

    @property
    def is_function(self) -> bool:
        """Tell whether the step is told as a formula in n, its values being a table of it."""
        tabulated = self.formula.op == "tabulate"
        return self.head is not None and tabulated and self.form is None

    def printed(self, expr: Expr) -> Expr:
        """Give what is printed of a form of the step: of a table of a function, the function."""
        tabulated = self.head is not None and expr.op in {"tabulate", "each"}
        return expr.args[-1] if tabulated else expr

    @property
    def forms(self) -> tuple[Line, ...]:
        """List the forms of the formula in reading order, but those that repeat the left side."""
        found = (*self.before, Line(self.formula, self.why))
        return tuple(line for line in found if self.printed(line.expr) != self.head) or found[-1:]

    @property
    def others(self) -> tuple[Expr, ...]:
        """List the other forms of the formula, which have its value."""
        return (*(line.expr for line in (*self.before, *self.after)), *self.accepted)

    @property
    def uses(self) -> tuple[str, ...]:
        return names_in(self.formula)


class PlanError(ValueError):
    """A plan names something twice, or uses a name before it is defined."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Givens and steps in order; refuses duplicate names and use before definition.

    Problems in symbols are sampled where the `assumptions` hold. `outer` names steps of earlier
    parts that this plan may use once it is joined to theirs.
    """

    givens: tuple[Given, ...]
    steps: tuple[Step, ...]
    outer: frozenset[str] = frozenset()
    assumptions: tuple[Assumption, ...] = ()

    def __post_init__(self) -> None:
        known: set[str] = set(self.outer)
        for given in self.givens:
            _refuse_twice(given.name, known)
        for step in self.steps:
            missing = [used for used in step.uses if used not in known]
            if missing:
                raise PlanError(f"{step.name} uses {missing[0]} before it is defined")
            _refuse_twice(step.name, known)

    def __getitem__(self, wanted: str) -> Step:
        for step in self.steps:
            if step.name == wanted:
                return step
        raise KeyError(wanted)

    def needed(self, targets: Iterable[str]) -> tuple[Step, ...]:
        """Keep the steps that the targets, and the lines that lead to them, depend on, in order."""
        wanted = set(targets)
        kept: list[Step] = []
        for step in reversed(self.steps):
            if step.name in wanted:
                wanted.update(step.uses, *(names_in(line.expr) for line in step.before))
                kept.append(step)
        return tuple(reversed(kept))

    def evaluate(
        self,
        givens: Mapping[str, Any] | None = None,
        backend: str = "exact",
        overrides: Mapping[str, Any] | None = None,
        targets: Iterable[str] | None = None,
        device: str = "cpu",
    ) -> Solution:
        """Compute every step (or the targets and what they need) from the givens.

        `givens` default to the plan's own values. `overrides` replace the value of a step for all
        that depends on it. With `numpy` and `torch` every value may carry leading batch axes.
        """
        from solver.evaluate import evaluate  # the numeric libraries load when they are needed

        return evaluate(self, givens, backend, overrides or {}, targets, device)


def _refuse_twice(fresh: str, known: set[str]) -> None:
    if fresh in known:
        raise PlanError(f"{fresh} is defined twice")
    known.add(fresh)
