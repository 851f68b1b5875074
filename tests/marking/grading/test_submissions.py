"""A folder of what was handed in: whose it is, what counts, and what is wrong with it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from solver.errors import SpecError
from solver.marking.grading.classroom import Classroom
from solver.marking.grading.files import LARGEST
from solver.marking.grading.handing import Desk
from solver.marking.grading.submissions import read_submissions
from solver.marking.grading.typed import Submissions
from tests.marking.grading.conftest import Read


def form(student: str = "", answer: str = "3", **head: str) -> str:
    lines = [f'{key}: "{text}"' for key, text in {"set": "small", **head}.items()]
    return "\n".join([*lines, f'student: "{student}"', "answers:", f'  "1:L": "{answer}"', ""])


def answers(found: Submissions) -> dict[str, str]:
    """List the answer to 1:L of each student."""
    return {
        student: next(typed.text for place, typed in each.answers.items() if str(place) == "1:L")
        for student, each in found.of.items()
        if each.answers
    }


def told(found: Submissions) -> str:
    return "\n".join(map(str, found.complaints))


# --- whose it is ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("S17.yaml", "S17"),
        ("s17.YAML", "S17"),
        ("doejane_12345_678_S17.yaml", "S17"),
        ("doejane_LATE_12345_678_S17-2.yaml", "S17"),
        ("S17 (1).json", "S17"),
        ("mullerjurgen_4711_99_hw1.yaml", "S18"),
        ("Jürgen Müller_4711_assignsubmission_file_/answers.yaml", "S18"),
        ("Müller, Jürgen/answers.yaml", "S18"),
        ("submission_4711/s_19.yml", "s_19"),
        ("oneilann_1_2_form-s_19.yaml", "s_19"),
    ],
)
def test_a_file_is_whose_name_it_bears(read: Read, name: str, student: str) -> None:
    text = form() if not name.endswith("json") else '{"answers": {"1:L": 3}}'
    found = read({name: text})
    assert told(found) == ""
    assert answers(found) == {student: "3"}


def test_what_stands_in_a_file_comes_before_its_name(read: Read) -> None:
    found = read({"S18.yaml": form("S17")})
    assert answers(found) == {"S17": "3"}
    assert "named after `S18`, and says it is by `S17`" in told(found)


def test_an_id_may_be_typed_carelessly(read: Read) -> None:
    assert set(answers(read({"a.yaml": form(" s17 "), "b.yaml": form("=1+1")}))) == {"S17", "=1+1"}


def test_strangers_are_told_and_the_others_are_read(read: Read) -> None:
    found = read({"a.yaml": form("S177"), "b.yaml": form("S17"), "c.yaml": form()})
    assert answers(found) == {"S17": "3"}
    assert "`S177` is not in the class" in told(found)
    assert "did you mean `S17`?" in told(found)
    assert "c.yaml:1:1: it is not known whose this is" in told(found)


def test_the_form_of_somebody_else_is_told(read: Read, room: Classroom) -> None:
    variant = room.people["S18"].variant
    found = read({"S17.yaml": form("S17", variant=variant, set="other")})
    assert f"the form is for variant `{variant}`, which is that of `S18`" in told(found)
    assert "a form of the set `other`" in told(found)
    assert answers(found) == {"S17": "3"}


# --- what counts ---------------------------------------------------------------------------------
def test_the_last_of_several_forms_counts(read: Read) -> None:
    found = read({
        "x_S17-10.yaml": form("S17", "10"), "x_S17-2.yaml": form("S17", "2"),
        "x_S17.yaml": form("S17", "1"),
    })  # fmt: skip
    assert answers(found) == {"S17": "10"}
    assert "3 forms, x_S17.yaml, x_S17-2.yaml, x_S17-10.yaml: the last counts" in told(found)


def test_transcripts_are_kept_beside_the_form(read: Read) -> None:
    found = read({"S17.md": "L = 3", "S17.yaml": form("S17"), "S18.tex": "$L = 4$", "q.txt": "L"})
    assert found.of["S17"].transcripts == ("L = 3",)
    assert found.of["S17"].files == ("S17.yaml", "S17.md")
    assert found.of["S18"].transcripts == ("$L = 4$",)
    assert "q.txt:1:1: it is not known whose this is" in told(found)


def test_names_that_nothing_is_asked_by_are_told_with_their_line(read: Read) -> None:
    found = read({"S17.yaml": form("S17") + '  "1:LL": "4"\n  "9:x": "5"\n  "2:m": ""\n'})
    assert "S17.yaml:5:1: `1:LL` is not asked for" in told(found)
    assert "did you mean `1:L`?" in told(found)
    assert [str(place) for place in found.of["S17"].answers] == ["1:L"]


def test_what_is_no_form_is_left_out_and_told(read: Read) -> None:
    found = read({
        "S17.yaml": form("S17"), "a.pdf": b"%PDF", "b.pdf": b"%PDF", "c.zip": b"PK",
        ".DS_Store": b"x", "__MACOSX/S18.yaml": form("S18"), ".git/S18.yaml": form("S18"),
    })  # fmt: skip
    assert answers(found) == {"S17": "3"}
    assert "2 files are neither a form nor text, and left out: a.pdf" in told(found)
    assert "hint: unpack it first" in told(found)
    assert len(found.complaints) == 2


# --- encodings -----------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_forms_come_in_every_encoding(read: Read, encoding: str) -> None:
    found = read({"S17.yaml": form("S17", "½ é").replace("\n", "\r\n").encode(encoding)})
    assert answers(found) == {"S17": "½ é"}
    assert ("not UTF-8" in told(found)) == (encoding == "cp1252")


def test_what_is_no_text_is_replaced_and_told(read: Read) -> None:
    found = read({"S17.yaml": form("S17", "3\x00\x1b[2J").encode(), "S18.yaml": b"\xff\xfe\xff"})
    assert answers(found) == {"S17": "3\ufffd\ufffd[2J"}
    assert "S17.yaml:4:12: the character U+0000 is not allowed" in told(found)
    assert "\x1b" not in told(found)


# --- the folder itself ---------------------------------------------------------------------------
def test_links_are_left_out(room: Classroom, tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "in"
    secret.mkdir()
    folder.mkdir()
    (secret / "S18.yaml").write_text(form("S18"))
    (folder / "S17.yaml").write_text(form("S17"))
    (folder / "S18.yaml").symlink_to(secret / "S18.yaml")
    (folder / "more").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    found = read_submissions(folder, room)
    assert answers(found) == {"S17": "3"}
    assert told(found).count("this is a link: it is left out") == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_not_waited_for(room: Classroom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "S18.yaml")
    (tmp_path / "S17.yaml").write_text(form("S17"))
    found = read_submissions(tmp_path, room)
    assert answers(found) == {"S17": "3"}
    assert "this is no file" in told(found)


def test_a_huge_file_costs_nobody_else(read: Read) -> None:
    found = read({"S17.yaml": form("S17"), "S18.yaml": b"x" * (LARGEST + 1)})
    assert answers(found) == {"S17": "3"}
    assert "S18.yaml:1:1: the file is larger than 1 MB" in told(found)


def test_a_file_name_that_is_no_text_is_survived(room: Classroom, tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"S17_\xff.yaml")).write_text(form())
    except OSError:
        pytest.skip("this file system allows only text")
    found = read_submissions(tmp_path, room)
    assert answers(found) == {"S17": "3"}
    told(found).encode()


def test_nothing_at_all_is_refused(room: Classroom, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is nothing to mark here"):
        read_submissions(tmp_path, room)
    with pytest.raises(SpecError, match="no such file or folder"):
        read_submissions(tmp_path / "in", room)
    (tmp_path / "in.xlsx").write_bytes(b"PK")
    with pytest.raises(SpecError, match="these are no submissions"):
        read_submissions(tmp_path / "in.xlsx", room)


# --- what is on whose sheet ----------------------------------------------------------------------
def test_answers_to_problems_of_others_are_told(read: Read, room: Classroom) -> None:
    own = replace(room.people["S17"], problems=room.people["S17"].problems[1:])
    other = replace(room, people={**room.people, "S17": own})
    found = read({"S17.yaml": form("S17"), "S18.yaml": form("S18")})
    complaints = Desk(other, found, {}).not_given()
    assert [str(each) for each in complaints] == [
        "S17.yaml:1:1: `S17` answers problem 1, which is not on that student's sheet"
    ]


def test_a_transcript_that_cannot_be_taken_apart_stops_nobody(
    read: Read, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("solver.marking.transcripts.sections", broken)
    found = read({"S17.yaml": form("S17"), "S17.md": "L = 3"})
    desk, person = Desk(room, found, {}), room.people["S17"]
    handed = [desk.handed(person, given) for given in person.problems]
    assert handed[0].answers["L"].text == "3"
    assert [each.message for each in desk.complaints] == ["this cannot be taken apart: a fault"]
