"""The files that class lists come in: encodings, separators, quotes, and bytes of any kind."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.build.roster import Roster, Student, read_roster
from solver.errors import SpecError
from tests.build.lists import read_in


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Roster]:
    return partial(read_in, tmp_path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_separators_and_line_ends(
    read: Callable[..., Roster], separator: str, end: str, encoding: str
) -> None:
    rows = [["ID", "Name"], ["007", '"Ødegård, Åse"'], ["008", "李 雷"]]
    text = "".join(separator.join(row) + end for row in rows)
    found = read(text.encode(encoding))
    assert found.students == (
        Student("007", "Ødegård, Åse", line=2),
        Student("008", "李 雷", line=3),
    )


def test_windows_1252_is_read_and_said_so(read: Callable[..., Roster]) -> None:
    found = read("id;name\n1;Müller – Groß\n".encode("cp1252"))
    assert found.students[0].name == "Müller – Groß"
    assert found.notes[0].startswith("the file is not UTF-8 and was read as Windows-1252")


def test_the_line_for_excel_is_no_header(read: Callable[..., Roster]) -> None:
    assert read("sep=;\r\nid;name\r\n1;A, B\r\n").students == (Student("1", "A, B", line=3),)


def test_an_unquoted_comma_in_a_header_does_not_part(read: Callable[..., Roster]) -> None:
    found = read("Nachname, Vorname;ID\nDoe, Jane;7\n")
    assert found.students == (Student("7", "Doe, Jane", line=2),)


def test_a_space_before_a_quote_does_no_harm(read: Callable[..., Roster]) -> None:
    assert read('id, name\n1, "Doe, Jane"\n').students == (Student("1", "Doe, Jane", line=2),)


def test_line_breaks_in_quotes_belong_to_the_cell(read: Callable[..., Roster]) -> None:
    found = read('id,name,section\n1,"Jane\nDoe","A"\n2,"Joe ""JJ"" Ray",B\n')
    assert found.students == (
        Student("1", "Jane Doe", "A", line=2),
        Student("2", 'Joe "JJ" Ray', "B", line=4),
    )


def test_blank_rows_and_missing_last_cells_do_no_harm(read: Callable[..., Roster]) -> None:
    found = read("\n\nid,name,section\n;\n1,A\n,,,\n2\n   \n".replace(";", ",,"))
    assert found.students == (Student("1", "A", line=5), Student("2", line=7))


cells = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@given(st.data(), st.lists(cells.map(lambda c: f"n{c}"), unique=True, min_size=1, max_size=6))
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, ids: list[str]
) -> None:
    ids = list(dict.fromkeys(unicodedata.normalize("NFC", found) for found in ids))
    names = [data.draw(cells) for _ in ids]
    text = io.StringIO()
    separator = data.draw(st.sampled_from(",;\t"))
    csv.writer(text, delimiter=separator).writerows([("id", "name"), *zip(ids, names, strict=True)])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.getvalue().encode())
    found = read_roster(path).students
    assert [student.id for student in found] == ids
    assert [s.name for s in found] == [unicodedata.normalize("NFC", name) for name in names]


@given(st.binary(max_size=60) | st.text(',;\t"\n\r\0=idname17 ', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with suppress(SpecError):
        ids = [student.id for student in read_roster(path).students]
        assert len(set(ids)) == len(ids) > 0
        assert all(ids)
