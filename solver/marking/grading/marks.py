"""Marking a class: all students of one structure of a problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from solver.errors import Complaint, Mark
from solver.marking.grading.classroom import Classroom, Given, Key, Person
from solver.marking.grading.handing import Desk, Manual
from solver.marking.grading.typed import Submission, Submissions
from solver.marking.handed import Handed
from solver.marking.naming import labelled, questions
from solver.marking.verdicts import Marked, Outcome, Verdict
from solver.problem import Problem

Marker = Callable[[Problem, Sequence[Handed], str, bool], Sequence[Marked]]


@dataclass(frozen=True)
class Card:
    """What one student handed in, and what it is worth; the problems in the order of the sheet."""

    person: Person
    submission: Submission | None
    marked: tuple[Marked, ...]

    @property
    def points(self) -> Fraction:
        return sum((each.points for each in self.marked), Fraction(0))

    @property
    def strict(self) -> Fraction:
        return sum((each.strict for each in self.marked), Fraction(0))

    @property
    def follow(self) -> Fraction:
        return sum((each.follow for each in self.marked), Fraction(0))

    @property
    def pending(self) -> Fraction:
        return sum((each.pending for each in self.marked), Fraction(0))

    def of(self, label: str) -> Marked | None:
        """Find the marks of a problem."""
        return next((each for each in self.marked if (each.label or "") == label), None)


@dataclass(frozen=True)
class Marking:
    """How a class is marked; `note` is told of each student and problem that is done."""

    room: Classroom
    marker: Marker
    strictness: str = "lenient"
    note: Callable[[int], None] = lambda done: None

    def cards(
        self, submissions: Submissions, manual: Manual
    ) -> tuple[tuple[Card, ...], tuple[Complaint, ...]]:
        """Mark every student of the class, also those who handed in nothing."""
        desk = Desk(self.room, submissions, manual)
        groups: dict[Key, list[tuple[Person, Given]]] = {}
        for person in self.room.people.values():
            for given in person.problems:
                groups.setdefault(given.key, []).append((person, given))
        found: dict[tuple[str, str], Marked] = {}
        complaints = desk.not_given()
        for key, members in groups.items():
            handed = [desk.handed(*member) for member in members]
            marked = self._group(key, handed, complaints)
            for (person, _), own, one in zip(members, handed, marked, strict=True):
                found[person.id, key[0]] = _settled(one, own.manual)
            self.note(len(members))
        cards = (
            Card(p, submissions.of.get(p.id), tuple(found[p.id, g.key[0]] for g in p.problems))
            for p in self.room.people.values()
        )
        return tuple(cards), (*desk.complaints, *complaints)

    def _group(
        self, key: Key, handed: Sequence[Handed], complaints: list[Complaint]
    ) -> Sequence[Marked]:
        """Mark a group; where that fails, in halves, so that one student never costs the others.

        What cannot be marked at all is left to a person.
        """
        problem, void = self.room.problems[key], key[0] in self.room.spec.void
        try:
            return self.marker(problem, handed, self.strictness, void)
        except Exception as error:
            if len(handed) == 1:
                complaints.append(_failed(problem, error))
                return [_by_hand(problem, handed[0], void)]
        half = len(handed) // 2
        parts = (handed[:half], handed[half:])
        return [one for part in parts for one in self._group(key, part, complaints)]


def _settled(marked: Marked, points: Mapping[str, Fraction]) -> Marked:
    """Let the points that a person gave stand in for a mark, whatever it was."""
    if not points:
        return marked
    by_name = {labelled(marked.label, name): given for name, given in points.items()}
    verdicts = (_given(each, by_name.get(each.name)) for each in marked.verdicts)
    return replace(marked, verdicts=tuple(verdicts))


def _given(verdict: Verdict, points: Fraction | None) -> Verdict:
    if points is None:
        return verdict
    outcome = Outcome.CORRECT if points >= verdict.points else Outcome.WRONG
    return replace(
        verdict, outcome=outcome, strict=points, follow=points, diagnosis="", flag="", carried=(),
        message="marked by a person",
    )  # fmt: skip


def _failed(problem: Problem, error: Exception) -> Complaint:
    name = problem.label or problem.spec.id
    message = f"problem {name} of one student could not be marked: {type(error).__name__}: {error}"
    return Complaint(Mark(problem.spec.mark.file), message, "it is left to a person")


def _by_hand(problem: Problem, handed: Handed, void: bool) -> Marked:
    """Leave all answers of a student to a person."""
    verdicts = (
        Verdict(
            labelled(problem.label, question.name),
            question.step,
            Outcome.MANUAL,
            got=handed.answers[question.name].text if question.name in handed.answers else "",
            points=question.points,
        )
        for question in questions(problem)
    )
    spec = problem.spec
    return Marked(spec.id, problem.label, spec.title, tuple(verdicts), void)
