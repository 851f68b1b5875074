"""Feedback as a document, made of the same blocks as keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from solver.build.records import numbers
from solver.digits import entries
from solver.document.blocks import (
    Block,
    Chain,
    Document,
    Formula,
    Heading,
    Inlines,
    Link,
    Named,
    Paragraph,
    StepBlock,
    Table,
    Text,
    Value,
)
from solver.marking.grading import words
from solver.marking.grading.classroom import Classroom, Given
from solver.marking.grading.manual import ByHand
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import number, shown
from solver.marking.verdicts import Marked
from solver.problem import Problem

DIGITS = 5
SMALL = 9  # entries of a value that stands in a line


def feedback_document(room: Classroom, card: Card, by_hand: ByHand) -> Document:
    """Lay out the feedback for one student."""
    person, spec = card.person, room.spec
    who = f"{shown(person.name)} ({shown(person.id)})" if person.name else shown(person.id)
    subtitle = " · ".join(filter(None, (f"Feedback for {who}", spec.course)))
    blocks: list[Block] = [Paragraph(_all(card))]
    if len(card.marked) > 1:
        blocks.append(_overview(card))
    for given, marked in zip(person.problems, card.marked, strict=True):
        if card.submission:
            blocks += _problem(room.problems[given.key], given, marked, by_hand, person.id)
    return Document(spec.title, tuple(blocks), subtitle, "feedback")


def _all(card: Card) -> Inlines:
    said = " ".join((".", *words.remarks(card)))
    return Text(words.total(card), "strong"), Text(said)


def _overview(card: Card) -> Table:
    header = ("Problem", "Points", "Without follow-through", "Out of")
    rows = (
        (words.heading(each), *map(number, (each.follow, each.strict, each.points)))
        for each in card.marked
    )
    cells = tuple(tuple((Text(cell),) for cell in row) for row in rows)
    return Table(tuple((Text(cell),) for cell in header), cells, "lrrr")


def _problem(
    problem: Problem, given: Given, marked: Marked, by_hand: ByHand, student: str
) -> Iterator[Block]:
    heading = (Text(words.heading(marked)),)
    yield Heading(1, heading, words.of(marked.follow, marked.points))
    if marked.void:
        yield Paragraph((Text("This problem is void: everybody gets all its points."),))
        return
    lines = [
        words.line(each, marked, by_hand.comment(student, each.name)) for each in marked.verdicts
    ]
    for said in dict.fromkeys(line.said for line in lines if line.plain):
        yield _without_remarks(said, [e for e in lines if e.plain and e.said == said], marked)
    blocks = tuple(_told(problem, given, line, marked) for line in lines if not line.plain)
    if blocks:
        yield Named(_symbols(problem), blocks)
    for place, text, why in words.findings(marked):
        told = (Text(f"Line {place}: ", "strong"), Text(text, "code"), Text(f". {why}"))
        yield Paragraph(told)


def _without_remarks(said: str, lines: Sequence[words.Line], marked: Marked) -> Paragraph:
    """List the answers about which there is nothing to explain, in one sentence."""
    named: list[Text] = []
    for line in lines:
        named += [Text(", ")] * bool(named) + [Text(words.bare(line.verdict, marked), "code")]
    earned = sum((line.verdict.follow for line in lines), Fraction(0))
    most = sum((line.verdict.points for line in lines), Fraction(0))
    head = Text(f"{said[0].upper()}{said[1:]}", "strong")
    return Paragraph((head, Text(f" ({words.of(earned, most)}): "), *named, Text(".")))


def _told(problem: Problem, given: Given, line: words.Line, marked: Marked) -> StepBlock:
    """Tell of one answer: how it came out, the student's value, the right one, and the reason."""
    said = (Text(f"{line.said[0].upper()}{line.said[1:]}", "strong"), Text(f": {line.worth}."))
    blocks: list[Block] = []
    if line.yours:
        blocks.append(Paragraph((Text("Yours: ", "emph"), Text(line.yours, "code"))))
    if line.right:
        blocks += _right(problem, given, line)
    if line.why:
        blocks.append(Paragraph((Text(line.why),)))
    if line.comment:
        blocks.append(Paragraph((Text("Remark: ", "emph"), Text(line.comment))))
    name = words.bare(line.verdict, marked)
    return StepBlock(name, said, Chain(None, ()), (), True, tuple(blocks))


def _right(problem: Problem, given: Given, line: words.Line) -> Iterator[Block]:
    """Print the right value as the key does; a formula or a word as text."""
    step = problem.plan[line.verdict.step]
    value = None if step.form else _exact(given.answers.get(step.name))
    if value is None:
        yield Paragraph((Text("Right: ", "emph"), Text(line.right, "code")))
        return
    if sum(1 for _ in entries(value)) <= SMALL:
        yield Paragraph((Text("Right: ", "emph"), Value(value, DIGITS, step.left)))
        return
    yield Paragraph((Text("Right:", "emph"),), leads=True)
    yield Chain(Formula(step.left), (Link(Value(value, DIGITS)),))


def _exact(value: Any) -> Any:
    """Read the numbers of a record, as nested tuples; None for what is no number."""
    if isinstance(value, list):
        parts = tuple(map(_exact, value))
        return None if any(part is None for part in parts) else parts
    if isinstance(value, float | int):
        return Fraction(value) if isfinite(value) else None
    try:
        return numbers(value)
    except (ValueError, TypeError, AttributeError):
        return None


def _symbols(problem: Problem) -> tuple[tuple[str, str], ...]:
    """Say how the names of a problem are printed; those of a part as `a.x`."""
    return tuple(
        (f"{world.label}.{key}" if world.label else key, latex)
        for world in problem.worlds
        for key, latex in world.symbols.items()
    )
