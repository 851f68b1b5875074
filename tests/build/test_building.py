"""A class build: the same bytes however it was made, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from solver.build.atomic import DiskError
from solver.build.building import BuildError, Task, begun
from solver.build.comparing import changes
from solver.build.records import NAME, load_manifest
from solver.build.roster import Student
from solver.errors import SpecError
from solver.problem import Problem, load
from tests.build.classes import MEAN, NETWORK, SET, build, hashes, students, write_class


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """Build a class of eight in one go."""
    folder = tmp_path_factory.mktemp("class")
    task = Task(write_class(folder), students(8), folder / "out")
    build(task)
    return task


def text_of(path: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True
    ).stdout


# --- what comes out ------------------------------------------------------------------------------
def test_everything_is_there(whole: Task) -> None:
    found = set(hashes(whole.out, ()))
    each = {f"{folder}/s{k}.{suffix}" for k in range(8) for folder, suffix in
            (("handouts", "pdf"), ("keys", "pdf"), ("forms", "yaml"))}  # fmt: skip
    assert found == each | {"all-handouts.pdf", "mailing.csv", "manifest.json", "report.md"}


def test_a_handout_has_the_students_numbers_and_no_solution(whole: Task) -> None:
    for k in range(3):
        text = text_of(whole.out / f"handouts/s{k}.pdf")
        assert f"s{k}" in text
        assert "Solution" not in text
        assert "Solution" in text_of(whole.out / f"keys/s{k}.pdf")


def test_the_manifest_tells_numbers_answers_and_files(whole: Task) -> None:
    manifest = load_manifest(whole.out)
    assert manifest is not None
    problem = load(whole.path.parent / "mean.yaml")
    assert isinstance(problem, Problem)
    for record in manifest.records.values():
        mean = record.sheet.items[1]
        u = [row[0] for row in mean.values["u"]]
        assert record.items[1]["answers"]["m"] == str(sum(u) / 3)
        for path, wanted in record.files.items():
            assert hashes(whole.out)[path] == wanted
    assert manifest.head["salt"] == "pepper"


def test_a_form_asks_for_every_step_with_its_shape(whole: Task) -> None:
    text = (whole.out / "forms/s3.yaml").read_text(encoding="utf-8")
    form = yaml.safe_load(text)
    assert form["student"] == "s3"
    assert form["answers"] == {"1:L": "", "1:dL/dW": [["", ""], ["", ""]], "2:m": ""}
    assert "# 1:discuss: in words, on paper" in text


def test_the_mailing_list_names_whom_to_send_what(whole: Task) -> None:
    lines = (whole.out / "mailing.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,name,email,file"
    assert lines[4] == "s3,Student 3,s3@example.org,handouts/s3.pdf"


def test_all_handouts_hold_every_page_once(whole: Task) -> None:
    text = text_of(whole.out / "all-handouts.pdf")
    pages = [re.findall(r"\bs\d\b", page) for page in text.split("\f") if page.strip()]
    assert [ids[0] for ids in pages] == sorted(ids[0] for ids in pages)
    assert {ids[0] for ids in pages} == {f"s{k}" for k in range(8)}


def test_the_report_tells_capacity_and_effort(whole: Task) -> None:
    text = (whole.out / "report.md").read_text(encoding="utf-8")
    assert "| 1 net |" in text
    assert "enough for 8" in text
    assert "of the median" in text


# --- the same bytes ------------------------------------------------------------------------------
def test_jobs_do_not_matter(whole: Task, tmp_path: Path) -> None:
    build(replace(whole, out=tmp_path / "out", jobs=2))
    assert hashes(tmp_path / "out") == hashes(whole.out)


def test_the_order_of_the_roster_changes_no_students_file(whole: Task, tmp_path: Path) -> None:
    task = replace(whole, out=tmp_path / "out", students=whole.students[::-1])
    build(task)
    class_files = ("report.md", "mailing.csv", "all-handouts.pdf")
    assert hashes(task.out, class_files) == hashes(whole.out, class_files)


def test_who_is_broken_is_named_and_touches_nobody_else(
    whole: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from solver.build import working

    original = working.paper_tex

    def torn(document: object) -> str:
        text = original(document)  # type: ignore[arg-type]
        calls.append(text)
        return text + r"\undefinedmacro" if len(calls) == 2 * 3 + 1 else text

    calls: list[str] = []
    monkeypatch.setattr(working, "paper_tex", torn)
    found = build(replace(whole, out=tmp_path / "out"))
    assert list(found.broken) == ["s3"]
    assert "Undefined control sequence" in found.broken["s3"]
    expected = {k: v for k, v in hashes(whole.out).items() if "/s3." not in k}
    class_files = {"mailing.csv", "all-handouts.pdf", NAME}
    got = hashes(tmp_path / "out")
    assert {k: v for k, v in got.items() if k not in class_files} == {
        k: v for k, v in expected.items() if k not in class_files
    }
    assert json.loads((tmp_path / "out" / NAME).read_text())["broken"].keys() == {"s3"}


# --- going on ------------------------------------------------------------------------------------
def test_a_build_goes_on_where_it_was_stopped(whole: Task, tmp_path: Path) -> None:
    task = replace(whole, out=tmp_path / "out")
    stopped = begun(task)
    for k, _ in enumerate(stopped.run()):
        if k == 2:
            break
    del stopped
    with pytest.raises(BuildError, match="holds an unfinished build\n  hint: --resume"):
        begun(task)
    again = begun(replace(task, resume=True))
    assert 0 < len(again.waiting) < 8
    build(replace(task, resume=True))
    assert hashes(task.out) == hashes(whole.out)


def test_a_file_that_is_gone_or_torn_is_made_again(whole: Task, tmp_path: Path) -> None:
    task = replace(whole, out=tmp_path / "out")
    build(task)
    (task.out / "keys/s1.pdf").unlink()
    (task.out / "handouts/s2.pdf").write_bytes(b"torn")
    again = replace(task, resume=True)
    assert [order.student.id for order in begun(again).waiting] == ["s1", "s2"]
    build(again)
    assert hashes(task.out) == hashes(whole.out)


def test_a_finished_build_takes_new_students_and_moves_nobody(whole: Task, tmp_path: Path) -> None:
    task = replace(whole, out=tmp_path / "out", students=whole.students[:5])
    build(task)
    before = hashes(task.out)
    build(replace(task, students=whole.students, resume=True))
    after = hashes(task.out)
    kept = {k for k in before if re.search(r"/s\d\.", k)}
    assert all(before[k] == after[k] for k in kept)
    assert len(kept) == 15


def test_other_files_are_not_built_into_the_same_folder(whole: Task, tmp_path: Path) -> None:
    path = write_class(tmp_path, mean=MEAN.replace("A mean", "An average"))
    task = Task(path, students(3), tmp_path / "out")
    build(task)
    write_class(tmp_path)
    with pytest.raises(BuildError, match=r"build of other files(.|\n)*--against"):
        begun(replace(task, resume=True))


# --- against an earlier build --------------------------------------------------------------------
def test_a_mended_spec_changes_only_what_it_must(tmp_path: Path) -> None:
    path = write_class(tmp_path)
    old = Task(path, students(6), tmp_path / "old")
    first = build(old)
    write_class(tmp_path, mean=MEAN.replace("sum(u)/3", "sum(u)/2"))
    new = build(replace(old, out=tmp_path / "new", old=old.out))
    found = changes(first.manifest, new.records)
    assert {change.student for change in found} == {f"s{k}" for k in range(6)}
    assert {change.what for change in found} == {("answers", "key")}
    assert all(views == ("handout",) for views in new.reused.values())
    for k in range(6):
        name = f"handouts/s{k}.pdf"
        assert hashes(old.out)[name] == hashes(tmp_path / "new")[name]


def test_nothing_changed_is_said_and_nothing_typeset(whole: Task, tmp_path: Path) -> None:
    new = build(replace(whole, out=tmp_path / "new", old=whole.out))
    old = load_manifest(whole.out)
    assert old is not None
    assert changes(old, new.records) == ()
    assert all(views == ("handout", "key") for views in new.reused.values())
    assert hashes(tmp_path / "new") == hashes(whole.out)


def test_numbers_that_a_mended_spec_would_refuse_stay(tmp_path: Path) -> None:
    path = write_class(tmp_path)
    old = Task(path, students(6), tmp_path / "old")
    first = build(old)
    write_class(tmp_path, mean=MEAN + 'require: ["m > 39"]\n')
    new = build(replace(old, out=tmp_path / "new", old=old.out))
    assert changes(first.manifest, new.records) == ()


# --- what cannot be built ------------------------------------------------------------------------
def test_too_narrow_ranges_are_said_before_anything_is_built(tmp_path: Path) -> None:
    path = write_class(tmp_path, mean=MEAN.replace("[1, 40]", "[1, 2]"))
    with pytest.raises(SpecError, match="have no variant of their own"):
        begun(Task(path, students(30), tmp_path / "out"))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(DiskError, match="cannot be written"):
        begun(Task(write_class(tmp_path), students(2), tmp_path / "out"))


def test_a_full_disk_is_said_and_what_is_built_stays(
    whole: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = replace(whole, out=tmp_path / "out")
    write, count = Path.write_bytes, 0

    def full(path: Path, data: bytes) -> int:
        nonlocal count
        count += path.parent.name in {"handouts", "keys"}
        if count > 7:
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskError, match=r"No space left on device\n  hint: what is built stays"):
        build(task)
    monkeypatch.undo()
    build(replace(task, resume=True))
    assert hashes(task.out) == hashes(whole.out)


def test_odd_ids_get_files_of_their_own(tmp_path: Path) -> None:
    names = ["../../x", "a/b", "CON", "x" * 300, "Ñandú 7", "-rf", "a|b", "s1"]
    task = Task(write_class(tmp_path), tuple(map(Student, names)), tmp_path / "out")
    build(task)
    manifest = load_manifest(task.out)
    assert manifest is not None
    for name in names:
        paths = [task.out / path for path in manifest.records[name].files]
        assert all(path.resolve().is_relative_to(task.out) and path.is_file() for path in paths)
    assert len(list((task.out / "handouts").iterdir())) == len(names)


def test_versions_are_dealt_out(tmp_path: Path) -> None:
    task = Task(write_class(tmp_path), students(12), tmp_path / "out", versions=3)
    build(task)
    assert len(list((task.out / "handouts").iterdir())) == 3
    lines = (task.out / "mailing.csv").read_text().splitlines()[1:]
    files = [line.split(",")[3] for line in lines]
    assert set(files) <= {f"handouts/v{k}.pdf" for k in (1, 2, 3)}
    assert len(set(files)) > 1
    more = replace(task, students=students(20), resume=True)
    build(more)
    assert (task.out / "mailing.csv").read_text().splitlines()[1:13] == lines


def test_void_and_overridden_problems(tmp_path: Path) -> None:
    text = SET + 'void: {"1": full}\noverrides: {s1: {"2": {u: [3, 3, 3]}}}\n'
    task = Task(write_class(tmp_path, text), students(2), tmp_path / "out")
    found = build(task)
    assert found.records["s1"].items[1]["answers"]["m"] == "3"
    assert "everybody gets all its points" in text_of(task.out / "keys/s1.pdf")
    assert NETWORK in (tmp_path / "net.yaml").read_text()
