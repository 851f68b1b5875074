"""What a problem, or a part of it, starts from: values, symbols, and what is assumed of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.algebra.expr import name
from solver.algebra.gradient_names import as_derivative
from solver.document.blocks import (
    Belongs,
    Block,
    Formula,
    Inlines,
    Maths,
    Paragraph,
    Text,
    Value,
)
from solver.document.words import joined
from solver.plan import Given
from solver.spec.model import GivenSpec

if TYPE_CHECKING:
    from solver.worlds import World


def givens(world: World, earlier: Sequence[World] = ()) -> Iterator[Block]:
    """State the givens; arrays that stand in an earlier part are those of that part."""
    where = {given.name: _stated(world, given, earlier) for given in world.planned.plan.givens}
    fresh = [given for given in world.planned.plan.givens if where[given.name] is None]
    if again := [(key, label) for key, label in where.items() if label]:
        yield _again(world, again)
    for lead, derivatives in (("Given ", False), ("Given the derivatives ", True)):
        if group := [g for g in fresh if bool(as_derivative(g.name)) == derivatives]:
            yield Paragraph((Text(lead), *joined([(_given(g),) for g in group], ", "), Text(".")))
    yield from _taken_over(world)
    yield from _from_files(world, {given.name for given in fresh})
    for given in fresh:
        if words := _facts(given):
            yield Paragraph((Text("Here "), Formula(name(given.name, given.shape)), Text(words)))
    yield from _arriving(world)
    yield from _assumptions(world)


def _arriving(world: World) -> Iterator[Block]:
    """Say which gradients arrive from a loss that is not written out."""
    if found := world.planned.arriving:
        words = joined([(Formula(left, right),) for left, right in found], ", ")
        many, arrive = ("gradients", "arrive") if found[1:] else ("gradient", "arrives")
        ending = f" {arrive} from a loss that is not shown."
        yield Paragraph((Text(f"The {many} "), *words, Text(ending)))


# --- what stands in an earlier part --------------------------------------------------------------
def _stated(world: World, given: Given, earlier: Sequence[World]) -> str | None:
    """Find the part that states a given; '' if that is said before all parts, None for no part.

    A number, or a symbol, is stated again: that is shorter than to say where it stands.
    """
    for other in earlier:
        short = not given.shape or given.value is None
        if (not other.label or not short) and _known(world, given) in _all_known(other):
            return other.label
    return None


def _all_known(world: World) -> list[tuple[Given, str | None]]:
    return [_known(world, given) for given in world.planned.plan.givens]


def _known(world: World, given: Given) -> tuple[Given, str | None]:
    """Give what a reader is told of a given, and how its name is printed."""
    bare = given.name.removeprefix(f"{world.label}.")
    return replace(given, name=bare), world.spec.symbols.get(bare)


def _again(world: World, where: Sequence[tuple[str, str]]) -> Block:
    """Say in which parts the arrays stand."""
    refs = {given.name: name(given.name, given.shape) for given in world.planned.plan.givens}
    sentences = []
    for label in dict.fromkeys(label for _, label in where):
        names = [(Formula(refs[key]),) for key, there in where if there == label]
        words = (*joined(names[:-1], ", "), *((Text(" and "),) if names[1:] else ()), *names[-1])
        verb = "are those" if names[1:] else "is that"
        sentences.append((*words, Text(f" {verb} of part ({label}).")))
    return Paragraph(joined(sentences, " "))


def _taken_over(world: World) -> Iterator[Block]:
    """Say which quantities are results of earlier parts."""
    taken = [_from_part(world, given) for given in world.spec.given if given.step]
    if taken:
        yield Paragraph((Text("Here "), *joined(taken, ", "), Text(".")))


def _from_files(world: World, fresh: Collection[str]) -> Iterator[Block]:
    """Say which givens are read from files, of those that are stated here."""
    read = [g for g in world.spec.given if g.file and world.planned.key(g.name) in fresh]
    for file in dict.fromkeys(given.file for given in read):
        found = [name(world.planned.key(g.name), g.shape) for g in read if g.file == file]
        words = joined([(Formula(ref),) for ref in found], ", ")
        verb = " is" if len(found) == 1 else " are"
        yield Paragraph(
            (*words, Text(f"{verb} read from the file "), Text(file, "code"), Text("."))
        )


def _from_part(world: World, given: GivenSpec) -> Inlines:
    own = world.planned.plan[world.planned.key(given.name)].ref
    part, _, bare = given.step.partition(".")
    there = Formula(name(bare, own.shape))
    return Formula(own), Text(" is the "), there, Text(f" of part ({part})")


def _assumptions(world: World) -> Iterator[Block]:
    found = world.planned.plan.assumptions
    if found:
        words = [(Formula(a.left, a.right, a.relation),) for a in found]
        yield Paragraph((Text("Assume that "), *joined(words, ", "), Text(".")))


def _given(given: Given) -> Maths:
    ref = name(given.name, given.shape)
    if given.value is None:
        return Belongs(ref, "integer" in given.facts, _bound(given.facts))
    return Value(given.value, 6, ref)


_SIGNS = {"positive": "> 0", "nonnegative": ">= 0", "negative": "< 0"}


def _bound(facts: frozenset[str]) -> str:
    least = [fact.removeprefix("at_least_") for fact in facts if fact.startswith("at_least_")]
    return f">= {least[0]}" if least else next((b for f, b in _SIGNS.items() if f in facts), "")


def _facts(given: Given) -> str:
    if given.value is not None:
        return ""
    rows = len(given.shape) == 2 and given.shape[1] != 1 and given.shape[0] != 1
    if "one_hot" in given.facts:
        each = " in each row" if rows else ""
        return f" is one-hot: one entry{each} is 1, the others are 0."
    if "sums_to_1" in given.facts:
        return " has rows that sum to 1." if rows else " has entries that sum to 1."
    return ""
