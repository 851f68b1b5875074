"""The statement of a problem: text, givens, equations, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from solver.algebra.expr import name
from solver.algebra.gradient_names import as_derivative
from solver.document import markdown
from solver.document.blocks import (
    Belongs,
    Block,
    Chain,
    Formula,
    Heading,
    Inlines,
    Items,
    Link,
    Maths,
    Paragraph,
    Room,
    Text,
    Value,
)
from solver.document.words import joined, resolver, say, told
from solver.plan import Given
from solver.spec.model import Ask, Asked, Discuss, GivenSpec, Part

if TYPE_CHECKING:
    from solver.problem import World
    from solver.solved import Solved


def shown_points(points: Fraction | None) -> str:
    """Write points as people do: `5 points`, `1 point`, `2.5 points`."""
    if points is None:
        return ""
    number = str(points.numerator) if points.denominator == 1 else f"{float(points):g}"
    return f"{number} point{'' if points == 1 else 's'}"


def heading(solved: Solved) -> Heading:
    """Head a problem with its number in the set, its title and its points."""
    problem = solved.problem
    number = f"Problem {problem.label}. " if problem.label else ""
    return Heading(1, (Text(f"{number}{problem.spec.title}"),), shown_points(problem.points))


def prose(solved: Solved, words: str, label: str = "") -> Iterator[Block]:
    """Print an author's text, with the values it mentions."""
    if words:
        resolve = resolver(solved.problem.plan, solved.solution, label)
        yield from markdown.blocks(words, resolve)


def statement(solved: Solved, world: World, room: bool) -> Iterator[Block]:
    """State what a world starts from: givens, what its kind says, values shown beforehand."""
    yield from _givens(world)
    yield from _assumptions(world)
    yield from _unknown(world)
    yield from world.statement(room)
    yield from _shown(solved, world)


def _givens(world: World) -> Iterator[Block]:
    givens = [g for g in world.planned.plan.givens if not as_derivative(g.name)]
    arriving = [g for g in world.planned.plan.givens if as_derivative(g.name)]
    for lead, group in (("Given ", givens), ("Given the derivatives ", arriving)):
        if group:
            yield Paragraph((Text(lead), *joined([(_given(g),) for g in group], ", "), Text(".")))
    yield from _taken_over(world)
    for given in givens:
        if words := _facts(given):
            yield Paragraph((Text("Here "), Formula(name(given.name, given.shape)), Text(words)))


def _taken_over(world: World) -> Iterator[Block]:
    """Say which quantities are results of earlier parts."""
    taken = [_from_part(world, given) for given in world.spec.given if given.step]
    if taken:
        yield Paragraph((Text("Here "), *joined(taken, ", "), Text(".")))


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


def _unknown(world: World) -> Iterator[Block]:
    unknown = [f.name for f in world.spec.functions if f.body is None]
    if unknown:
        names = joined([(Formula(name(which)),) for which in unknown], ", ")
        lead = "The function " if len(unknown) == 1 else "The functions "
        ending = " is left unknown." if len(unknown) == 1 else " are left unknown."
        yield Paragraph((Text(lead), *names, Text(ending)))


def _shown(solved: Solved, world: World) -> Iterator[Block]:
    prefix = f"{world.label}." if world.label else ""
    for formula in world.spec.show:
        key = prefix + formula.text.replace(" ", "")
        if key in solved.solution:
            step = solved.problem.plan[key]
            yield Chain(Formula(step.ref), (Link(told(step, solved.solution)),))


# --- what is asked -------------------------------------------------------------------------------
def questions(
    solved: Solved,
    part: Part | None,
    asks: tuple[Asked, ...],
    room: bool,
    placed: Collection[str] = (),
) -> Iterator[Block]:
    """List what is asked; with `room`, leave room for each answer that is not `placed` already."""
    computed = [ask for ask in asks if isinstance(ask, Ask)]
    if computed and room:
        yield from _rooms(solved, part, computed, placed)
    elif computed:
        yield from _find(solved, part, computed)
    for ask in asks:
        if isinstance(ask, Discuss):
            yield Paragraph((*_question(solved, part, ask), *_points(ask.points)), leads=room)
            if room:
                yield Room((Text("Sketch" if ask.sketch else "Answer"),), 10 if ask.sketch else 6)


def _find(solved: Solved, part: Part | None, asks: list[Ask]) -> Iterator[Block]:
    """Ask in one sentence, or in a list where an item needs words of its own."""
    items = [_asked(solved, part, ask) for ask in asks]
    if all(len(item) == 1 for item in items):
        yield Paragraph((Text("Find "), *joined(items, ", "), Text(".")))
    else:
        yield Paragraph((Text("Find"),), leads=True)
        yield Items(tuple((Paragraph(item),) for item in items))


def _rooms(
    solved: Solved, part: Part | None, asks: list[Ask], placed: Collection[str]
) -> Iterator[Block]:
    """Leave room for each answer, but those that have a place in a table."""
    there = [ask for ask in asks if solved.problem.answering(part, ask).name in placed]
    if there:
        words = joined([_asked(solved, part, ask) for ask in there], "; ")
        yield Paragraph((Text("Fill in, above: "), *words, Text(".")))
    if left := [ask for ask in asks if ask not in there]:
        yield Paragraph((Text("Find"),), leads=True)
        for ask in left:
            yield _room(solved, part, ask)


def _question(solved: Solved, part: Part | None, ask: Discuss) -> Inlines:
    return _line(solved, part, ask.question)


def _line(solved: Solved, part: Part | None, words: str) -> Inlines:
    label = solved.problem.world_of(part).label
    return markdown.inlines(words, resolver(solved.problem.plan, solved.solution, label))


def _points(points: Fraction | None) -> Inlines:
    return (Text(f" ({shown_points(points)})"),) if points is not None else ()


def _asked(solved: Solved, part: Part | None, ask: Ask) -> Inlines:
    step = solved.problem.answering(part, ask)
    named = step.role == "asked" and ask.name != ask.formula.text
    title = (*say(step.title), Text(" ")) if step.title else ()
    words: list[Text | Maths] = [*title, Formula(step.left, step.formula if named else None)]
    if ask.unit:
        words.append(Text(f" in {ask.unit}"))
    if ask.digits:
        plural = "s" if ask.digits > 1 else ""
        words.append(Text(f", to {ask.digits} significant digit{plural}"))
    hint = (Text(" Hint: "), *_line(solved, part, ask.hint)) if ask.hint else ()
    return (*words, *_points(ask.points), *hint)


def _room(solved: Solved, part: Part | None, ask: Ask) -> Block:
    step = solved.problem.answering(part, ask)
    rows = step.shape[0] if len(step.shape) == 2 and isinstance(step.shape[0], int) else 3
    return Room(_asked(solved, part, ask), 8 if step.is_function else max(3, rows + 1))
