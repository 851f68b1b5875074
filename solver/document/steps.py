"""The steps of a solution: rule, formula, numbers put in, result, and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from solver.algebra.expr import Expr, name, number, substitute, value_of
from solver.algebra.gradient_names import as_derivative
from solver.algebra.tidy import tidy
from solver.digits import to_digits
from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Inlines,
    Link,
    Paragraph,
    StepBlock,
    Text,
    Value,
)
from solver.document.filled import (
    filled,
    is_worth_writing_out,
    places_of,
    sample,
    telling_place,
)
from solver.document.words import DIGITS, is_rounded, joined, say, told
from solver.plan import Step
from solver.spec.model import Ask

if TYPE_CHECKING:
    from solver.solved import Solved

PLAIN_SUM = "a sum passes the gradient on unchanged"
LONGEST = 60  # nodes; a longer closed form explains nothing
MOST_ENTRIES = 12


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells steps at a level of detail.

    `asked` maps the names of answers to their questions, `exhibits` those of steps to what their
    kind shows below them.
    """

    solved: Solved
    detail: str
    asked: Mapping[str, Ask]
    exhibits: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)

    def tell(self, steps: Sequence[Step]) -> Iterator[Block]:
        """Tell steps in order; unnamed parts are folded into the step they explain."""
        pending: list[Step] = []
        for step in steps:
            if step.minor and self.detail != "full":
                pending.append(step)
                continue
            if self.detail != "brief" or step.name in self.asked:
                yield self._block(step, pending)
            pending = []

    def _block(self, step: Step, pending: list[Step]) -> StepBlock:
        brief = self.detail == "brief"
        return StepBlock(
            quotable(step.name),
            () if brief else _reason(step, pending),
            Chain(Formula(step.left), self._links(step)),
            () if step.form or step.is_function else step.shape,
            step.name in self.asked,
            self._remarks(step, brief),
        )

    def _remarks(self, step: Step, brief: bool) -> tuple[Block, ...]:
        shown = self.exhibits.get(step.name)
        if brief:
            return shown or ()
        own = shown if shown is not None else tuple(self._samples(step))
        return (*own, *self._kinks(step), *self._accepted(step))

    # --- the chain of equalities -----------------------------------------------------------------
    def _links(self, step: Step) -> tuple[Link, ...]:
        links = [*self._symbols(step), *self._numbers(step)]
        if step.name in self.asked:
            links[-1] = replace(links[-1], boxed=True)
        return tuple(links)

    def _has_value(self, step: Step) -> bool:
        """Tell whether a step is told as numbers: it has them, and no formula is asked for."""
        asked = self.asked.get(step.name)
        wanted = not step.is_function and not (asked and asked.form == "formula")
        return wanted and step.name in self.solved.solution

    def _symbols(self, step: Step) -> Iterator[Link]:
        """Give the forms in symbols, each after the first with the rule that leads to it."""
        if self.detail == "brief":
            closed = step.after[-1].expr if step.after and not self._has_value(step) else None
            yield Link(Formula(step.printed(closed or step.forms[-1].expr)))
            return
        if step.form and value_of(step.formula) is not None:
            return  # a number that stands for a word, and is not worked out
        first, *others = step.forms
        if step.printed(first.expr) != step.left or not self._has_value(step):
            yield Link(Formula(step.printed(first.expr)))
        for line in others:
            yield Link(Formula(step.printed(line.expr)), say(line.why))
        if not self._has_value(step) or self.detail == "full":
            for line in step.after:
                if line.expr.weight <= LONGEST:
                    yield Link(Formula(line.expr), say(line.why), optional=self._has_value(step))

    def _numbers(self, step: Step) -> Iterator[Link]:
        """Put the numbers in, then give the result, at last to the digits that are asked for."""
        if step.is_function and self.detail != "brief":
            yield from self._with_givens(step)
        if not self._has_value(step):
            return
        digits = self._digits(step)
        if step.form:
            yield from self._filled(step) if step.form.fills else ()
            yield Link(told(step, self.solved.solution, digits))
            return
        value = self.solved.solution.rounded(step.name, digits)
        answer = to_digits(value, digits) if self._asks_digits(step) else value
        if value_of(step.formula) is None:
            yield from self._filled(step)
            if answer == value or not is_rounded(value, digits):
                yield Link(Value(value, digits), (), _relation([value], digits))
        if answer != value:
            yield Link(Value(answer, digits), (), "≈")

    def _with_givens(self, step: Step) -> Iterator[Link]:
        """Put the given numbers into a formula that stays one."""
        givens = self.solved.problem.plan.givens
        given = {g.name: number(g.value) for g in givens if isinstance(g.value, Fraction)}
        shown = tidy(substitute(step.printed(step.formula), given))
        if shown != step.printed(step.formula):
            used = [(Formula(name(key), given[key]),) for key in step.uses if key in given]
            yield Link(Formula(shown), (Text("with "), *joined(used, ", ")))

    def _filled(self, step: Step) -> Iterator[Link]:
        shown = filled(step.formula, self.solved.solution)
        if shown and self.detail != "brief" and not _is_reference(step.formula):
            relation = _relation([v for _, v in shown.values], DIGITS)
            yield Link(shown, (), relation, optional=True)

    def _asks_digits(self, step: Step) -> bool:
        asked = self.asked.get(step.name)
        return bool(asked and asked.digits)

    def _digits(self, step: Step) -> int:
        asked = self.asked.get(step.name)
        return asked.digits or DIGITS if asked else DIGITS

    # --- remarks ---------------------------------------------------------------------------------
    def _samples(self, step: Step) -> Iterator[Block]:
        """Write out one entry at normal detail, every one at full."""
        if not is_worth_writing_out(step) or not self._has_value(step):
            return
        every = islice(places_of(step.shape), MOST_ENTRIES)
        for place in every if self.detail == "full" else (telling_place(step),):
            if written := sample(step, place, self.solved.solution):
                yield written

    def conventions(self, group: Sequence[Step]) -> Iterator[Block]:
        """Give the remarks on kinks that gradients pass, of forward steps that are not told."""
        pairs = (as_derivative(step.name) for step in group if step.role != "forward")
        tops = {pair.top for pair in pairs if pair}
        told = {step.name for step in self.solved.steps_for(self.asked)}
        for step in self.solved.problem.plan.needed(tops):
            if step.name not in told:
                yield from self._kinks(step)

    def _kinks(self, step: Step) -> Iterator[Block]:
        """Say where a value sits on a kink, and the convention taken there."""
        for kink, where in self.solved.kinks(step):
            yield Paragraph((Text("Note "), *where, Text(": "), *kink, Text(".")))

    def _accepted(self, step: Step) -> Iterator[Block]:
        """List the other formulas that the author accepts."""
        if step.accepted:
            words = joined([(Formula(expr),) for expr in step.accepted], ", ")
            yield Paragraph((Text("Also accepted: "), *words, Text(".")))


def _is_reference(formula: Expr) -> bool:
    """Tell whether a formula is a name or an entry of one: its value is that of the step."""
    return formula.op == "name" or (formula.op == "index" and formula.args[0].op == "name")


def _relation(values: list[Any], digits: int) -> str:
    return "≈" if any(is_rounded(value, digits) for value in values) else "="


def _reason(step: Step, pending: list[Step]) -> Inlines:
    """Join the rules applied to unnamed parts and the step's own into one sentence."""
    first = step.before[0].why if step.before else step.why
    clauses = list(dict.fromkeys([*(say(minor.why) for minor in pending), say(first)]))
    telling = [clause for clause in clauses if clause != (Text(PLAIN_SUM),)]
    return joined(telling or clauses)


def quotable(name: str) -> str:
    """Give the name a student quotes: without the part it belongs to."""
    part, dot, rest = name.partition(".")
    return rest if dot and part.isalnum() else name
