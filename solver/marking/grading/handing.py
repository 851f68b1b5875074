"""From what a class handed in to what is marked: the answers of each student to each problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from solver.errors import Complaint, Mark
from solver.marking.grading.classroom import Classroom, Given, Person
from solver.marking.grading.typed import Submission, Submissions
from solver.marking.handed import Answer, Handed
from solver.marking.naming import Place
from solver.marking.transcripts.model import Section
from solver.spec.reading import short

Manual = Mapping[tuple[str, Place], Fraction]  # by student and question
Sections = Mapping[str, Sequence[Section]]  # by the labels of problems
_NOBODY = Submission("")


@dataclass
class Desk:
    """What lies on the desk; transcripts are cut when their student comes up first."""

    room: Classroom
    submissions: Submissions
    manual: Manual
    complaints: list[Complaint] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sections: dict[str, Sections] = {}
        self._points: dict[tuple[str, str], dict[str, Fraction]] = {}
        for (student, place), points in self.manual.items():
            self._points.setdefault((student, place.label), {})[place.name] = points

    def handed(self, person: Person, given: Given) -> Handed:
        """Put together what a student handed in for one problem, by names without its label."""
        label = given.key[0]
        submission = self.submissions.of.get(person.id, _NOBODY)
        if submission.transcripts and person.id not in self._sections:
            self._sections[person.id] = self._cut(person, submission)
        return Handed(
            given.values,
            {
                place.name: Answer(typed.text, typed.line)
                for place, typed in submission.answers.items()
                if place.label == label
            },
            self._points.get((person.id, label), {}),
            given.answers,
            tuple(self._sections.get(person.id, {}).get(label, ())),
        )

    def _cut(self, person: Person, submission: Submission) -> Sections:
        """Cut transcripts into the problems they are about; what fails is told."""
        from solver.marking.transcripts import sections
        from solver.marking.transcripts.cutting import assigned

        problems = [self.room.problems[given.key] for given in person.problems]
        try:
            return assigned(sections("\n\n".join(submission.transcripts)), problems)
        except Exception as error:  # nobody else is to wait for it
            mark = Mark(submission.files[-1] if submission.files else person.id)
            message = f"this cannot be taken apart: {error or type(error).__name__}"
            self.complaints.append(Complaint(mark, message, "it is left to a person"))
            return {}

    def not_given(self) -> list[Complaint]:
        """Tell of answers to problems of the set that the student did not get."""
        found: dict[tuple[str, str], None] = {}
        for student, submission in self.submissions.of.items():
            own = {given.key[0] for given in self.room.people[student].problems}
            found |= {(student, p.label): None for p in submission.answers if p.label not in own}
        return [
            Complaint(
                Mark(", ".join(self.submissions.of[student].files)),
                f"{short(student)} answers problem {label}, which is not on that student's sheet",
            )
            for student, label in found
        ]
