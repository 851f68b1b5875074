"""The rows of a CSV file as programs and spreadsheets write it: encodings, separators, places."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from solver.errors import Complaint, Mark, SpecError

LARGEST: Final = 50_000_000  # bytes; a gradebook of 5,000 students and 200 tasks has 6 MB
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 5_000
SEPARATORS: Final = (",", ";", "\t")
SAVE_AS: Final = "save the sheet as CSV, best as “CSV UTF-8”"
_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS: Final = (  # how a file begins that is no text
    (b"PK\x03\x04", "a workbook, such as .xlsx or .ods"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
)
_SEP: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?[\r\n]*', re.IGNORECASE)  # for Excel alone
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the line it begins in."""

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Give a cell without the space around it; what is missing is empty."""
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that are not blank, and what is needed to say where a cell stands."""

    file: str
    rows: tuple[Row, ...]
    lines: Sequence[str]
    separator: str
    notes: tuple[str, ...] = ()

    def mark(self, row: Row, place: int | None) -> Mark:
        """Find the line and column where a cell begins, or where it is missing."""
        line, column, quoted, left = row.line, 1, False, min(place or 0, len(row.cells) - 1)
        for character in self._from(row.line - 1):
            if not left:
                break
            quoted ^= character == '"'
            left -= character == self.separator and not quoted
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        return Mark(self.file, line, column)

    def _from(self, first: int) -> Iterator[str]:
        for number in range(first, len(self.lines)):  # a slice would copy the rest of the file
            yield from self.lines[number]


def read_table(path: Path, known: Callable[[str], bool]) -> Table:
    """Read the rows of a CSV file; `known` tells the usual headers. Raises SpecError."""
    file = str(path)
    text, notes = _decoded(_bytes(path), file)
    lines = list(io.StringIO(text, newline=""))
    told = _SEP.fullmatch(lines[0]) if lines else None
    body = ["\n", *lines[1:]] if told else lines
    separator = told[1] if told else _separator(body, known)
    return Table(file, tuple(_rows(body, separator, file)), body, separator, notes)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)  # one more is enough to know; a device may never end
    except FileNotFoundError:
        raise _refused(str(path), "no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(str(path), f"the file cannot be read: {reason}") from None
    if len(data) > LARGEST:
        most = f"the file is larger than {LARGEST // 10**6} MB"
        raise _refused(str(path), most, "is this really a class list?")
    return data


def _decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Turn bytes into text, and say so if the encoding was guessed."""
    for start, what in _OTHERS:
        if data.startswith(start):
            raise _refused(file, f"the file is {what}, not CSV", SAVE_AS)
    marked = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        _check_text(text, file, strict=encoding == "cp1252")
        guess = "the file is not UTF-8 and was read as Windows-1252: look at names with accents"
        return text, (guess,) if encoding == "cp1252" else ()
    raise _refused(file, "the file is neither UTF-8 nor another text", SAVE_AS)


def _check_text(text: str, file: str, strict: bool) -> None:
    """Refuse what is no text: any bytes whatever may read as Windows-1252."""
    found = _NO_TEXT.search(text) if strict else re.search("\0", text)
    if found:
        before = text[: found.start()]
        column = found.start() - before.rfind("\n")
        mark = Mark(file, before.count("\n") + 1, column)
        message = f"the character U+{ord(found[0]):04X} is not allowed: this is not a text file"
        raise SpecError(Complaint(mark, message, SAVE_AS))


def _separator(lines: Sequence[str], known: Callable[[str], bool]) -> str:
    """Take the separator which gives the most known headers, then the most columns."""
    merits = {separator: _merit(lines, separator, known) for separator in SEPARATORS}
    return max(SEPARATORS, key=merits.__getitem__)


def _merit(lines: Sequence[str], separator: str, known: Callable[[str], bool]) -> tuple[int, int]:
    try:
        first = next(_records(lines, separator), Row(1, ()))
    except _Torn:
        return -1, 0
    return sum(map(known, first.cells[:MOST_COLUMNS])), len(first.cells)


class _Torn(Exception):
    """A row that csv cannot read; its line is told."""


def _rows(lines: Sequence[str], separator: str, file: str) -> list[Row]:
    try:
        rows = list(islice(_records(lines, separator), MOST_ROWS + 2))
    except _Torn as torn:
        line, reason = torn.args
        message = f"the row that begins here cannot be read: {reason}"
        hint = 'a cell with a quote in it is written "so ""quoted"" here"; close every quote'
        raise SpecError(Complaint(Mark(file, line), message, hint)) from None
    if len(rows) > MOST_ROWS + 1:
        what = f"the file has more than {MOST_ROWS:,} rows"
        raise _refused(file, what, "is this really a class list?")
    if rows and len(rows[0].cells) > MOST_COLUMNS:
        what = f"the file has more than {MOST_COLUMNS:,} columns"
        raise _refused(file, what, "is this really a class list?")
    return rows


def _records(lines: Sequence[str], separator: str) -> Iterator[Row]:
    """Go through the rows that are not blank."""
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _Torn(line, str(error)) from None
        if cells is None:
            return
        if any(map(str.strip, cells)):
            yield Row(line, tuple(cells))


def _refused(file: str, message: str, hint: str = "") -> SpecError:
    return SpecError(Complaint(Mark(file), message, hint))
