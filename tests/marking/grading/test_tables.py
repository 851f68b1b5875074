"""One CSV of answers, as Canvas, Moodle, Gradescope and spreadsheets write it."""

from __future__ import annotations

import time

import pytest

from solver.errors import SpecError
from solver.marking.grading.typed import Submissions
from tests.marking.grading.conftest import Read


def table(found: Submissions) -> dict[str, dict[str, str]]:
    return {
        student: {str(place): typed.text for place, typed in each.answers.items()}
        for student, each in found.of.items()
    }


def told(found: Submissions) -> str:
    return "\n".join(map(str, found.complaints))


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,1:L (48213),"1:dL/dW (48214)",2:m (48215)
    Points Possible,,,,,2,1,2
"Doe, Jane",99001,S17,jdoe,A,12.5,"[[1, 2], [3, 4]]",
"Müller, Jürgen",99002,S18,jm,A,=1+1,,4
"Student, Test",99003,,,A,1,1,1
"""
MOODLE = """\
Nachname;Vorname;ID-Nummer;Status;Begonnen am;Bewertung/10,00;Antwort 1:L;2:m
Doe;Jane;S17;Beendet;1. Mai;3,0;12,5;-
O'Neil;Ann;;Beendet;1. Mai;3,0;7;4
"""
GRADESCOPE = """\
First Name,Last Name,SID,Email,Sections,Total Score,Status,Submission ID,Question 1: L (2.0 pts),2.m
Jane,Doe,S17,j@x.org,A,1,Graded,1,12.5,
Ann,O'Neil,,a@x.org,A,1,Graded,2,,4
"""


def test_canvas(read: Read) -> None:
    found = read({"answers.csv": CANVAS})
    assert table(found) == {
        "S17": {"1:L": "12.5", "1:dL/dW": "[[1, 2], [3, 4]]"}, "S18": {"1:L": "=1+1", "2:m": "4"},
    }  # fmt: skip
    assert found.of["S17"].files == ("answers.csv:3",)


def test_moodle(read: Read) -> None:
    found = read({"answers.csv": MOODLE})
    assert table(found) == {"S17": {"2:m": "-"}, "s_19": {"2:m": "4"}}
    assert "`Antwort 1:L` is not asked for" in told(found)


def test_gradescope(read: Read) -> None:
    found = read({"answers.csv": GRADESCOPE})
    assert table(found) == {"S17": {"1:L": "12.5"}, "s_19": {"2:m": "4"}}
    assert told(found) == ""


@pytest.mark.parametrize("text", ["id,L,m\nS17,3,4\n", "\ufeffwho;1:L;2:m\r\ns17;3;4\r\n"])
def test_a_plain_table(read: Read, text: str) -> None:
    assert table(read({"answers.csv": text})) == {"S17": {"1:L": "3", "2:m": "4"}}


def test_the_last_of_several_rows_counts(read: Read) -> None:
    found = read({"answers.csv": "id,1:L\nS17,1\nS18,2\nS17,3\n"})
    assert table(found) == {"S17": {"1:L": "3"}, "S18": {"1:L": "2"}}
    assert "answers.csv:4:1: `S17` has 2 rows, in lines 2, 4: the last counts" in told(found)


def test_strangers_and_unknown_columns_are_told(read: Read) -> None:
    found = read({"answers.csv": "id,1:L,1:dL/dX,L\nS71,1,2,3\nS17,4,5,6\n"})
    assert table(found) == {"S17": {"1:L": "4"}}
    assert "answers.csv:1:8: `1:dL/dX` is not asked for" in told(found)
    assert "answers.csv:1:16: `L` is a second column for `1:L`" in told(found)
    assert "answers.csv:2:1: `S71` is not in the class" in told(found)


def test_a_table_without_answers_is_refused(read: Read) -> None:
    with pytest.raises(SpecError, match="no column holds an answer"):
        read({"answers.csv": "id,name\nS17,Jane\n"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file is empty"),
        (b'id,1:L\nS17,"3\n', "cannot be read"),
        (b"PK\x03\x04", "a workbook"),
        (b"id,1:L\nS17,\x00\n", "U\\+0000 is not allowed"),
    ],
)
def test_what_is_no_table_is_refused(read: Read, text: bytes, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        read({"answers.csv": text})


def test_a_hundred_thousand_rows_are_read_at_once(read: Read) -> None:
    rows = "".join(f"x{k},{k},{k}\n" for k in range(99_998))
    begin = time.perf_counter()
    found = read({"answers.csv": f"id,1:L,2:m\n{rows}S17,3,4\n"})
    assert time.perf_counter() - begin < 5
    assert table(found) == {"S17": {"1:L": "3", "2:m": "4"}}
    assert "and 99978 more rows are about nobody in the class" in told(found)
    assert len(found.complaints) < 100


def test_a_hundred_thousand_attempts_of_one_student_are_one(read: Read) -> None:
    begin = time.perf_counter()
    found = read({"answers.csv": "id,1:L\n" + "".join(f"S17,{k}\n" for k in range(100_000))})
    assert time.perf_counter() - begin < 5
    assert table(found) == {"S17": {"1:L": "99999"}}


def test_thousands_of_unknown_columns_are_survived(read: Read) -> None:
    header = ",".join(f"{'y' * 190}{k}" for k in range(4_000))
    begin = time.perf_counter()
    found = read({"answers.csv": f"id,1:L,{header}\nS17,3\n"})
    assert time.perf_counter() - begin < 5
    assert table(found) == {"S17": {"1:L": "3"}}
