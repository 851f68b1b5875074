"""What is wrong with a class list is said all at once, with its place and what helps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from solver.build import csvtext
from solver.build.roster import read_roster
from solver.errors import MOST, SpecError
from tests.build.lists import CANVAS, GRADESCOPE, refused_in


@pytest.fixture
def refuse(tmp_path: Path) -> Callable[..., list[str]]:
    return partial(refused_in, tmp_path)


def test_an_unknown_column_is_answered_with_those_there_are(
    refuse: Callable[..., list[str]],
) -> None:
    assert refuse("Name,Kode,Group\nJane,7,A\n", "code") == [
        (
            "class.csv:1:1: there is no column `code`; there are `Name`, `Kode`, `Group`\n"
            "  hint: did you mean `Kode`?"
        )
    ]


def test_everything_wrong_is_told_at_once(refuse: Callable[..., list[str]]) -> None:
    rows = [
        "Name,ID",
        '"A, B",7',
        "C,",
        "D,1.0E+05",
        "E,7",
        "F,a\u202eb",
        "G,8,x",
        f"H,{'y' * 301}",
    ]
    assert refuse("\n".join(rows)) == [
        "class.csv:3:3: the row has no id\n  hint: fill it in, or delete the row",
        (
            "class.csv:4:3: a spreadsheet has damaged the id `1.0E+05`\n"
            "  hint: export the list again, and open it nowhere before; or format ids as text"
        ),
        (
            "class.csv:5:3: the id `7` is in line 2 already\n"
            "  hint: every student is in the list once, with an id of their own"
        ),
        (
            "class.csv:6:3: the id `a\ufffdb` has the character U+202E, which nobody sees\n"
            "  hint: type the id anew"
        ),
        (
            "class.csv:7:5: the row has 3 cells, and the header 2\n"
            '  hint: a name with a comma in it goes in quotes: "Doe, Jane"'
        ),
        (
            f"class.csv:8:3: the id `{'y' * 40}…` has 301 characters: at most 300 are read\n"
            "  hint: is this really the column of ids?"
        ),
    ]


def test_the_place_of_a_cell_behind_quotes_and_breaks(refuse: Callable[..., list[str]]) -> None:
    (found,) = refuse('name,id\n"a, b\n c""d",1\n"a, b\n c""d", 1\n')
    assert found.startswith("class.csv:5:8: the id `1` is in line 2 already")


def test_an_empty_cell_points_to_a_column_that_is_full(refuse: Callable[..., list[str]]) -> None:
    (found,) = refuse(CANVAS.replace("00124", ""))
    assert found.startswith("class.csv:5:20: the row has no id")
    assert found.endswith('delete the row, or take another column: `--id-column "ID"`')


@pytest.mark.parametrize("text", ["1.0E+05", "1,23E+11", "2E+7", "123456.0", "#N/A", "#####"])
def test_what_a_spreadsheet_made_is_no_id(refuse: Callable[..., list[str]], text: str) -> None:
    assert f"a spreadsheet has damaged the id `{text}`" in refuse(f"id;x\n{text};\n")[0]


def test_a_list_without_ids_names_its_columns(refuse: Callable[..., list[str]]) -> None:
    assert refuse("Student,Section\nJane,A\n") == [
        (
            "class.csv:1:1: no column holds ids; there are `Student`, `Section`\n"
            "  hint: call one of them `id`, or say which it is: `--id-column NAME`"
        )
    ]
    many = ",".join(f"Task {n}" for n in range(100))
    assert refuse(f"{many}\n1\n")[0].count("`Task") == 12


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"id,name\n", "there are no students in the list"),
        (GRADESCOPE.replace("Student", "TA").encode(), "there are no students in the list"),
        (b"id,ID\n1,2\n", "two columns are called `id`"),
        (b"id\na\0b\n", "the character U+0000 is not allowed: this is not a text file"),
        ("id\n1\n".encode("utf-16-le"), "the character U+0000 is not allowed"),
        (b"\xff\xfei\0d\0\n", "neither UTF-8 nor another text"),
        (b"PK\x03\x04rest", "the file is a workbook, such as .xlsx or .ods, not CSV"),
        (b"\x89IMG\x02\x03", "the character U+0002 is not allowed"),
        (b"\x81\x8d", "neither UTF-8 nor another text"),
        (b'id,name\n1,"Jane\n2,Joe\n', "the row that begins here cannot be read"),
        (b'id,name\n1,"Jane" Doe\n', "the row that begins here cannot be read"),
    ],
)
def test_what_is_no_list_is_refused(
    refuse: Callable[..., list[str]], content: bytes, message: str
) -> None:
    (found,) = refuse(content)
    assert message in found


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none.csv", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(SpecError, match=message):
            read_roster(path)


def test_too_much_is_refused(
    refuse: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more than 100,000 rows" in refuse("\n".join(["id", *map(str, range(100_001))]))[0]
    assert "more than 5,000 columns" in refuse("id," * 5001 + "\n1\n")[0]
    monkeypatch.setattr(csvtext, "LARGEST", 10)
    assert "is larger than" in refuse("id\n12345678\n")[0]


def test_complaints_are_capped(refuse: Callable[..., list[str]]) -> None:
    assert len(refuse("id\n" + "7\n" * 5000)) == MOST + 1
