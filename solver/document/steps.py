"""The steps of a solution: rule, formula, numbers put in, result, and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from solver.algebra.entries import at
from solver.algebra.expr import Expr, make, name, names_in, number, walk
from solver.algebra.shapes import is_vector
from solver.document.blocks import (
    Block,
    Chain,
    Filled,
    Formula,
    Inlines,
    Link,
    Paragraph,
    StepBlock,
    Text,
    Value,
)
from solver.document.words import DIGITS, is_rounded, joined, say
from solver.errors import FormulaError
from solver.plan import Line, Step

if TYPE_CHECKING:
    from solver.solved import Solved

PLAIN_SUM = "a sum passes the gradient on unchanged"
LONGEST = 45  # nodes; a longer closed form explains nothing
MOST_ENTRIES = 12


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells steps at a level of detail; `asked` maps the names of answers to their digits."""

    solved: Solved
    detail: str
    asked: dict[str, int]

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
        first = step.before[0].why if step.before else step.why
        clauses = [say(minor.why) for minor in pending] + [say(first)]
        why = joined(_without_echo(clauses)) if self.detail != "brief" else ()
        left = Formula(make_partial(step)) if step.wrt is not None else Formula(step.ref)
        chain = Chain(left, tuple(self._links(step)))
        remarks = tuple(self._remarks(step)) if self.detail != "brief" else ()
        bare = step.name.rpartition(".")[2] if "/" not in step.name else _bare(step.name)
        return StepBlock(bare, why, chain, step.shape, step.name in self.asked, remarks)

    # --- the chain of equalities -----------------------------------------------------------------
    def _links(self, step: Step) -> Iterator[Link]:
        links = list(self._symbols(step))
        value = self._value(step)
        if value is not None:
            links += [*self._numbers(step, value)]
        last = links[-1]
        if step.name in self.asked:
            links[-1] = Link(last.right, last.why, last.relation, boxed=True)
        return iter(links)

    def _symbols(self, step: Step) -> Iterator[Link]:
        """Give the forms in symbols, each with the rule that leads to it."""
        numeric = step.name in self.solved.solution
        if self.detail == "brief":
            yield Link(Formula(step.after[-1].expr if step.after and not numeric else step.formula))
            return
        forms = [*step.before, Line(step.formula, step.why)]
        for k, line in enumerate(forms):
            yield Link(Formula(line.expr), say(line.why) if k else ())
        if not numeric or self.detail == "full":
            for line in step.after:
                if len(list(walk(line.expr))) <= LONGEST:
                    yield Link(Formula(line.expr), say(line.why))

    def _value(self, step: Step) -> Any:
        if step.name not in self.solved.solution:
            return None
        return self.solved.solution.rounded(step.name, self._digits(step))

    def _digits(self, step: Step) -> int:
        return self.asked.get(step.name) or DIGITS

    def _numbers(self, step: Step, value: Any) -> Iterator[Link]:
        """Put the numbers in, then give the result."""
        digits = self._digits(step)
        formula = step.formula
        filled = self._filled(formula)
        if filled is not None and self.detail != "brief" and formula.op not in {"name", "number"}:
            inexact = any(is_rounded(v, digits) for _, v in filled.values)
            yield Link(filled, (), "≈" if inexact else "=")
        yield Link(Value(value, digits), (), "≈" if is_rounded(value, digits) else "=")

    def _filled(self, formula: Expr) -> Filled | None:
        """Put values in place of names; None where a name has no value or nothing would change."""
        names = names_in(formula)
        if not names or any(used not in self.solved.solution for used in names):
            return None
        values = tuple((used, self.solved.solution.rounded(used, DIGITS)) for used in names)
        return Filled(_open_sums(formula), values)

    # --- remarks -----------------------------------------------------------------------------------
    def _remarks(self, step: Step) -> Iterator[Block]:
        yield from self._entries(step)
        yield from self._kinks(step)

    def _entries(self, step: Step) -> Iterator[Block]:
        """Work out sample entries: one at normal detail, every one at full."""
        if not _worth_entries(step) or self._filled(step.formula) is None:
            return
        rows, columns = (int(dim) for dim in step.shape)  # type: ignore[arg-type]
        places = [(i + 1, j + 1) for i in range(rows) for j in range(columns)]
        if self.detail == "full":
            places = places if len(places) <= MOST_ENTRIES else places[:MOST_ENTRIES]
        else:
            places = places[:1]
        for place in places:
            if found := self._entry(step, place):
                yield found

    def _entry(self, step: Step, place: tuple[int, int]) -> Chain | None:
        try:
            scalar = at(step.formula, *place)
        except FormulaError:
            return None
        values = []
        for leaf in _leaves(scalar):
            values.append((leaf, self._leaf_value(leaf)))
        i, j = place
        value = self._value(step)[i - 1][j - 1]
        marks = (number(max(place)),) if is_vector(step.shape) else (number(i), number(j))
        left = make("index", step.ref, *marks)
        relation = "≈" if is_rounded(value) else "="
        return Chain(
            Formula(left), (Link(Filled(_with_entries(scalar), _named(values))), Link(Value(value), (), relation))
        )  # fmt: skip

    def _leaf_value(self, leaf: Expr) -> Any:
        value = self.solved.solution.rounded(leaf.args[0].attr("name"), DIGITS) if (
            leaf.op == "index"
        ) else self.solved.solution.rounded(leaf.attr("name"), DIGITS)
        if leaf.op == "index":
            return _pick(value, leaf)
        return value

    def _kinks(self, step: Step) -> Iterator[Block]:
        """Say where a value sits on a kink, and the convention taken there."""
        for kink, where in self.solved.kinks(step):
            yield Paragraph((Text("Note: "), *where, Text(f" On the kink: {kink}.")))


def make_partial(step: Step) -> Expr:
    """Refer to the derivative with respect to an unnamed part."""
    return name(step.name, step.shape)


def _bare(text: str) -> str:
    part, dot, rest = text.partition(".")
    return rest if dot and part.isidentifier() and rest.startswith("d") else text


def _without_echo(clauses: list[Inlines]) -> list[Inlines]:
    """Drop repeated clauses, and the plainest rule where a better one is there."""
    unique = list(dict.fromkeys(clauses))
    telling = [clause for clause in unique if clause != (Text(PLAIN_SUM),)]
    return telling or unique


def _worth_entries(step: Step) -> bool:
    whole = all(isinstance(dim, int) for dim in step.shape) and len(step.shape) == 2
    return whole and step.formula.op != "T" and any(n.op == "matmul" for n in walk(step.formula))


def _open_sums(formula: Expr) -> Expr:
    return formula


def _leaves(scalar: Expr) -> list[Expr]:
    found = [n for n in walk(scalar) if n.op == "index" and n.args[0].op == "name"]
    inside = {leaf.args[0] for leaf in found}
    return found + [n for n in walk(scalar) if n.op == "name" and n not in inside]


def _pick(value: Any, leaf: Expr) -> Any:
    array, *places = leaf.args
    numbers = [int(place.attr("value")) - 1 for place in places]
    if len(numbers) == 1:
        numbers = [numbers[0], 0] if array.shape[1] == 1 else [0, numbers[0]]
    for k in numbers:
        value = value[k]
    return value


def _with_entries(scalar: Expr) -> Expr:
    """Give every entry a name of its own, so that its value can be put in."""
    from solver.algebra.expr import transform

    def rule(node: Expr) -> Expr:
        return name(str(node)) if node.op == "index" and node.args[0].op == "name" else node

    return transform(scalar, rule)


def _named(values: list[tuple[Expr, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((str(leaf), value) for leaf, value in values)


