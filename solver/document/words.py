"""Sentences and values as they stand on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, name
from solver.algebra.op import Law, Words
from solver.algebra.ops.compare import RELATIONS
from solver.digits import entries, is_short, to_digits, written_all
from solver.document.blocks import Formula, Inline, Inlines, Maths, Said, Source, Text, Value
from solver.plan import Plan, Step
from solver.solution import Solution

DIGITS = 4
LONG = 100  # a denominator that nobody reads in a sentence


def say(words: Words) -> Inlines:
    """Turn a reason into words on the page."""
    return tuple(_inline(word) for word in words)


def _inline(word: str | Expr | Law) -> Inline:
    if isinstance(word, Law):
        return Source(word.latex)
    if isinstance(word, str):
        return Text(word)
    if word.op in RELATIONS:  # in a sentence a comparison is said, and not a truth value
        left, right = word.args
        return Formula(left, right, RELATIONS[word.op][0])
    return Formula(word)


def joined(parts: Sequence[Inlines], separator: str = "; ") -> Inlines:
    """Join clauses into one sentence."""
    found: list[Inline] = []
    for k, part in enumerate(parts):
        found += [Text(separator)] * (k > 0) + list(part)
    return tuple(found)


def is_rounded(value: Any, digits: int = DIGITS) -> bool:
    """Tell whether any entry of a value prints rounded."""
    return any(written.approx for written in entries(written_all(value, digits)))


def told(step: Step, solution: Solution, digits: int = DIGITS) -> Maths:
    """Give the value of a step as people read it."""
    value = solution.rounded(step.name, digits)
    return Said(say(step.form.words(value))) if step.form else Value(value, digits)


def in_text(value: Maths) -> Maths:
    """Round a long fraction, which between words is too small to be read: 6272/113 is 55.50."""
    if isinstance(value, Value) and any(map(_is_long, entries(value.value))):
        return replace(value, value=to_digits(value.value, value.digits))
    return value


def _is_long(number: Any) -> bool:
    return isinstance(number, Fraction) and number.denominator >= LONG and not is_short(number)


def resolver(plan: Plan, solution: Solution, part: str) -> Callable[[str], Maths]:
    """Give what a mention in a text stands for: the value of a name, or the name in symbols."""
    steps = {step.name: step for step in plan.steps}

    def resolve(text: str) -> Maths:
        bare = text.replace(" ", "")
        for candidate in (f"{part}.{bare}" if part else bare, bare):
            if candidate in solution and candidate in steps:
                return in_text(told(steps[candidate], solution))
            if candidate in solution:
                return in_text(Value(solution.rounded(candidate, DIGITS), DIGITS))
            if found := _find(plan, candidate):
                return Formula(found)
        return Formula(name(bare))

    return resolve


def _find(plan: Plan, wanted: str) -> Expr | None:
    shapes = {given.name: given.shape for given in plan.givens}
    shapes |= {step.name: step.shape for step in plan.steps}
    return name(wanted, shapes[wanted]) if wanted in shapes else None
