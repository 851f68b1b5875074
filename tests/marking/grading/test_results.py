"""What comes of a class that is marked: grades, feedback, analysis, and what a person marks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from solver.marking.grading.classroom import Classroom
from solver.marking.grading.explain import explained
from solver.marking.grading.feedback import code, escaped
from solver.marking.grading.grading import Graded, Target, grade, write_all
from solver.marking.grading.summing import summary
from solver.marking.grading.table import csv_text, unguarded
from solver.marking.grading.typed import number
from tests.build.classes import hashes
from tests.marking.grading.fake import mark
from tests.marking.grading.filled import Change, fill

ALL_POINTS = 6  # 4 of the network, one of which a person gives, and 2 of the mean
NASTY = "`code` | <script>alert(1)</script> [x](y) **b** $\\x$ \u202e\x1b[2J\x00"


def slips(name: str, right: Any) -> Any:
    """Lose a sign, leave something out, and go on from there."""
    return {"1:L": "-99", "1:dL/dW": [["follows", "1"], ["2", "3"]], "2:m": ""}[name]


CHANGES: Mapping[str, Change] = {
    "S17": slips,
    "S18": lambda name, right: "-99" if name == "1:L" else right,
    "S20": lambda name, right: NASTY if name == "1:L" else right,
}


def result(build: Path, room: Classroom, out: Path, changes: Mapping[str, Change]) -> Graded:
    fill(build, out / "in", changes)
    (out / "in" / "s_19.yaml").unlink()  # who handed in nothing
    return again(room, out)


def again(room: Classroom, out: Path) -> Graded:
    target = Target.of(out / "out")
    found = grade(room, out / "in", target, mark)
    write_all(found, target)
    return found


@pytest.fixture(scope="module")
def marked(build: Path, room: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    result(build, room, folder, CHANGES)
    return folder


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {unguarded(row["id"]): row for row in csv.DictReader(stream)}


# --- grades ------------------------------------------------------------------------------------
def test_right_answers_get_all_points_but_those_of_a_person(
    build: Path, room: Classroom, tmp_path: Path
) -> None:
    found = result(build, room, tmp_path, {})
    assert found.complaints == ()
    for student, row in rows(tmp_path / "out/grades.csv").items():
        present = student != "s_19"
        assert row["handed in"] == ("yes" if present else "no")
        assert (row["out of"], row["to be marked by hand"]) == ("6", "1.33")
        assert row["points"] == row["with follow-through"] == ("4.67" if present else "0")


def test_points_are_told_strictly_and_with_follow_through(marked: Path) -> None:
    row = rows(marked / "out/grades.csv")["S17"]
    assert (row["1"], row["1 with follow-through"], row["2"]) == ("0", "1.33", "0")
    assert (row["points"], row["with follow-through"]) == ("0", "1.33")


def test_every_answer_has_its_outcome(marked: Path) -> None:
    row = rows(marked / "out/steps.csv")["S17"]
    told = {name: row[name] for name in ("1:L", "1:dL/dW", "1:discuss", "2:m")}
    assert told == {"1:L": "wrong", "1:dL/dW": "follows", "1:discuss": "manual", "2:m": "missing"}


def test_no_cell_is_a_formula_to_a_spreadsheet(marked: Path) -> None:
    for name in ("grades.csv", "steps.csv", "manual.csv"):
        with (marked / "out" / name).open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert "'=1+1" in cells
        assert not any(cell[:1] in set("=+-@\t\r") for cell in cells)


@given(st.text(max_size=30))
def test_a_guarded_cell_is_read_back(text: str) -> None:
    text = text.replace("\0", "").replace("\r", "")
    cells = next(csv.reader(io.StringIO(csv_text([[text, "x"]]), newline="")))
    assert not cells[0].lstrip(" ").startswith(("=", "@", "\t")), cells
    assert unguarded(cells[0]) == text or text.startswith("'")


def test_points_have_two_decimals_at_most() -> None:
    written = [number(Fraction(top, 3)) for top in (0, 1, 2, 3, 30, 200)]
    assert written == ["0", "0.33", "0.67", "1", "10", "66.67"]


def test_grading_again_gives_the_same_bytes(room: Classroom, marked: Path) -> None:
    before = hashes(marked / "out", ())
    again(room, marked)
    assert hashes(marked / "out", ()) == before
    assert len(before) == 4 + len(room.people)


def test_a_fault_of_the_marker_costs_one_student_one_problem(
    build: Path, room: Classroom, tmp_path: Path
) -> None:
    crash: Change = lambda name, right: "crash" if name == "2:m" else right  # noqa: E731
    found = result(build, room, tmp_path, {"S17": crash})
    assert "could not be marked: RuntimeError" in str(found.complaints[0])
    grades = rows(tmp_path / "out/grades.csv")
    assert grades["S18"]["points"] == "4.67"
    assert (grades["S17"]["points"], grades["S17"]["to be marked by hand"]) == ("2.67", "3.33")


# --- what a person marks -------------------------------------------------------------------------
def filled_in(folder: Path, points: Mapping[str, str]) -> None:
    path = folder / "out/manual.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rest = csv.reader(stream)
    for row in rest:
        row[4] = points.get(unguarded(row[0]), "")
        row[5] = "well argued; really" if row[4] else ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([header, *rest])  # as another spreadsheet would


def test_points_of_a_person_are_read_back_and_added_up(
    build: Path, room: Classroom, tmp_path: Path
) -> None:
    result(build, room, tmp_path, {})
    filled_in(tmp_path, {"S17": "1", "S18": "0,5", "=1+1": "0"})
    found = again(room, tmp_path)
    assert found.complaints == ()
    grades = rows(tmp_path / "out/grades.csv")
    assert [grades[s]["points"] for s in ("S17", "S18", "=1+1", "S20")] == [
        "5.67", "5.17", "4.67", "4.67",
    ]  # fmt: skip
    assert [grades[s]["to be marked by hand"] for s in ("S17", "=1+1", "S20")] == ["0", "0", "1.33"]
    assert "well argued; really" in (tmp_path / "out/feedback/S17.md").read_text()
    before = hashes(tmp_path / "out", ())
    again(room, tmp_path)
    assert hashes(tmp_path / "out", ()) == before


@pytest.mark.parametrize("points", ["2", "-1", "many", "1e9", "9" * 500, "=1"])
def test_points_out_of_range_are_told_and_kept(
    build: Path, room: Classroom, tmp_path: Path, points: str
) -> None:
    result(build, room, tmp_path, {})
    filled_in(tmp_path, {"S17": points})
    found = again(room, tmp_path)
    assert len(found.complaints) == 1
    assert "manual.csv:" in str(found.complaints[0])
    assert rows(tmp_path / "out/grades.csv")["S17"]["to be marked by hand"] == "1.33"
    assert unguarded(rows(tmp_path / "out/manual.csv")["S17"]["points"]) == points


def test_a_row_for_any_other_answer_stands_in_for_its_mark(
    build: Path, room: Classroom, tmp_path: Path
) -> None:
    result(build, room, tmp_path, CHANGES)
    path = tmp_path / "out/manual.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("S17,,2:m,,1.5,it was on the back\nS99,,2:m,,1,\n")
    found = again(room, tmp_path)
    assert "`S99` was not asked for `2:m`" in str(found.complaints[0])
    assert rows(tmp_path / "out/grades.csv")["S17"]["2"] == "1.5"
    again(room, tmp_path)
    assert rows(tmp_path / "out/grades.csv")["S17"]["2"] == "1.5"


# --- feedback ------------------------------------------------------------------------------------
def test_feedback_says_what_was_wrong_and_what_is_right(marked: Path, room: Classroom) -> None:
    text = (marked / "out/feedback/S17.md").read_text(encoding="utf-8")
    right = room.people["S17"].problems[0].answers["L"]
    assert "**Jane Doe** (`S17`): **1.33 of 6 points**" in text
    assert "- ✗ `L`: wrong, the first step that went wrong, 0 of 1.33 points" in text
    assert "  - yours: `-99`\n" in text
    assert f"  - right: `{right}`\n" in text
    assert "The sign was lost." in text
    assert "follows from an earlier slip, 1.33 of 1.33 points (0 without follow-through)" in text
    assert "- – `m`: no answer, 0 of 2 points" in text


def test_who_handed_in_nothing_is_told_so(marked: Path) -> None:
    assert "Nothing was handed in." in (marked / "out/feedback/s_19.md").read_text()


def test_nothing_a_student_writes_is_markup(marked: Path) -> None:
    text = (marked / "out/feedback/S20.md").read_text(encoding="utf-8")
    assert not set(text) & set("\u202e\x1b\x00")
    page = MarkdownIt("commonmark").render(text)
    assert "<script" not in page
    assert "<b>" not in page
    assert "href" not in page
    assert "<strong>*Bold* &lt;b&gt;_x_&lt;/b&gt; | [a](b) `c` $d$</strong>" in page


@given(st.text(max_size=60))
def test_code_and_words_are_shown_as_they_stand(text: str) -> None:
    text = re.sub(r"\s+", " ", "".join(c for c in text if c.isprintable())).strip() or "x"
    for written in (f"a {code(text)} b", f"a {escaped(text)} b"):
        tokens = MarkdownIt("commonmark").parseInline(written)[0].children or []
        assert all(token.type in {"text", "code_inline", "text_special"} for token in tokens)
        assert "".join(token.content for token in tokens) == f"a {text} b"


def test_marks_are_explained(marked: Path, room: Classroom) -> None:
    found = again(room, marked)
    card = next(card for card in found.cards if card.person.id == "S17")
    text = explained(card, found.by_hand)
    assert "handed in: S17.yaml" in text
    assert re.search(r"1:L: wrong.*\n    read          -99   \(line \d+\)\n    compared with", text)
    assert "points        1.33 of 1.33 with follow-through, 0 without" in text
    assert "to be given by a person, at most 1.33" in text


# --- the class -----------------------------------------------------------------------------------
def test_the_analysis_tells_what_to_explain(marked: Path) -> None:
    text = (marked / "out/item-analysis.md").read_text(encoding="utf-8")
    assert "4 of 5 students handed in." in text
    assert "- `1:L`: 25% right; most often: the sign was lost (2)" in text
    assert "| `1:L` | █████░░░░░░░░░░░░░░░ 25% | 1 | 0 | 3 | 0 | 0 |" in text
    assert "| `1:dL/dW` | ███████████████▒▒▒▒▒ 75% | 3 | 1 | 0 | 0 | 0 |" in text
    assert "  - 2 × the value `-99`" in text
    assert "| `1:discuss` | by hand |" in text


@pytest.mark.parametrize("width", [20, 40, 63, 64, 80, 100])
def test_the_summary_fits_its_terminal(marked: Path, room: Classroom, width: int) -> None:
    target = Target.of(Path("out"))
    text = summary(again(room, marked), target, width)
    *lines, last = text.splitlines()
    assert all(len(line) <= max(width, 30) for line in lines)
    assert last == "out/grades.csv; all else is in out"
    assert "4 of 5" in text
    assert "1:L" in text


def test_void_problems_give_everybody_all_points(build: Path, room: Classroom) -> None:
    from dataclasses import replace

    void = replace(room, spec=replace(room.spec, void=("2",)))
    found = grade(void, build / "forms", Target.of(build / "none"), lambda p, handed, level, all_:
                  [replace(one, void=all_) for one in mark(p, handed)])  # fmt: skip
    assert {card.follow for card in found.cards} == {Fraction(2)}


def test_grades_may_go_to_a_file_of_any_name() -> None:
    target = Target.of(Path("a/hw1.csv"))
    assert (target.grades, target.folder) == (Path("a/hw1.csv"), Path("a/hw1"))


def test_the_points_of_the_class_are_what_they_should_be(room: Classroom) -> None:
    from solver.marking.naming import questions

    total = sum((q.points for p in room.problems.values() for q in questions(p)), Fraction(0))
    assert total == ALL_POINTS
