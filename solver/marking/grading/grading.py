"""Grading a class from beginning to end: what was handed in, the marks, and the files of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from solver.build.atomic import make_folders, write
from solver.errors import Complaint
from solver.marking.grading.analysis import Analysis, analysed, analysis_md
from solver.marking.grading.classroom import Classroom
from solver.marking.grading.feedback import feedback_md
from solver.marking.grading.grades import grades_csv, steps_csv
from solver.marking.grading.manual import NAME, ByHand, manual_csv, read_manual
from solver.marking.grading.marks import Card, Marker, Marking
from solver.marking.grading.submissions import read_submissions
from solver.marking.grading.typed import Submissions

FEEDBACK, STEPS, ANALYSIS, GRADES = "feedback", "steps.csv", "item-analysis.md", "grades.csv"


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go: the grades, and the folder of all else."""

    grades: Path
    folder: Path

    @classmethod
    def of(cls, out: Path) -> Target:
        """Take a path that ends in .csv for the grades; all else goes to a folder beside it."""
        if out.suffix.lower() == ".csv":
            return cls(out, out.with_suffix(""))
        return cls(out / GRADES, out)

    @property
    def tables(self) -> tuple[Path, ...]:
        """List the tables that are written."""
        return (self.grades, self.folder / STEPS, self.folder / NAME)


@dataclass(frozen=True)
class Graded:
    """A class with its marks, and everything that somebody should look at."""

    room: Classroom
    cards: tuple[Card, ...]
    by_hand: ByHand
    submissions: Submissions
    complaints: tuple[Complaint, ...]

    @cached_property
    def analysis(self) -> Analysis:
        """Count how answers came out."""
        return analysed(self.room, self.cards)


def grade(
    room: Classroom,
    path: Path,
    target: Target,
    marker: Marker,
    strictness: str = "lenient",
    note: Callable[[int], None] = lambda done: None,
) -> Graded:
    """Read and mark what a class handed in; SpecError only if there is nothing to read."""
    submissions = read_submissions(path, room)
    by_hand = read_manual(target.folder / NAME, room)
    cards, complaints = Marking(room, marker, strictness, note).cards(submissions, by_hand.points)
    told = (*submissions.complaints, *by_hand.complaints, *complaints)
    return Graded(room, cards, by_hand, submissions, tuple(dict.fromkeys(told)))


def write_all(graded: Graded, target: Target) -> None:
    """Write grades, outcomes, feedback, analysis and the list for a person; DiskError."""
    make_folders(target.grades.parent, target.folder, target.folder / FEEDBACK)
    for path, text in _files(graded, target):
        write(path, text.encode("utf-8", "replace"))


def _files(graded: Graded, target: Target) -> Iterator[tuple[Path, str]]:
    room, cards, folder = graded.room, graded.cards, target.folder
    yield target.grades, grades_csv(room, cards)
    yield folder / STEPS, steps_csv(room, cards)
    yield folder / ANALYSIS, analysis_md(room, graded.analysis)
    if listed := manual_csv(room, cards, graded.by_hand):
        yield folder / NAME, listed
    for card in cards:
        path = folder / FEEDBACK / f"{card.person.file}.md"
        yield path, feedback_md(room, card, graded.by_hand)
