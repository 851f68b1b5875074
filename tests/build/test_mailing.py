"""The list for a mail merge can be opened in a spreadsheet without fear."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.build.mailing import mailing_csv
from solver.build.roster import Student


def test_a_row_a_student() -> None:
    rows = [
        (Student("007", "Doe, Jane", "A", "jane@example.edu"), "handouts/007.pdf"),
        (Student("S18", 'Joe "JJ"'), "handouts/S18.pdf"),
    ]
    assert mailing_csv(rows) == (
        "id,name,email,file\n"
        '007,"Doe, Jane",jane@example.edu,handouts/007.pdf\n'
        'S18,"Joe ""JJ""",,handouts/S18.pdf\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    student = Student(f"{start}1", f"{start}HYPERLINK()", "", f"{start}x")
    written = mailing_csv([(student, f"{start}f")])
    _, row = csv.reader(io.StringIO(written, newline=""))
    assert row == [f"'{start}1", f"'{start}HYPERLINK()", f"'{start}x", f"'{start}f"]


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"))] * 3)))
def test_spreadsheets_read_what_was_written(people: list[tuple[str, str, str]]) -> None:
    written = mailing_csv((Student(i, name, "", email), "f.pdf") for i, name, email in people)
    header, *rows = csv.reader(io.StringIO(written, newline=""))
    assert header == ["id", "name", "email", "file"]
    assert [tuple(cell.removeprefix("'") for cell in row) for row in rows] == [
        tuple(cell.removeprefix("'") for cell in (*person, "f.pdf")) for person in people
    ]
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row
    )
