"""One CSV of answers: a row a student, a column an answer, as platforms export it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solver.build.columns import ROLES, key, known
from solver.build.csvtext import Row, Table, read_table
from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.typed import Submission, Submissions, Typed
from solver.marking.grading.whose import Register
from solver.marking.naming import Names, Place, UnknownAnswer
from solver.spec.reading import short

# Headers of platforms that are about no answer; those of whole problems, `Q. 1 /10`, are too.
_OTHERS: Final = frozenset(
    """state status startedon started completed timetaken duration grade score totalscore maxpoints
    submissiontime submissionid submissioncount latenesshms attempt set variant root views
    lastmodifiedgrade lastmodifiedsubmission feedbackcomments timestamp submitted institution
    begonnenam beendet verbrauchtezeit bewertung zeitstempel sections""".split()
)
_LONGEST: Final = 20_000  # characters of a cell
_TOLD: Final = 20  # students named one by one


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns hold: answers, and what tells a student."""

    answers: tuple[tuple[int, Place], ...]
    ids: tuple[int, ...]
    full: tuple[int, ...]
    first: int | None
    last: int | None
    variant: int | None


def read_answers(path: Path, names: Names, register: Register) -> Submissions:
    """Read a table of answers; SpecError if it is none at all."""
    table = read_table(path, lambda header: known(header) or _is_answer(header, names))
    if not table.rows:
        raise SpecError(Complaint(Mark(table.file), "the file is empty", "a row a student"))
    complaints: list[Complaint] = []
    header = _header(table, names, complaints)
    if not header.answers:
        hint = "call the columns as the forms call the answers, such as `1:yhat`"
        raise SpecError(Complaint(Mark(table.file), "no column holds an answer", hint), *complaints)
    found: dict[str, list[Row]] = {}
    strangers: list[Row] = []
    for row in table.rows[1:]:
        student = _student(row, header, register)
        if student is None:
            strangers.append(row)
        else:
            found.setdefault(student, []).append(row)
    complaints += _twice(table, found)
    complaints += _unknown(table, strangers, header, register)
    file = Path(table.file).name
    of = {student: _submission(student, rows, header, file) for student, rows in found.items()}
    return Submissions(of, tuple(complaints), table.notes)


def _is_answer(header: str, names: Names) -> bool:
    try:
        names.find(header)
    except UnknownAnswer:
        return False
    return True


def _header(table: Table, names: Names, complaints: list[Complaint]) -> Header:
    """Tell what each column holds; a usual header is what it always is."""
    first = table.rows[0]
    answers: dict[Place, int] = {}
    unknown: list[tuple[int, UnknownAnswer]] = []
    for place in range(len(first.cells)):
        text = first.cell(place)
        if not text or known(text):
            continue
        try:
            meant = names.find(text)
        except UnknownAnswer as error:
            unknown += [(place, error)] if key(text) not in _OTHERS else []
            continue
        if meant in answers and len(complaints) < _TOLD:
            twice = f"{short(text)} is a second column for `{meant}`: the first one counts"
            complaints.append(Complaint(table.mark(first, place), twice))
        answers.setdefault(meant, place)
    complaints += _strange(table, unknown)
    keys = [key(cell) for cell in first.cells]
    found = {role: tuple(_places(keys, role)) for role in ("id", "full", "first", "last")}
    single = {role: found[role][0] if found[role] else None for role in ("first", "last")}
    ids = found["id"] or ((0,) if 0 not in answers.values() else ())
    columns = tuple((place, meant) for meant, place in answers.items())
    variant = keys.index("variant") if "variant" in keys else None
    return Header(columns, ids, found["full"], single["first"], single["last"], variant)


def _places(keys: Sequence[str], role: str) -> Iterator[int]:
    return (place for word in ROLES[role] for place, found in enumerate(keys) if found == word)


def _student(row: Row, header: Header, register: Register) -> str | None:
    """Find whose a row is by its ids, or else by its name."""
    found = (register.by_id(cell) for place in header.ids if (cell := row.cell(place)))
    return next((one for one in found if one), None) or _by_name(row, header, register)


def _by_name(row: Row, header: Header, register: Register) -> str | None:
    both = f"{row.cell(header.first)} {row.cell(header.last)}".strip()
    for text in (both, *(row.cell(place) for place in header.full)):
        if text and (found := register.by_name(text)):
            return found
    return None


def _submission(student: str, rows: Sequence[Row], header: Header, file: str) -> Submission:
    row = rows[-1]
    typed = {meant: Typed(row.cell(k)[:_LONGEST], row.line) for k, meant in header.answers}
    answers = {meant: answer for meant, answer in typed.items() if not answer.blank}
    return Submission(student, (f"{file}:{row.line}",), answers)


def _strange(table: Table, unknown: Sequence[tuple[int, UnknownAnswer]]) -> Iterator[Complaint]:
    """Tell of columns that nothing is asked by; to find the place of each takes time."""
    for place, error in unknown[:_TOLD]:
        yield Complaint(table.mark(table.rows[0], place), error.message, error.hint)
    if len(unknown) > _TOLD:
        many = f"and {len(unknown) - _TOLD} more columns are not asked for"
        yield Complaint(Mark(table.file), many)


# --- complaints ----------------------------------------------------------------------------------
def _twice(table: Table, found: Mapping[str, Sequence[Row]]) -> Iterator[Complaint]:
    """Tell of students with several rows; the last counts, as the latest attempt."""
    twice = [(student, rows) for student, rows in found.items() if len(rows) > 1]
    for student, rows in twice[:_TOLD]:
        lines = ", ".join(str(row.line) for row in rows[:6]) + ", …" * (len(rows) > 6)
        message = f"{short(student)} has {len(rows)} rows, in lines {lines}: the last counts"
        yield Complaint(Mark(table.file, rows[-1].line), message)
    if len(twice) > _TOLD:
        many = f"and {len(twice) - _TOLD} more students have several rows: the last counts"
        yield Complaint(Mark(table.file), many)


def _unknown(
    table: Table, rows: Sequence[Row], header: Header, register: Register
) -> Iterator[Complaint]:
    """Tell of rows about nobody in the class, unless nothing is answered in them."""
    answered = [row for row in rows if any(row.cell(place) for place, _ in header.answers)]
    for row in answered[:_TOLD]:
        who = _called(row, header)
        mark = Mark(table.file, row.line)
        yield Complaint(mark, f"{short(who)} is not in the class", register.nearest(who))
    if len(answered) > _TOLD:
        many = f"and {len(answered) - _TOLD} more rows are about nobody in the class"
        yield Complaint(Mark(table.file), many)


def _called(row: Row, header: Header) -> str:
    cells: Iterable[str] = (row.cell(place) for place in (*header.ids, *header.full))
    return next((cell for cell in cells if cell), "")
