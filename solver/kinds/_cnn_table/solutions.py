"""The steps that solve the shape rule: the sizes of all candidates, and those that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.algebra.ops.candidates import span
from solver.forms import Form, Members, flat, whole
from solver.kinds._cnn_table.bounds import bounds
from solver.kinds._cnn_table.rule import SIZES, Rule, labels
from solver.plan import Line, Step

ZERO = number(0)
PLURAL = {"input": "inputs", "kernel": "kernels", "padding": "paddings", "stride": "strides"}
SHOWN = 12  # sizes that are said; a table shows the others


@dataclass(frozen=True, slots=True)
class Sizes(Form):
    """A list of sizes, the first of which are said."""

    type: ClassVar[str] = "array"

    def words(self, value: Any) -> Words:
        found = self.data(value)
        more = ", …" if len(found) > SHOWN else ""
        return (", ".join(map(str, found[:SHOWN])) + more,)

    def data(self, value: Any) -> list[int]:
        return [whole(entry) for entry in flat(value)]


def rule_steps(rule: Rule) -> Iterator[Step]:
    """Give the steps that solve the rule: the sizes of all candidates, and those that fit."""
    if len(rule.unknown) == 1:
        yield from _single(rule, rule.unknown[0])
    else:
        yield from _several(rule)


def _table(rule: Rule, body: Expr, key: str) -> Expr:
    first, last = rule.ranges[key]
    return make("tabulate", body, index=rule.known[key].attr("name"), first=first, last=last)


def _single(rule: Rule, key: str) -> Iterator[Step]:
    first, last = rule.ranges[key]
    labels = tuple(map(str, range(first, last + 1)))
    letter = rule.known[key]
    sizes = Step(
        SIZES, _table(rule, rule.size(), key),
        ("the shape rule for every ", letter, f" from {first} to {last}"),
        title=("the output sizes for ", letter, f" = {first}, …, {last}:"), form=Sizes(),
    )  # fmt: skip
    yield sizes
    found = tuple(bounds(rule, key))
    yield from found
    wanted = _table(rule, rule.output, key) if rule.output == letter else rule.output
    fits = make("eq", sizes.ref, wanted)
    if rule.exact:
        whole = make("eq", _table(rule, rule.left_over(), key), ZERO)
        fits = make("and", fits, whole)
    after = (_between(rule, key, found),) if found and not rule.exact else ()
    yield Step(
        key, fits, (_why(rule),), after=after, form=Members(labels),
        title=(f"all {PLURAL[key]} from {first} to {last} for which the output has ", rule.output,
               " entries:"),
    )  # fmt: skip


def _why(rule: Rule) -> str:
    more = ", and nothing is left over" if rule.exact else ""
    return f"those fit for which the size is the one that is wanted{more}"


def _between(rule: Rule, key: str, found: tuple[Step, ...]) -> Line:
    """Say with the bounds which candidates fit: the same ones."""
    letter = rule.known[key]
    parts = [make("ge", letter, found[0].formula)]  # in full: a page need not have the bounds
    parts += [make("le", letter, step.formula) for step in found[1:]]
    why = ("these lie between the bounds",)
    if len(parts) == 1:  # of a stride there is no greatest, if the window has one place
        parts.append(make("ge", rule.window().room(rule.known["input"], 0), ZERO))
        why = ("these are not below the bound, and the window fits",)
    return Line(_table(rule, make("and", *parts), key), why)


# --- several unknowns ----------------------------------------------------------------------------
def _several(rule: Rule) -> Iterator[Step]:
    spans = list(_spans(rule))
    known = {**rule.known, **dict(zip(rule.unknown, spans, strict=True))}
    grid = Rule(rule.unknown, rule.ranges, known, rule.dilation, rule.output, rule.exact)
    own = next((key for key in rule.unknown if rule.known[key] == rule.output), "")
    wanted = known[own] if own else rule.output
    letters: Words = tuple(_listed(rule))
    sizes = Step(
        SIZES, grid.size(), ("the shape rule for every combination of ", *letters),
        title=("the output sizes of all combinations of ", *letters, ":"), form=Sizes(),
    )  # fmt: skip
    yield sizes
    fits = make("eq", sizes.ref, wanted)
    if rule.exact:
        fits = make("and", fits, make("eq", grid.left_over(), ZERO))
    yield Step(
        "solutions", fits, (_why(rule),), form=Members(labels(rule)),
        title=("all combinations ", *letters, " for which the output has ", rule.output,
               " entries:"),
    )  # fmt: skip


def _listed(rule: Rule) -> Iterator[Any]:
    for k, key in enumerate(rule.unknown):
        yield "(" if not k else ", "
        yield rule.known[key]
    yield ")"


def _spans(rule: Rule) -> Iterator[Expr]:
    """List for each unknown its number in every combination, the last running fastest."""
    counts = [last - first + 1 for first, last in (rule.ranges[key] for key in rule.unknown)]
    for k, key in enumerate(rule.unknown):
        first, last = rule.ranges[key]
        yield span(first, last, each=prod(counts[k + 1 :]), times=prod(counts[:k]))
