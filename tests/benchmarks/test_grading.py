"""A class: how long it takes to mark what it handed in, without pages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from solver.build.roster import Student
from solver.marking.grading.classroom import manifest_of, open_class
from solver.marking.grading.finding import find_set
from solver.marking.grading.grading import Graded, Target, grade, write_all
from solver.resources import problems_dir
from tests.marking.grading.filled import fill
from tests.marking.grading.unprinted import unprinted

STUDENTS, MOST_SECONDS = 300, 10.0
SLIPS = (
    ("1:yhat", lambda right: str(int(right) + 1)),
    ("1:dL/dW2", lambda right: [[turned(entry) for entry in row] for row in right]),
    ("1:dL/dW1", lambda right: [["0"] * len(row) for row in right]),
    ("2:Y", lambda right: [row[::-1] for row in right[::-1]]),
    ("3:x_GD", lambda right: [right[0], *(f"{float(entry) + 0.1:.4f}" for entry in right[1:])]),
    ("3:x_M", lambda right: [f"{float(entry):.3f}" for entry in right]),
    ("3:dGELU/dx", lambda right: "sigmoid(1.702 x) + 1.702 x"),
)


def turned(number: str) -> str:
    return number[1:] if number.startswith("-") else f"-{number}"


def slip(k: int) -> Any:
    """Let a student make up to three of the slips; one in eight makes none."""
    own = dict(SLIPS[(k + j) % len(SLIPS)] for j in range(k % 4)) if k % 8 else {}
    return lambda name, right: own[name](right) if name in own else right


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("grading")
    students = [Student(f"s{k:03d}", f"Student {k}") for k in range(STUDENTS)]
    build = unprinted(problems_dir() / "sets" / "class-demo.yaml", students, folder / "build")
    fill(build, folder / "in", {s.id: slip(k) for k, s in enumerate(students)})
    return build, folder / "in"


@pytest.mark.benchmark
def test_a_class_is_marked(
    handed_in: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build, folder = handed_in
    begin = time.perf_counter()
    found = graded(build, folder, tmp_path / "out")
    took = time.perf_counter() - begin
    answers = [v for card in found.cards for marked in card.marked for v in marked.verdicts]
    with capsys.disabled():
        rate = 1000 * took / len(answers)
        print(f"\n{STUDENTS} students, {len(answers)} answers marked: {took:.1f} s, "
              f"{rate:.2f} ms an answer (at most {MOST_SECONDS:.0f} s)")  # fmt: skip
    assert len(found.cards) == STUDENTS
    assert found.complaints == ()
    assert took < MOST_SECONDS


def graded(build: Path, folder: Path, out: Path) -> Graded:
    from solver.marking.marking import marked

    room = open_class(build, find_set(build, manifest_of(build).head))
    target = Target.of(out)
    found = grade(room, folder, target, marked)
    write_all(found, target)
    return found


@pytest.mark.benchmark
def test_reading_forms_takes_little_of_it(
    handed_in: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    from solver.marking.grading.submissions import read_submissions

    build, folder = handed_in
    room = open_class(build, find_set(build, manifest_of(build).head))
    begin = time.perf_counter()
    found = read_submissions(folder, room)
    took = time.perf_counter() - begin
    with capsys.disabled():
        print(f"\n{len(found.of)} forms read: {took:.2f} s")
    assert len(found.of) == STUDENTS
    assert took < MOST_SECONDS / 5
