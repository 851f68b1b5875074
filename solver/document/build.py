"""From a solved problem, or a set of them, to a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.algebra.expr import name
from solver.document import markdown
from solver.document.blocks import (
    Block,
    Box,
    Document,
    Figure,
    Formula,
    Heading,
    Items,
    Named,
    Paragraph,
    Table,
    Text,
)
from solver.document.givens import givens
from solver.document.shared import bare, shared
from solver.document.statement import heading, prose, questions, shown_points, statement
from solver.document.steps import Teller
from solver.document.words import resolver
from solver.plan import Step
from solver.spec.model import Ask, Asked, Discuss, Part

if TYPE_CHECKING:
    from solver.solved import Solved, SolvedSet
    from solver.worlds import World


def document(solved: Solved, view: str = "key", detail: str = "normal") -> Document:
    """Lay a problem out as a key (statement and solution) or a handout (statement and room)."""
    spec = solved.problem.spec
    head, *blocks = _problem(solved, view, detail)
    assert isinstance(head, Heading)  # a single problem's title is the document's
    return Document(spec.title, (_named(solved, blocks),), head.points, view)


def set_document(solved: SolvedSet, view: str = "key", detail: str = "normal") -> Document:
    """Lay out a set: a title block, then its problems in order."""
    spec = solved.spec
    blocks = [_named(item, _problem(item, view, detail)) for item in solved.problems]
    front = tuple(_front(spec.instructions, spec.honour_code))
    subtitle = " · ".join(part for part in (spec.course, spec.due and f"due {spec.due}") if part)
    return Document(spec.title, tuple(blocks), subtitle, view, front)


def _named(solved: Solved, blocks: Iterable[Block]) -> Named:
    return Named(tuple(solved.symbols.items()), tuple(blocks))


def _in_part(solved: Solved, part: Part, blocks: Iterable[Block]) -> Iterator[Block]:
    """Print names as a part prints them, where that differs from what all do."""
    symbols = solved.symbols_in(part.label if part.spec else "")
    if symbols == solved.symbols:
        yield from blocks
    else:
        yield Named(tuple(symbols.items()), tuple(blocks))


def _front(instructions: str, honour_code: str) -> Iterator[Block]:
    for text in (instructions, honour_code):
        if text:
            yield from markdown.blocks(text, lambda mention: Formula(name(mention)))


def _problem(solved: Solved, view: str, detail: str) -> Iterator[Block]:
    yield heading(solved)
    if view == "handout":
        yield from _statements(solved, room=True)
        return
    yield from _statements(solved, room=False)
    yield Heading(2, (Text("Solution"),))
    yield from _solution(solved, detail)
    if note := tuple(prose(solved, solved.problem.spec.note)):
        yield Box("Note", note)
    yield Box("Checked", (Paragraph((Text(solved.checked_line),)),))


# --- the statement, part by part -----------------------------------------------------------------
def _statements(solved: Solved, room: bool) -> Iterator[Block]:
    problem = solved.problem
    common = next((w for w in problem.worlds if not w.label), None)
    yield from prose(solved, problem.spec.statement, solved.own_label)
    placed: frozenset[str] = frozenset()
    if common:
        whole = tuple(statement(solved, common, room))
        placed = _to_fill_in(whole)
        yield from whole
        yield from _first_figure(solved, common, room)
        yield from questions(solved, None, problem.spec.asks, room, placed)
    once = _said_once(solved, room)
    yield from once
    said = [bare(problem.worlds[0].label, block) for block in once]
    for part in problem.spec.parts:
        yield _part_heading(part)
        yield from _in_part(solved, part, _part_statement(solved, part, room, said, placed))


def _part_statement(
    solved: Solved, part: Part, room: bool, said: list[Block], placed: frozenset[str]
) -> Iterator[Block]:
    """State one part, but for what is `said` before all; `placed` are steps with a place there."""
    world = solved.problem.world_of(part)
    text = tuple(prose(solved, part.text, world.label))
    yield from text if part.spec or not room else _leading(text)
    if part.spec:
        own = tuple(_not_said(solved, world, room, said))
        placed = _to_fill_in(own)
        yield from own
        yield from _first_figure(solved, world, room)
    yield from questions(solved, part, part.asks, room, placed)


def _to_fill_in(blocks: Iterable[Block]) -> frozenset[str]:
    """List the steps that have a place in a table."""
    return frozenset(key for block in blocks if isinstance(block, Table) for key in block.blanks)


def _said_once(solved: Solved, room: bool) -> tuple[Block, ...]:
    """Give what all parts state alike, if names are printed alike in them."""
    worlds = solved.problem.worlds
    if len(worlds) < 2 or any(not world.label for world in worlds):
        return ()
    if any(world.spec.symbols != worlds[0].spec.symbols for world in worlds):
        return ()
    return shared([(world.label, tuple(statement(solved, world, room))) for world in worlds])


def _not_said(solved: Solved, world: World, room: bool, said: list[Block]) -> Iterator[Block]:
    """Give what a part states and not all do; arrays that an earlier one states by their names."""
    worlds = solved.problem.worlds
    earlier = worlds[: worlds.index(world)]
    first = next(givens(world), None)
    told = first is not None and bare(world.label, first) in said
    blocks = statement(solved, world, room, () if told else earlier)
    return (block for block in blocks if bare(world.label, block) not in said)


def _leading(text: tuple[Block, ...]) -> Iterator[Block]:
    """Keep a question on the page of the room to answer it."""
    yield from text[:-1]
    for last in text[-1:]:
        yield replace(last, leads=True) if isinstance(last, Paragraph) else last


def _part_heading(part: Part) -> Heading:
    return Heading(2, (Text(f"({part.label})"),), shown_points(part.points))


def _first_figure(solved: Solved, world: World, room: bool) -> Iterator[Block]:
    """Draw the network in symbols, unless the solution below draws it with its values."""
    if room or not world.is_numeric:
        yield from _figures(solved, world, values=False)


def _figures(solved: Solved, world: World, values: bool) -> Iterator[Block]:
    for data in world.figures(solved.solution if values else None):
        yield data if isinstance(data, Figure) else Figure(data)


# --- the solution --------------------------------------------------------------------------------
def _solution(solved: Solved, detail: str) -> Iterator[Block]:
    problem = solved.problem
    told: set[str] = set()
    if problem.spec.asks:
        yield from _answer(solved, None, problem.spec.asks, detail, told)
    for part in problem.spec.parts:
        yield _part_heading(part)
        yield from _in_part(solved, part, _answer(solved, part, part.asks, detail, told))


def _answer(
    solved: Solved, part: Part | None, asks: tuple[Asked, ...], detail: str, told: set[str]
) -> Iterator[Block]:
    """Tell the steps that lead to what is asked, leaving out those told before."""
    answers = [(ask, solved.problem.answering(part, ask)) for ask in asks if isinstance(ask, Ask)]
    asked = {step.name: ask for ask, step in answers}
    steps = [step for step in solved.steps_for(asked) if step.name not in told]
    told.update(step.name for step in steps)
    world = solved.problem.world_of(part)
    if world.is_numeric and any(step.role == "forward" for step in steps):
        yield from _figures(solved, world, values=True)
    teller = Teller(solved, detail, asked, world.exhibits(solved.solution, detail))
    for title, group in _sections(steps, world.headings):
        body = tuple(teller.tell(group))
        if body and title and detail != "brief":
            yield Heading(3, (Text(title),))
        if body and detail != "brief":
            yield from teller.conventions(group)
        yield from body
    already = [which for which in asked if which not in {step.name for step in steps}]
    for which in already:  # asked again in a later part
        yield from teller.tell([solved.problem.plan[which]])
    drawn = any(isinstance(ask, Discuss) and ask.sketch for ask in asks)
    sketches = world.sketches(solved.solution) if drawn else ()
    for ask in asks:
        if isinstance(ask, Discuss):
            yield from _model_answer(solved, world.label, ask, sketches if ask.sketch else ())
            sketches = () if ask.sketch else sketches


def _sections(steps: list[Step], headings: Mapping[str, str]) -> Iterator[tuple[str, list[Step]]]:
    for role, title in headings.items():
        group = [step for step in steps if step.role == role]
        if group:
            yield title, group


def _model_answer(
    solved: Solved, label: str, ask: Discuss, sketches: tuple[Block, ...]
) -> Iterator[Block]:
    """Give what a person marks by, and draw what is to be sketched."""
    yield from sketches
    if not (ask.model or ask.rubric):
        return
    resolve = resolver(solved.problem.plan, solved.solution, label)
    body: list[Block] = [Paragraph(markdown.inlines(ask.question, resolve))]
    body += markdown.blocks(ask.model, resolve) if ask.model else ()
    if ask.rubric:
        rows = tuple(
            (Paragraph((Text(f"{shown_points(points)}: "), *markdown.inlines(text, resolve))),)
            for points, text in ask.rubric
        )
        body.append(Items(rows))
    yield Box("Model answer", tuple(body))
