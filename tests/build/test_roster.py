"""Class lists as platforms and spreadsheets export them: who is in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest

from solver.build.roster import Roster, Student
from tests.build.lists import CANVAS, FRENCH, GERMAN, GRADESCOPE, MOODLE, SPLIT, read_in


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Roster]:
    return partial(read_in, tmp_path)


def test_a_canvas_gradebook_is_read_as_it_comes(read: Callable[..., Roster]) -> None:
    found = read(CANVAS)
    assert found.students == (
        Student("00123", "Doe, Jane", "Sec A and Sec B", "", 4),
        Student("00124", "Müller, Änne", "Sec A", "", 5),
    )
    assert found.notes == (
        "the ids are those of the column `SIS User ID`",
        "2 rows are left out, Canvas tells of the tasks there: lines 2, 3",
        "1 row is left out, the test student of Canvas: line 6",
    )


def test_canvas_without_sis_ids_falls_back_on_its_own(read: Callable[..., Roster]) -> None:
    text = CANVAS.replace("00123", "").replace("00124", "")
    assert [student.id for student in read(text).students] == ["101", "102"]


def test_moodle_joins_first_and_last_name(read: Callable[..., Roster]) -> None:
    expected = Student("00123", "Jane Doe", "Physics", "jane@example.edu", 2)
    assert read(MOODLE).students == (expected,)


def test_moodle_with_an_empty_id_number_takes_the_username(read: Callable[..., Roster]) -> None:
    found = read(MOODLE.replace("00123", ""))
    assert found.students[0].id == "jdoe"
    assert found.notes == ("the ids are those of the column `Username`",)


def test_german_and_french_headers_are_known(read: Callable[..., Roster]) -> None:
    assert read(GERMAN).students == (Student("0042", "Jürgen Größe", "2", "jg@example.de", 2),)
    assert read(FRENCH).students == (Student("0077", "Zoé Lefèvre", "B", "zoe@example.fr", 2),)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("id;Name;Vorname", "Vor Nach"),
        ("id;Nom;Prénom", "Vor Nach"),
        ("id;Last_Name;FIRST NAME", "Vor Nach"),
        ("id;Nom;x", "Nach"),
        ("id;Surname;x", "Nach"),
        ("id;Full name;x", "Nach"),
    ],
)
def test_names_are_put_together(read: Callable[..., Roster], header: str, name: str) -> None:
    assert read(f"{header}\nS1;Nach;Vor\n").students[0].name == name


def test_gradescope_staff_is_left_out(read: Callable[..., Roster]) -> None:
    found = read(GRADESCOPE)
    assert [student.name for student in found.students] == ["Jane Doe"]
    assert found.notes[1] == "2 rows are left out, the role is not that of a student: lines 3, 4"
    assert read(SPLIT).students == (Student("00123", "Jane Doe", "A, B", "jane@example.edu", 2),)


@pytest.mark.parametrize(
    ("header", "place"),
    [
        ("Email,Username,ID,Student ID", 3),
        ("Email,Username,ID,SIS User ID", 3),
        ("ID,Email,Username,sid", 3),
        ("ID,Email,ID_number,Login", 2),
        ("Username,Email,Id,Name", 2),
        ("Email,Name,SIS Login ID,Section", 2),
        ("Name,E-Mail,Section,Quiz", 1),
        ("ID,MATRIKELNUMMER,Username,Email", 1),
    ],
)
def test_the_best_column_gives_the_ids(
    read: Callable[..., Roster], header: str, place: int
) -> None:
    assert read(f"{header}\na,b,c,d\n").students[0].id == "abcd"[place]


def test_the_user_may_choose_the_column(read: Callable[..., Roster]) -> None:
    assert read(CANVAS.replace("Student, Test", "T"), "sis login id").students[2].id == "9f8e7d6c"
    assert read("a;Code\nx;7\n", "Code").students == (Student("7", line=2),)


def test_a_list_of_nothing_but_ids_needs_no_header(read: Callable[..., Roster]) -> None:
    found = read("S17\n 007 \nS18\n")
    assert [student.id for student in found.students] == ["S17", "007", "S18"]
    assert found.notes == ("the list has no header: every row is an id, the first is `S17`",)
    assert [student.id for student in read("Student ID\nS17\n").students] == ["S17"]


def test_ids_stay_text(read: Callable[..., Roster]) -> None:
    ids = ["007", "1.50", "1e5", "12E3", "-5", "=x", "UID:7", "../../x", "a b", "x" * 300]
    assert [s.id for s in read("id\n" + "\n".join(ids)).students] == ids
    assert read('id\n="007"\n').students[0].id == "007"
    decomposed = unicodedata.normalize("NFD", "Ärö")
    assert read(f"id,name\n{decomposed},{decomposed}\n").students == (
        Student("Ärö", "Ärö", line=2),
    )


def test_a_test_student_elsewhere_than_in_canvas_is_a_student(read: Callable[..., Roster]) -> None:
    assert read("id,name\n1,Test Student\n").students == (Student("1", "Test Student", line=2),)


def test_names_are_cleaned(read: Callable[..., Roster]) -> None:
    found = read("id,name\n1, \x1b[31m Jane\u202e\u00a0\t  Doe\x07 \n").students[0]
    assert found.name == "[31m Jane Doe"


def test_a_large_gradebook_is_read_at_once(read: Callable[..., Roster]) -> None:
    rows = "".join(f'"Doe, J{n}",{n},{n:06},u{n},A{",5" * 60}\n' for n in range(5000))
    text = f"Student,ID,SIS User ID,SIS Login ID,Section{',Task' * 60}\n{rows}"
    start = perf_counter()
    assert len(read(text).students) == 5000
    assert perf_counter() - start < 2  # 0.1 s where nothing else runs
