"""The statement of a problem: text, givens, equations, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from solver.algebra.expr import name
from solver.document import markdown
from solver.document.blocks import (
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
)
from solver.document.givens import givens
from solver.document.words import joined, resolver, say, told
from solver.plan import Step
from solver.spec.model import Ask, Asked, Discuss, Part

if TYPE_CHECKING:
    from solver.solved import Solved
    from solver.worlds import World

MOST_LISTED = 8  # answers with a place in a table, up to which they are listed


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


def statement(
    solved: Solved, world: World, room: bool, earlier: Sequence[World] = ()
) -> Iterator[Block]:
    """State what a world starts from: givens, what its kind says, values shown beforehand.

    Arrays that one of the `earlier` parts states are not stated again, nor are its sentences.
    """
    yield from givens(world, earlier)
    yield from _unknown(world)
    said = [block for before in earlier for block in before.statement(room)]
    repeats = [block for block in said if isinstance(block, Paragraph | Chain)]
    yield from (block for block in world.statement(room) if block not in repeats)
    yield from _shown(solved, world)


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
    asked = [ask for ask in asks if isinstance(ask, Ask)]
    sentences = {ask: said for ask in asked if (said := _sentence(solved, part, ask))}
    computed = [ask for ask in asked if ask not in sentences]
    there = [ask for ask in computed if solved.problem.answering(part, ask).name in placed]
    if there and (room or _is_plain_list(there)):
        yield _to_fill_in(solved, part, there)
        computed = [ask for ask in computed if ask not in there]
    if computed and room:
        yield from _rooms(solved, part, computed)
    elif computed:
        yield from _find(solved, part, computed)
    yield from _open(solved, part, asks, joined(list(sentences.values()), " "), room)


def _open(
    solved: Solved, part: Part | None, asks: tuple[Asked, ...], lead: Inlines, room: bool
) -> Iterator[Block]:
    """Ask what a person marks, the first time behind what leads to it."""
    found = [ask for ask in asks if isinstance(ask, Discuss)]
    if lead and not found:
        yield Paragraph(lead)
    for k, ask in enumerate(found):
        before = (*lead, Text(" ")) if lead and not k else ()
        words = (*before, *_question(solved, part, ask), *_points(ask.points))
        yield Paragraph(words, leads=room)
        if room:
            yield Room((Text("Sketch" if ask.sketch else "Answer"),), 10 if ask.sketch else 6)


def _sentence(solved: Solved, part: Part | None, ask: Ask) -> Inlines:
    """Give the question that an answer comes with, which needs no room: "True or false?"."""
    form = solved.problem.answering(part, ask).form
    return (Text(form.question), *_points(ask.points)) if form and form.question else ()


def _find(solved: Solved, part: Part | None, asks: list[Ask]) -> Iterator[Block]:
    """Ask in one sentence, or in a list where an item needs words of its own."""
    items = [_asked(solved, part, ask) for ask in asks]
    if all(len(item) == 1 for item in items):
        yield Paragraph((Text("Find "), *joined(items, ", "), Text(".")))
    else:
        yield Paragraph((Text("Find"),), leads=True)
        yield Items(tuple((Paragraph(item),) for item in items))


def _is_plain_list(asks: list[Ask]) -> bool:
    """Tell whether so much has a place in a table that its blanks say it better than a list."""
    return len(asks) > MOST_LISTED and all(ask.points is None for ask in asks)


def _to_fill_in(solved: Solved, part: Part | None, asks: list[Ask]) -> Block:
    """Point to the table that has blanks for the answers."""
    if _is_plain_list(asks):
        return Paragraph((Text("Fill in the blanks of the table above."),))
    words = joined([_asked(solved, part, ask) for ask in asks], "; ")
    return Paragraph((Text("Fill in, above: "), *words, Text(".")))


def _rooms(solved: Solved, part: Part | None, asks: list[Ask]) -> Iterator[Block]:
    """Leave room for each answer."""
    yield Paragraph((Text("Find"),), leads=True)
    for ask in asks:
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
    named_by = Formula(step.left, step.formula if named else None)
    words: list[Text | Maths] = [*_title(solved, part, ask, step), named_by]
    if ask.unit:
        words.append(Text(f" in {ask.unit}"))
    if ask.digits:
        plural = "s" if ask.digits > 1 else ""
        words.append(Text(f", to {ask.digits} significant digit{plural}"))
    hint = (Text(" Hint: "), *_line(solved, part, ask.hint)) if ask.hint else ()
    return (*words, *_points(ask.points), *hint)


def _title(solved: Solved, part: Part | None, ask: Ask, step: Step) -> Inlines:
    """Say what is asked for: in the author's words, or else in those of the kind."""
    if ask.title:
        return (*_line(solved, part, ask.title), Text(", "))
    return (*say(step.title), Text(" ")) if step.title else ()


def _room(solved: Solved, part: Part | None, ask: Ask) -> Block:
    step = solved.problem.answering(part, ask)
    rows = step.shape[0] if len(step.shape) == 2 and isinstance(step.shape[0], int) else 3
    return Room(_asked(solved, part, ask), 8 if step.is_function else max(3, rows + 1))
