"""`markscheme grade`: from a build and what was handed in to grades, and what it says."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from solver.build.roster import Student
from solver.cli import main
from tests.build.classes import MEAN, SET, write_class
from tests.marking.grading.filled import Change, answers_of, fill
from tests.marking.grading.unprinted import unprinted


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    path = write_class(folder, net=MEAN.replace("id: mean", "id: net"))
    return unprinted(path, [Student("S17", "Jane Doe"), Student("S18"), Student("S19")],
                     folder / "out")  # fmt: skip


def grades(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def wrong(name: str, right: Any) -> Any:
    return "17.5" if name == "2:m" else right


def run(build: Path, folder: Path, *more: str, changes: dict[str, Change] | None = None) -> int:
    if changes is not None:
        fill(build, folder / "in", changes)
    return main(["grade", str(build), str(folder / "in"), *more])


# --- round trips ---------------------------------------------------------------------------------
def test_right_answers_are_all_right(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(build, tmp_path, "--out", str(tmp_path / "out"), changes={}) == 0
    found = grades(tmp_path / "out/grades.csv")
    assert {row["points"] for row in found.values()} == {row["out of"] for row in found.values()}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "grades.csv", "steps.csv", "item-analysis.md", "feedback",
    }  # fmt: skip
    told = capsys.readouterr()
    assert "3 of 3 students handed in" in told.out
    assert "6 right" in told.out
    assert told.err == ""


def test_a_slip_costs_its_own_points_and_the_exit_code_says_so(build: Path, tmp_path: Path) -> None:
    out = tmp_path / "grades/hw1.csv"
    assert run(build, tmp_path, "--out", str(out), changes={"S18": wrong}) == 1
    found = grades(out)
    assert (found["S17"]["points"], found["S18"]["points"]) == ("4", "2")
    assert (tmp_path / "grades/hw1/feedback/S18.md").is_file()


def test_the_class_demo_gets_full_marks(tmp_path: Path) -> None:
    from solver.resources import problems_dir

    path = problems_dir() / "sets" / "class-demo.yaml"
    out = unprinted(path, [Student("S1"), Student("S2")], tmp_path / "build")
    assert run(out, tmp_path, "--out", str(tmp_path / "out"), changes={}) == 0
    assert {row["points"] for row in grades(tmp_path / "out/grades.csv").values()} == {"22"}


def test_a_table_is_graded_as_forms_are(build: Path, tmp_path: Path) -> None:
    students = json.loads((build / "manifest.json").read_text())["students"]
    names = ["1:m", "2:m"]
    rows = [[each["student"], *(answers_of(each)[name] for name in names)] for each in students]
    with (tmp_path / "in.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["id", *names], *rows])
    out = tmp_path / "out"
    assert main(["grade", str(build), str(tmp_path / "in.csv"), "--out", str(out)]) == 0
    assert {row["points"] for row in grades(out / "grades.csv").values()} == {"4"}


def test_a_hand_solution_is_marked_beside_forms(build: Path, tmp_path: Path) -> None:
    fill(build, tmp_path / "in")
    students = json.loads((build / "manifest.json").read_text())["students"]
    right = answers_of(students[1])
    (tmp_path / "in/S18.yaml").unlink()
    (tmp_path / "in/S18.md").write_text(
        f"# Problem 1\n\n$m = {right['1:m']}$\n\n# Problem 2\n\n$m = 17.5$\n"
    )
    assert run(build, tmp_path, "--out", str(tmp_path / "out")) == 1
    found = grades(tmp_path / "out/grades.csv")["S18"]
    assert (found["handed in"], found["1"], found["2"]) == ("yes", "2", "0")


def test_dealt_versions_are_marked_for_each_student(tmp_path: Path) -> None:
    students = [Student(f"S{k}") for k in range(6)]
    build = unprinted(write_class(tmp_path / "set"), students, tmp_path / "build", versions=2)
    dealt = json.loads((build / "manifest.json").read_text())["dealt"]
    fill(build, tmp_path / "versions")
    (tmp_path / "in").mkdir()
    for student, version in dealt.items():
        form = tmp_path / "versions" / f"{version}.yaml"
        shutil.copy(form, tmp_path / "in" / f"doe_123_{student}.yaml")
    run(build, tmp_path, "--out", str(tmp_path / "out"))
    found = grades(tmp_path / "out/grades.csv")
    assert {name: row["handed in"] for name, row in found.items()} == dict.fromkeys(dealt, "yes")
    assert {row["2"] for row in found.values()} == {"2"}


# --- what is printed -----------------------------------------------------------------------------
def test_marks_of_a_student_are_explained_without_writing_anything(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(build, tmp_path, "--explain", "S18", changes={"S18": wrong}) == 1
    told = capsys.readouterr().out
    assert told.startswith("S18, variant ")
    assert "read          17.5" in told
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_json_has_a_line_for_each_problem_of_each_student(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(build, tmp_path, "--out", str(tmp_path / "o"), "--format", "json", changes={"S18": wrong})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["student"], line["label"]) for line in lines] == [
        (student, label) for student in ("S17", "S18", "S19") for label in ("1", "2")
    ]
    assert [line["score"]["strict"] for line in lines] == [1.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    assert lines[3]["first_wrong"] == "m"


# --- what is at fault ----------------------------------------------------------------------------
def test_a_broken_file_is_told_and_the_others_are_marked(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(build, tmp_path / "in")
    (tmp_path / "in/S18.yaml").write_bytes(b"\x00" * 2_000_000)
    run(build, tmp_path, "--out", str(tmp_path / "out"))
    assert "S18.yaml:1:1: the file is larger than 1 MB" in capsys.readouterr().err
    found = grades(tmp_path / "out/grades.csv")
    assert [row["handed in"] for row in found.values()] == ["yes", "no", "yes"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "grade needs --out PATH"),
        (["--explain", "S71"], "S71 is not in "),
        (["--out", "in/out"], "is in the folder of the submissions"),
        (["--out", "o", "--jobs", "0"], "--jobs is from 1 to"),
        (["--out", "o", "--set", "nowhere.yaml"], "there is no such file"),
        (["--out", "o", "--strictness", "kind"], "`kind` is not one of"),
        (["--pdf", "--explain", "S17"], "--pdf needs --out"),
        (["--output", "o"], "did you mean `--out`?"),
    ],
)
def test_what_is_wrong_with_the_command_is_told(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, words: list[str], message: str,
) -> None:  # fmt: skip
    fill(build, tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    assert main(["grade", str(build), "in", *words]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told


def test_a_table_is_not_written_over(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "answers.csv"
    table.write_text("id,2:m\nS17,1\n")
    for out in (table, tmp_path):
        table = table if out == table else table.rename(tmp_path / "steps.csv")
        assert main(["grade", str(build), str(table), "--out", str(out)]) == 2
        assert "would be written over" in capsys.readouterr().err
        assert table.read_text() == "id,2:m\nS17,1\n"


def test_a_folder_that_is_no_build_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(tmp_path), str(tmp_path), "--out", str(tmp_path / "o")]) == 2
    assert "this is no finished build" in capsys.readouterr().err


def test_the_set_is_found_wherever_it_was_put(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, away = tmp_path / "moved", tmp_path / "away"
    shutil.copytree(build, moved / "hw1")
    fill(build, away / "in")
    monkeypatch.chdir(away)
    assert main(["grade", str(moved / "hw1"), "in", "--out", "o"]) == 2
    assert "the file of the set `small`, which this was built from, is not found" in (
        capsys.readouterr().err
    )
    write_class(away / "course" / "sets", net=MEAN.replace("id: mean", "id: net"))
    assert main(["grade", str(moved / "hw1"), "in", "--out", "o"]) == 0


def test_a_set_that_was_mended_after_its_release_is_taken(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "set" / "out"
    shutil.copytree(build, own)
    write_class(own.parent, SET + 'void: {"2": full}\n', net=MEAN.replace("id: mean", "id: net"))
    assert run(own, tmp_path, "--out", str(tmp_path / "o"), changes={"S18": wrong}) == 1
    assert {row["2"] for row in grades(tmp_path / "o/grades.csv").values()} == {"2"}
    write_class(own.parent, net=MEAN.replace("id: mean", "id: net"), mean=MEAN + "note: changed\n")
    run(own, tmp_path, "--out", str(tmp_path / "o"))
    assert "problem 2 has been changed since the class was built" in capsys.readouterr().err


# --- pages ---------------------------------------------------------------------------------------
def test_pages_say_what_the_markdown_says(build: Path, tmp_path: Path) -> None:
    def nasty(name: str, right: Any) -> Any:
        return r"\input{/etc/passwd} $ % & # _ ^ \end{document} é ☃" if name == "2:m" else right

    out = tmp_path / "out"
    changes: dict[str, Change] = {"S18": nasty, "S17": wrong}
    assert run(build, tmp_path, "--out", str(out), "--pdf", "--jobs", "2", changes=changes) == 1
    texts = {name: text_of(out / name) for name in ("feedback/S17.pdf", "feedback/S18.pdf")}
    assert "17.5" in texts["feedback/S17.pdf"]
    assert "Feedback for Jane Doe (S17)" in texts["feedback/S17.pdf"]
    assert r"\input{/etc/passwd} $ % & # _ ^ \end{document}" in texts["feedback/S18.pdf"]
    assert "What to explain" in text_of(out / "item-analysis.pdf")
    before = {path: path.read_bytes() for path in out.rglob("*.pdf")}
    run(build, tmp_path, "--out", str(out), "--pdf", "--jobs", "1")
    assert before == {path: path.read_bytes() for path in out.rglob("*.pdf")}


def text_of(path: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True
    ).stdout


# --- hostile answers -----------------------------------------------------------------------------
HOSTILE = (
    "__import__('os').system('touch pwned')", "9^{9^{9^{9}}}", "(" * 400_000, "[" * 300_000,
    "\\frac{" * 50_000, "10**10**10", "1" * 900_000, "\u202e1+1\u2066", "x" * 500_000,
    "=cmd|' /C calc'!A0", "1e999999999", "{{7*7}}", "\\input{/etc/passwd}", "☃" * 1_000,
    "- " * 100_000, "1/0", "^" * 10_000, "sqrt(" * 10_000, "?", "NaN", "∞",
)  # fmt: skip


def test_hostile_answers_cost_nobody_else_and_little_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    students = [Student(f"S{k}") for k in range(len(HOSTILE) + 1)]
    build = unprinted(write_class(tmp_path / "set"), students, tmp_path / "build")
    changes = {f"S{k}": payload(text) for k, text in enumerate(HOSTILE)}
    monkeypatch.chdir(tmp_path)
    begin = time.perf_counter()
    assert run(build, tmp_path, "--out", "out", changes=changes) == 1
    assert time.perf_counter() - begin < 20
    found = grades(tmp_path / "out/grades.csv")
    assert {row["2"] for name, row in found.items() if name != students[-1].id} == {"0"}
    assert {row["1"] for row in found.values()} == {found[students[-1].id]["1"]}
    assert not (tmp_path / "pwned").exists()
    assert "Traceback" not in capsys.readouterr().err
    for path in (tmp_path / "out").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not set(text) & set("\u202e\u2066\x1b")
        assert len(text) < 20_000


def payload(text: str) -> Change:
    return lambda name, right: text if name == "2:m" else right
