"""What a student gets back, in Markdown: their value, the right one, and what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from solver.marking.grading import words
from solver.marking.grading.classroom import Classroom
from solver.marking.grading.manual import ByHand
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import number, shown
from solver.marking.verdicts import Marked

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|&~$!])")


def feedback_md(room: Classroom, card: Card, by_hand: ByHand) -> str:
    """Write the feedback for one student."""
    spec, person = room.spec, card.person
    who = f"**{escaped(person.name)}** ({code(person.id)})" if person.name else code(person.id)
    lines = [f"# {escaped(spec.title)}", "", f"{who}: **{words.total(card)}**", ""]
    lines += [f"- {remark}" for remark in words.remarks(card)]
    lines += [""] if lines[-1] else []
    if len(card.marked) > 1:
        lines += [*_table(card), ""]
    for marked in card.marked if card.submission else ():
        lines += [*_problem(marked, person.id, by_hand), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(card: Card) -> Iterator[str]:
    yield "| problem | points | without follow-through | out of |"
    yield "|---|---:|---:|---:|"
    for marked in card.marked:
        cells = (marked.follow, marked.strict, marked.points)
        yield f"| {escaped(words.heading(marked))} | {' | '.join(map(number, cells))} |"


def _problem(marked: Marked, student: str, by_hand: ByHand) -> Iterator[str]:
    yield f"## {escaped(words.heading(marked))}"
    yield ""
    if marked.void:
        yield f"Everybody gets all points: {words.of(marked.points, marked.points)}."
        return
    for verdict in marked.verdicts:
        said = words.line(verdict, marked, by_hand.comment(student, verdict.name))
        sign, name = words.SIGNS[verdict.outcome], words.bare(verdict, marked)
        yield f"- {sign} {code(name)}: {said.said}, {said.worth}"
        yield from _reasons(said)
    for number_, text, why in words.findings(marked):
        yield f"- line {number_} of your solution, {code(text)}: {escaped(why)}"


def _reasons(said: words.Line) -> Iterator[str]:
    if said.yours:
        yield f"  - yours: {code(said.yours)}"
    if said.right:
        yield f"  - right: {code(said.right)}"
    if said.why:
        yield f"  - {escaped(said.why)}"
    if said.comment:
        yield f"  - remark: {escaped(said.comment)}"


def escaped(text: str) -> str:
    """Write text in Markdown so that it reads as it stands, whatever is in it."""
    return _SPECIAL.sub(r"\\\1", shown(text, 1_000))


def code(text: str) -> str:
    """Quote text as code; backticks in it cannot end the quote."""
    seen = shown(text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", seen)), default=0) + 1)
    pad = " " if seen.startswith("`") or seen.endswith("`") or not seen.strip() else ""
    return f"{ticks}{pad}{seen}{pad}{ticks}"
