"""The grades of a class as CSV: points of every student, and how every answer came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.marking.grading.classroom import Classroom
from solver.marking.grading.marks import Card
from solver.marking.grading.table import csv_text
from solver.marking.grading.typed import number
from solver.marking.naming import labelled, questions
from solver.marking.verdicts import Marked, Outcome

HEAD = ("id", "name", "section", "handed in")
_ALL = ("points", "with follow-through", "out of", "to be marked by hand")


def grades_csv(room: Classroom, cards: Sequence[Card]) -> str:
    """Write the points of every student, without and with follow-through, problem by problem."""
    labels = room.labels
    header = (*HEAD, *(name for label in labels for name in _columns(label)), *_ALL)
    return csv_text((header, *(_row(card, labels) for card in cards)))


def _columns(label: str) -> tuple[str, str]:
    return (label or "problem", f"{label or 'problem'} with follow-through")


def _row(card: Card, labels: Sequence[str]) -> Sequence[str]:
    each = [cell for label in labels for cell in _points(card.of(label))]
    total = (card.strict, card.follow, card.points, card.pending)
    return (*_who(card), *each, *map(number, total))


def _points(marked: Marked | None) -> tuple[str, str]:
    return (number(marked.strict), number(marked.follow)) if marked else ("", "")


def _who(card: Card) -> tuple[str, ...]:
    person = card.person
    return (person.id, person.name, person.section, "yes" if card.submission else "no")


# --- answer by answer ----------------------------------------------------------------------------
def steps_csv(room: Classroom, cards: Sequence[Card]) -> str:
    """Write the outcome of every answer of every student."""
    columns = list(asked(room))
    header = (*HEAD, *columns, *(f"{name} points" for name in columns))
    return csv_text((header, *(_outcomes(card, columns) for card in cards)))


def asked(room: Classroom) -> Iterator[str]:
    """List the names of all answers, problem by problem, whatever the structure."""
    names = (
        labelled(problem.label, question.name)
        for label in room.labels
        for (own, _), problem in room.problems.items()
        if own == label
        for question in questions(problem)
    )
    yield from dict.fromkeys(names)


def _outcomes(card: Card, columns: Sequence[str]) -> Sequence[str]:
    found = {verdict.name: verdict for marked in card.marked for verdict in marked.verdicts}
    outcomes = [str(found[name].outcome) if name in found else "" for name in columns]
    points = [number(found[name].follow) if name in found else "" for name in columns]
    return (*_who(card), *outcomes, *points)


def counted(cards: Sequence[Card]) -> dict[Outcome, int]:
    """Count how answers came out in the whole class."""
    found = dict.fromkeys(Outcome, 0)
    for card in cards:
        for marked in card.marked:
            for verdict in marked.verdicts:
                found[verdict.outcome] += 1
    return found
