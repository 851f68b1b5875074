"""A student's own problems: as written, as drawn for them, or as a build has dealt them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solver.errors import Complaint, Mark, SpecError
from solver.problem import Problem, ProblemSet
from solver.spec.reading import nearest
from solver.variants.assigning import Course


@dataclass(frozen=True)
class Own:
    """A problem with the student's numbers; `void` if everybody gets all its points."""

    problem: Problem
    values: Mapping[str, Any] = field(default_factory=dict)
    void: bool = False


def owned(
    found: Problem | ProblemSet, student: str | None, salt: str | None, build: Path | None
) -> tuple[Own, ...]:
    """List a student's problems; SpecError if there is no such student, or nothing to draw."""
    void = found.spec.void if isinstance(found, ProblemSet) else ()
    if student is None:
        problems = (found,) if isinstance(found, Problem) else found.problems
        return tuple(Own(problem, void=(problem.label or "") in void) for problem in problems)
    course = Course.of(found, salt)
    dealt = _built(course, build, student) if build else _drawn(course, student)
    return tuple(Own(problem, values, (problem.label or "") in void) for problem, values in dealt)


def _drawn(course: Course, student: str) -> Iterator[tuple[Problem, Mapping[str, Any]]]:
    """Draw what a student would get first, if nobody else had it."""
    for label in course.labels_of(student):
        family = course.family(label)
        item = course.first(family, student, 0)
        form = family.form(item.structure) if item else None
        if item is None or form is None:
            pool = family.form_of(student).pool
            told = pool.tally.told if pool else "there is no variant"
            mark = family.problem.spec.mark
            raise SpecError(Complaint(mark, told, pool.tally.advice if pool else ""))
        yield form.problem, item.values


def _built(
    course: Course, folder: Path, student: str
) -> Iterator[tuple[Problem, Mapping[str, Any]]]:
    """Take what a build has dealt."""
    from solver.marking.grading.classroom import manifest_of

    manifest = manifest_of(folder)
    record = manifest.records.get(manifest.dealt.get(student, student))
    if record is None:
        close = nearest(student, manifest.records)
        hint = close if close.startswith("did") else "the manifest there lists who is"
        raise SpecError(Complaint(Mark(str(folder)), f"{student} is not in this build", hint))
    known = {family.problem.spec.id: family for family in course.families}
    for data, item in zip(record.items, record.sheet.items, strict=True):
        family = known.get(data["id"])
        form = family.form(item.structure) if family else None
        if form is not None:
            yield form.problem, item.values
