"""Writing CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # what a spreadsheet may run


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows, one a line; no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def guarded(cell: str) -> str:
    """Put `'` before what a spreadsheet would take for a formula; numbers stay numbers."""
    cell = cell.replace("\0", "\ufffd").replace("\r", " ")
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) and not _is_number(cell) else cell


def unguarded(cell: str) -> str:
    """Take away what `guarded` put before a cell."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal() and cell.isascii()
