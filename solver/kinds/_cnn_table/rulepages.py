"""The pages of the shape rule: what is looked for and where, and all candidates in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Table,
    Text,
)
from solver.forms import flat, whole
from solver.kinds._cnn_table.cells import with_names_of
from solver.kinds._cnn_table.rule import SIZES, Rule, combined
from solver.modelling.planned import Planned
from solver.solution import Solution

IN_A_ROW = 13  # candidates of a table that runs along the line
MOST_ROWS = 60
WORDS = {"input": "input size", "kernel": "kernel size", "padding": "padding", "stride": "stride"}


def rule_statement(planned: Planned) -> Iterator[Block]:
    """State the rule with what is known of it, and where it is to be solved."""
    rule: Rule = planned.own.rule
    lead = "Along one side, an output has so many entries:"
    yield Paragraph((Text(lead),), leads=True)
    yield Chain(
        Formula(with_names_of(planned, rule.size())),
        (Link(Formula(with_names_of(planned, rule.output))),),
    )
    parts: list[Inline] = []
    for k, key in enumerate(rule.unknown):
        first, last = rule.ranges[key]
        parts.append(Text(f"{', ' if k else 'The unknown '}{WORDS[key]} "))
        parts += [Formula(rule.known[key]), Text(f" is a whole number from {first} to {last}")]
    more = "; nothing may be left over" if rule.exact else ""
    yield Paragraph((*parts, Text(f"{more}.")))


# --- all candidates ------------------------------------------------------------------------------
def rule_exhibits(planned: Planned, solution: Solution) -> Mapping[str, tuple[Block, ...]]:
    """Give the table of candidates, those that fit marked."""
    rule: Rule = planned.own.rule
    answer = planned.key(rule.unknown[0] if len(rule.unknown) == 1 else "solutions")
    if answer not in solution or planned.key(SIZES) not in solution:
        return {}
    sizes = [whole(v) for v in flat(solution.rounded(planned.key(SIZES), 9))]
    fits = [bool(whole(v)) for v in flat(solution.rounded(answer, 9))]
    return {answer: tuple(_blocks(rule, sizes, fits))}


def _blocks(rule: Rule, sizes: Sequence[int], fits: Sequence[bool]) -> Iterator[Block]:
    candidates = combined(rule)
    if len(rule.unknown) == 1 and len(candidates) <= IN_A_ROW:
        yield _along(rule, candidates, sizes, fits)
        return
    chosen = [k for k, fit in enumerate(fits) if fit]
    yield Paragraph((Text(f"{len(chosen)} of {len(fits)} candidates fit."),))
    if 0 < len(chosen) <= MOST_ROWS:
        header: list[Inlines] = [(Formula(rule.known[key]),) for key in rule.unknown]
        header.append((Text("output"),))
        rows = [tuple(_number(v) for v in (*candidates[k], sizes[k])) for k in chosen]
        yield Table(tuple(header), tuple(rows), "r" * len(header))


def _along(
    rule: Rule, candidates: Sequence[tuple[int, ...]], sizes: Sequence[int], fits: Sequence[bool]
) -> Block:
    letter: Inlines = (Formula(rule.known[rule.unknown[0]]),)
    first = (letter, *(_number(c[0], fit) for c, fit in zip(candidates, fits, strict=True)))
    lead: Inlines = (Text("output"),)
    second = (lead, *(_number(v, f) for v, f in zip(sizes, fits, strict=True)))
    return Table((), (first, second), "l" + "r" * len(sizes))


def _number(value: Any, strong: bool = False) -> Inlines:
    return (Text(str(value), "strong" if strong else ""),)
