"""Reading what a class handed in: a folder of forms and transcripts, or one CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.classroom import Classroom
from solver.marking.grading.files import TRANSCRIPTS, Found, files_in, text_of
from solver.marking.grading.forms import Form, read_form
from solver.marking.grading.tables import read_answers
from solver.marking.grading.typed import Submission, Submissions, Typed
from solver.marking.grading.whose import Register
from solver.marking.naming import Names, Place, UnknownAnswer
from solver.spec.reading import short

MOST_ANSWERS: Final = 2_000  # in one form
_NAMED: Final = 5  # unknown names of one form that are told one by one


def read_submissions(path: Path, room: Classroom) -> Submissions:
    """Read all that was handed in; SpecError only if there is nothing at all to read.

    A student who handed in twice gets marks for the last file; see `files_in` for the order.
    """
    register = Register.of(room.people.values())
    if path.is_dir():
        return _folder(path, room, register)
    if path.suffix.lower() in (".csv", ".tsv"):
        return read_answers(path, room.names, register)
    if not path.exists():
        raise SpecError(Complaint(Mark(str(path)), "no such file or folder"))
    hint = "name a folder of forms, or one .csv with a row for each student"
    raise SpecError(Complaint(Mark(str(path)), "these are no submissions", hint))


@dataclass
class _Pile:
    """What has been read so far: forms and transcripts of each student, in order."""

    forms: dict[str, list[tuple[str, dict[Place, Typed]]]] = field(default_factory=dict)
    texts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def _folder(folder: Path, room: Classroom, register: Register) -> Submissions:
    found, complaints = files_in(folder)
    if not found:
        hint = "forms end in .yaml or .json, transcripts in .md, .tex or .txt"
        complaints.append(Complaint(Mark(str(folder)), "there is nothing to mark here", hint))
        raise SpecError(*complaints)
    pile = _Pile(complaints=complaints)
    for each in found:
        try:
            _read(each, room, register, pile)
        except SpecError as error:
            pile.complaints += error.complaints
        except (ValueError, RecursionError, OSError) as error:  # one file never stops the others
            pile.complaints.append(Complaint(Mark(str(each.path)), f"cannot be read: {error}"))
    return Submissions(dict(_joined(pile, folder)), tuple(pile.complaints))


def _read(each: Found, room: Classroom, register: Register, pile: _Pile) -> None:
    text, complaints = text_of(each.path)
    pile.complaints += complaints
    file = str(each.path)
    if each.suffix in TRANSCRIPTS:
        student = register.by_file(each.name)
        if student is None:
            hint = "put the student's id into the file's name"
            raise SpecError(Complaint(Mark(file), "it is not known whose this is", hint))
        pile.texts.setdefault(student, []).append((each.name, text))
        return
    form = read_form(text, file)
    pile.complaints += form.complaints
    student = _owner(form, each, register)
    pile.complaints += _doubts(form, each, room, student, register)
    answers = dict(_answers(form, file, room.names, pile.complaints))
    pile.forms.setdefault(student, []).append((each.name, answers))


def _owner(form: Form, each: Found, register: Register) -> str:
    """Tell whose a form is: what stands in it comes before what the file is called."""
    found = register.by_id(form.student) if form.student else register.by_file(each.name)
    if found:
        return found
    mark = Mark(str(each.path))
    if form.student:
        who = f"{short(form.student)} is not in the class"
        raise SpecError(Complaint(mark, who, register.nearest(form.student)))
    hint = "fill in `student:`, or put the id into the file's name"
    raise SpecError(Complaint(mark, "it is not known whose this is", hint))


def _doubts(
    form: Form, each: Found, room: Classroom, student: str, register: Register
) -> Iterator[Complaint]:
    """Say what does not fit: another set, somebody else's numbers, somebody else's file."""
    mark, person = Mark(str(each.path)), room.people[student]
    if form.set_id and form.set_id != room.set_id:
        yield Complaint(mark, f"this is a form of the set {short(form.set_id)}, not of this one")
    if form.variant and form.variant != person.variant:
        owner = next((p.id for p in room.people.values() if p.variant == form.variant), "")
        whose = f", which is that of {short(owner)}" if owner else ""
        message = f"the form is for variant {short(form.variant)}{whose}"
        hint = f"it is marked as variant `{person.variant}`, which {short(student)} was given"
        yield Complaint(mark, message, hint)
    named = register.by_file(each.name)
    if form.student and named and named != student:
        message = f"the file is named after {short(named)}, and says it is by {short(student)}"
        yield Complaint(mark, message, "what stands in the file counts")


def _answers(
    form: Form, file: str, names: Names, complaints: list[Complaint]
) -> Iterator[tuple[Place, Typed]]:
    """Find what is answered, names spelt as in forms last; what is not asked for is told."""
    unknown = 0
    typed_in = list(form.answers.items())[:MOST_ANSWERS]
    for name, typed in sorted(typed_in, key=lambda item: names.has(item[0])):
        if typed.blank:
            continue
        try:
            yield names.find(name), typed
        except UnknownAnswer as error:
            unknown += 1
            if unknown <= _NAMED:
                complaints.append(Complaint(Mark(file, typed.line or 1), error.message, error.hint))
    if unknown > _NAMED:
        more = f"and {unknown - _NAMED} more names are not asked for"
        complaints.append(Complaint(Mark(file), more))


def _joined(pile: _Pile, folder: Path) -> Iterator[tuple[str, Submission]]:
    """Put together what each student handed in; of several forms the last counts."""
    for student in sorted({*pile.forms, *pile.texts}):
        forms, texts = pile.forms.get(student, []), pile.texts.get(student, [])
        if len(forms) > 1:
            listed = ", ".join(name for name, _ in forms)
            last = f"{short(student)} handed in {len(forms)} forms, {listed}: the last counts"
            pile.complaints.append(Complaint(Mark(str(folder / forms[-1][0])), last))
        answers: Mapping[Place, Typed] = forms[-1][1] if forms else {}
        files = (*(name for name, _ in forms[-1:]), *(name for name, _ in texts))
        yield student, Submission(student, files, answers, tuple(text for _, text in texts))
