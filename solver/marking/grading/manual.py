"""What a person marks: listed with model answer and rubric, and read back with the points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from solver.build.columns import key
from solver.build.csvtext import Row, Table, read_table
from solver.errors import Complaint, SpecError
from solver.marking.grading.classroom import Classroom, Person
from solver.marking.grading.marks import Card
from solver.marking.grading.table import csv_text, unguarded
from solver.marking.grading.typed import Submission, number, shown
from solver.marking.naming import Place, Question, questions
from solver.marking.verdicts import Outcome
from solver.spec.model import Discuss
from solver.spec.numbers import exact
from solver.spec.reading import short

NAME: Final = "manual.csv"
_HEADER: Final = (
    "id", "name", "question", "out of", "points", "comment",
    "answer", "asked", "model answer", "rubric",
)  # fmt: skip
_LONGEST: Final = 4_000  # characters of an answer that are listed


@dataclass(frozen=True)
class ByHand:
    """Points that a person gave, and comments; `cells` keep what cannot be read, as it stands."""

    points: Mapping[tuple[str, Place], Fraction] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()

    def comment(self, student: str, name: str) -> str:
        """Give what was remarked on an answer."""
        return self.cells.get((student, name), ("", ""))[1]


def read_manual(path: Path, room: Classroom) -> ByHand:
    """Read the points that were filled in; what cannot be read is complained of, and pending."""
    if not path.exists():
        return ByHand()
    try:
        table = read_table(path, lambda header: header in _HEADER)
    except SpecError as error:
        return ByHand(complaints=error.complaints)
    return _Reader(table, room).read() if table.rows else ByHand()


@dataclass
class _Reader:
    """Reads the rows of the list, however a spreadsheet has moved its columns."""

    table: Table
    room: Classroom
    complaints: list[Complaint] = field(default_factory=list)

    def read(self) -> ByHand:
        columns = [key(cell) for cell in self.table.rows[0].cells]
        self.places = {name: columns.index(key(name)) for name in _HEADER if key(name) in columns}
        points: dict[tuple[str, Place], Fraction] = {}
        cells: dict[tuple[str, str], tuple[str, str]] = {}
        most = _most(self.room)
        for row in self.table.rows[1:]:
            who, name = self._cell(row, "id"), self._cell(row, "question")
            given, comment = self._cell(row, "points"), self._cell(row, "comment")
            if not (given or comment):
                continue
            cells[who, name] = (given, comment)
            found = most.get((who, name))
            if found is None:
                what = f"{short(who)} was not asked for {short(name)}"
                self._complain(row, "question", what)
            elif given and (number := self._points(row, given, found[1])) is not None:
                points[who, found[0]] = number
        return ByHand(points, cells, tuple(self.complaints))

    def _cell(self, row: Row, name: str) -> str:
        return unguarded(row.cell(self.places.get(name)))

    def _points(self, row: Row, text: str, most: Fraction) -> Fraction | None:
        try:
            found = exact(text.replace(",", "."))
        except (ValueError, ArithmeticError):
            self._complain(row, "points", f"{short(text)} is no number of points")
            return None
        if 0 <= found <= most:
            return found
        self._complain(row, "points", f"{short(text)} points were given: at most {number(most)}")
        return None

    def _complain(self, row: Row, name: str, message: str) -> None:
        mark = self.table.mark(row, self.places.get(name, 0))
        self.complaints.append(Complaint(mark, message, "it stays to be marked by hand"))


def _most(room: Classroom) -> dict[tuple[str, str], tuple[Place, Fraction]]:
    """Say what each question of each student is worth at most."""
    return {(person.id, str(place)): (place, q.points) for person, place, q in _asked(room)}


def _asked(room: Classroom) -> Iterator[tuple[Person, Place, Question]]:
    """Visit what is asked: problem by problem, and for each the students."""
    asked = {k: questions(problem) for k, problem in room.problems.items()}
    for label in room.labels:
        for person in room.people.values():
            for given in person.problems:
                if given.key[0] == label:
                    for question in asked[given.key]:
                        yield person, Place(label, question.name), question


def manual_csv(room: Classroom, cards: Sequence[Card], before: ByHand) -> str:
    """List what a person marks, with what was filled in before; empty if there is nothing.

    A row that somebody adds for any other answer stays, and its points stand in for the mark.
    """
    waiting = {
        (card.person.id, verdict.name)
        for card in cards
        for marked in card.marked
        for verdict in marked.verdicts
        if verdict.outcome is Outcome.MANUAL
    }
    kept = waiting.union(before.cells)
    handed = {card.person.id: card.submission for card in cards}
    rows = [
        _row(person, place, question, handed.get(person.id), before)
        for person, place, question in _asked(room)
        if question.manual or (person.id, str(place)) in kept
    ]
    rows.sort(key=lambda row: (room.labels.index(row.label), row.cells[2]))
    return csv_text((_HEADER, *(row.cells for row in rows))) if rows else ""


@dataclass(frozen=True, slots=True)
class _Listed:
    label: str
    cells: tuple[str, ...]


def _row(
    person: Person, place: Place, question: Question, handed: Submission | None, before: ByHand
) -> _Listed:
    ask, typed = question.ask, handed.answers.get(place) if handed else None
    given, comment = before.cells.get((person.id, str(place)), ("", ""))
    rubric = ask.rubric if isinstance(ask, Discuss) else ()
    return _Listed(place.label, (
        person.id, person.name, str(place), number(question.points), given, comment,
        shown(typed.text, _LONGEST) if typed else "",
        _line(ask.question if isinstance(ask, Discuss) else ask.title or ask.formula.text),
        _line(ask.model if isinstance(ask, Discuss) else ""),
        "; ".join(f"{number(points)}: {_line(text)}" for points, text in rubric),
    ))  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())
