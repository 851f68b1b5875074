"""The list for a mail merge: whom to send which file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from solver.build.roster import Student

HEADER: Final = ("id", "name", "email", "file")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def mailing_csv(rows: Iterable[tuple[Student, str]]) -> str:
    """Write id, name, e-mail and file of each student; no cell is a formula to a spreadsheet."""
    cells = ((student.id, student.name, student.email, file) for student, file in rows)
    return "".join(map(_line, (HEADER, *cells)))


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    # A writer quotes line ends as far as they are its own, and a lone \r tears a row too.
    csv.writer(text, lineterminator="\r\n").writerow(map(_harmless, cells))
    return text.getvalue().removesuffix("\r\n") + "\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
