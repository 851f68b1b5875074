"""Class lists: any CSV with a column of ids, as learning platforms and spreadsheets export it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solver.build.columns import Columns, find_columns, key, known, other_id
from solver.build.csvtext import Row, Table, read_table
from solver.errors import Complaint, Mark, SpecError
from solver.spec.reading import short

LONGEST_ID: Final = 300
LINES_TOLD = 5  # lines named in a note
STAFF: Final = frozenset(
    """instructor instructors ta tas teachingassistant teacher noneditingteacher lecturer
    professor tutor grader reader designer observer manager coursecreator trainer trainerin
    dozent dozentin enseignant profesor""".split()
)
# What spreadsheets make of ids: 1.0E+05, an error, a number with decimals, a narrow column.
_DAMAGED: Final = re.compile(
    r"\d([.,]\d+)?E\+\d+|\d[.,]\d+E-?\d+|\d{3,}[.,]0+|#(N/A|REF!|NAME\?|VALUE!|NUM!|##+)",
    re.IGNORECASE,
)
_AS_TEXT: Final = re.compile(r'="([^"]*)"')  # how some exports keep zeros from Excel
_UNSEEN: Final = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
_NOT_IN_NAMES: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Student:
    """A person of the class; `line` is where the list has them."""

    id: str
    name: str = ""
    section: str = ""
    email: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """The students in the order of the list, and what its reader should know."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()


def read_roster(path: Path, id_column: str | None = None) -> Roster:
    """Read a class list; SpecError holds everything that is wrong with it."""
    table = read_table(path, known)
    if not table.rows:
        raise SpecError(Complaint(Mark(table.file), "the file is empty", "a row a student"))
    bare = id_column is None and _is_bare(table)
    columns = Columns(0, (0,)) if bare else find_columns(table, id_column)
    rows = table.rows if bare else table.rows[1:]
    reasons = {row.line: reason for row in rows if (reason := _no_student(row, columns))}
    kept = [row for row in rows if row.line not in reasons]
    students = tuple(_student(row, columns) for row in kept)
    complaints = [*_overlong(table, rows, bare), *_bad_ids(table, kept, columns)]
    if not kept:
        hint = "below the header there is one row for each student"
        complaints.append(Complaint(Mark(table.file), "there are no students in the list", hint))
    if complaints:
        raise SpecError(*complaints)
    about = _about_ids(table, columns, bare, chosen=bool(id_column))
    return Roster(students, (*table.notes, *about, *_left_out(reasons)))


def _is_bare(table: Table) -> bool:
    """Tell whether there is nothing but ids: one column, and no header known to us."""
    return not known(table.rows[0].cell(0)) and all(
        not any(map(str.strip, row.cells[1:])) for row in table.rows
    )


def _about_ids(table: Table, columns: Columns, bare: bool, chosen: bool) -> Iterator[str]:
    """Say where the ids were found, unless the user said so."""
    first = short(_clean(table.rows[0].cell(columns.id)))
    if bare:
        yield f"the list has no header: every row is an id, the first is {first}"
    elif not chosen:
        yield f"the ids are those of the column {first}"


def _no_student(row: Row, columns: Columns) -> str:
    """Say why a row is about no student, if it is not."""
    if columns.role is not None and key(row.cell(columns.role)) in STAFF:
        return "the role is not that of a student"
    name = key(row.cell(columns.full))
    if columns.canvas and not any(row.cell(place) for place in columns.ids):
        # Rows below the header: points, and which tasks are posted by hand.
        return "Canvas tells of the tasks there" if name in {"", "pointspossible"} else ""
    if columns.canvas and name in {"studenttest", "teststudent"}:
        return "the test student of Canvas"
    return ""


def _left_out(reasons: dict[int, str]) -> Iterator[str]:
    for reason in dict.fromkeys(reasons.values()):
        lines = [line for line, why in reasons.items() if why == reason]
        told = ", ".join(map(str, lines[:LINES_TOLD])) + ", …" * (len(lines) > LINES_TOLD)
        what = f"{len(lines)} rows are" if len(lines) > 1 else "1 row is"
        yield f"{what} left out, {reason}: line{'s' * (len(lines) > 1)} {told}"


def _student(row: Row, columns: Columns) -> Student:
    both = (row.cell(columns.first), row.cell(columns.last))
    name = " ".join(filter(None, both)) or row.cell(columns.full)
    section, email = _clean(row.cell(columns.section)), _clean(row.cell(columns.email))
    return Student(_id(row.cell(columns.id)), _clean(name), section, email, row.line)


def _clean(text: str) -> str:
    """Take control characters out, and join words by one space."""
    words = _NOT_IN_NAMES.sub("", " ".join(text.split())).split()
    return unicodedata.normalize("NFC", " ".join(words))


def _id(cell: str) -> str:
    kept = _AS_TEXT.fullmatch(cell)
    return unicodedata.normalize("NFC", kept[1].strip() if kept else cell)


def _overlong(table: Table, rows: Iterable[Row], bare: bool) -> Iterator[Complaint]:
    """Complain of cells beyond the last header: whose they are cannot be known."""
    width = len(table.rows[0].cells)
    for row in () if bare else rows:
        if any(map(str.strip, row.cells[width:])):
            message = f"the row has {len(row.cells)} cells, and the header {width}"
            hint = 'a name with a comma in it goes in quotes: "Doe, Jane"'
            yield Complaint(table.mark(row, width), message, hint)


def _bad_ids(table: Table, rows: Sequence[Row], columns: Columns) -> Iterator[Complaint]:
    """Complain of ids that are missing, damaged, or somebody else's."""
    first: dict[str, int] = {}
    for row in rows:
        found = _id(row.cell(columns.id))
        wrong = _fault(found, other_id(table, row, columns) if not found else "")
        if not wrong and (line := first.setdefault(found, row.line)) != row.line:
            hint = "every student is in the list once, with an id of their own"
            wrong = f"the id {short(found)} is in line {line} already", hint
        if wrong:
            yield Complaint(table.mark(row, columns.id), *wrong)


def _fault(found: str, otherwise: str) -> tuple[str, str] | None:
    """Say what is wrong with an id by itself, and what helps."""
    if not found:
        return "the row has no id", f"fill it in, or delete the row{otherwise}"
    if len(found) > LONGEST_ID:
        many = f"the id {short(found)} has {len(found)} characters: at most {LONGEST_ID} are read"
        return many, "is this really the column of ids?"
    unseen = next((c for c in found if unicodedata.category(c) in _UNSEEN), "")
    if unseen:
        what = f"the id {short(found)} has the character U+{ord(unseen):04X}, which nobody sees"
        return what, "type the id anew"
    if _DAMAGED.fullmatch(found):
        what = f"a spreadsheet has damaged the id {short(found)}"
        return what, "export the list again, and open it nowhere before; or format ids as text"
    return None
