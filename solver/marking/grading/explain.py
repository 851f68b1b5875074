"""How every mark of one student came about, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.marking.grading import words
from solver.marking.grading.manual import ByHand
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import Typed, number, shown
from solver.marking.verdicts import Marked, Outcome, Verdict


def explained(card: Card, by_hand: ByHand) -> str:
    """Tell what was read, what it was compared with, what was carried, and the points."""
    return "\n".join(_lines(card, by_hand)) + "\n"


def _lines(card: Card, by_hand: ByHand) -> Iterator[str]:
    person = card.person
    named = f" ({shown(person.name)})" if person.name else ""
    yield f"{shown(person.id)}{named}, variant {person.variant}: {words.total(card)}"
    yield from (f"  {remark}" for remark in words.remarks(card))
    if card.submission:
        yield f"  handed in: {', '.join(map(shown, card.submission.files))}"
    typed = {str(p): t for p, t in card.submission.answers.items()} if card.submission else {}
    for marked in card.marked:
        yield ""
        yield f"{words.heading(marked)}: {words.of(marked.follow, marked.points)}"
        if marked.void:
            yield "  the set declares this problem void: everybody gets all points"
        for verdict in marked.verdicts:
            comment = by_hand.comment(person.id, verdict.name)
            yield from _verdict(verdict, marked, typed, comment)
        for number_, text, why in words.findings(marked):
            yield f"  line {number_}: {text}"
            yield f"    {why}"
        if marked.links:
            yield f"  {marked.links} claims compared, {marked.ignored} lines about nothing known"


def _verdict(
    verdict: Verdict, marked: Marked, typed: Mapping[str, Typed], comment: str
) -> Iterator[str]:
    said = words.line(verdict, marked)
    yield f"  {shown(verdict.name)}: {said.said}"
    for what, text in _facts(verdict, typed.get(verdict.name), comment):
        yield f"    {what:13} {text}"


def _facts(verdict: Verdict, answer: Typed | None, comment: str) -> Iterator[tuple[str, str]]:
    line = verdict.line or (answer.line if answer else None)
    if verdict.got:
        yield "read", f"{shown(verdict.got)}{f'   (line {line})' if line else ''}"
    if verdict.expected:
        yield "compared with", shown(verdict.expected)
    if verdict.entry:
        yield "differs at", f"entry {', '.join(str(k + 1) for k in verdict.entry)}"
    if verdict.carried:
        yield "carried", f"{', '.join(verdict.carried)} as the student has it"
    if verdict.message:
        yield "said", shown(verdict.message, 600)
    if verdict.diagnosis and verdict.diagnosis not in verdict.message:
        yield "diagnosis", shown(verdict.diagnosis, 600)
    if verdict.flag:
        yield "flag", shown(verdict.flag, 600)
    if comment:
        yield "remark", shown(comment)
    yield "points", _points(verdict)


def _points(verdict: Verdict) -> str:
    most = number(verdict.points)
    if verdict.outcome is Outcome.MANUAL:
        return f"to be given by a person, at most {most}"
    follow = f"{number(verdict.follow)} of {most}"
    return (
        follow
        if verdict.strict == verdict.follow
        else (f"{follow} with follow-through, {number(verdict.strict)} without")
    )
