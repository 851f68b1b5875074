"""A small class that was dealt out: five students with names of all sorts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from solver.build.roster import Student
from solver.marking.grading.classroom import Classroom, open_class
from solver.marking.grading.submissions import read_submissions
from solver.marking.grading.typed import Submissions
from tests.build.classes import write_class
from tests.marking.grading.unprinted import unprinted

STUDENTS = (
    Student("S17", "Jane Doe", "A"),
    Student("S18", "Jürgen Müller", "A"),
    Student("s_19", "Ann O'Neil", "B"),
    Student("=1+1", "=HYPERLINK(\"x\")", "B"),
    Student("S20", "*Bold* <b>_x_</b> | [a](b) `c` $d$", "B"),
)  # fmt: skip


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    return unprinted(write_class(folder), STUDENTS, folder / "out")


@pytest.fixture(scope="session")
def room(build: Path) -> Classroom:
    return open_class(build, build.parent / "set.yaml")


Read = Callable[..., Submissions]


@pytest.fixture
def read(room: Classroom, tmp_path: Path) -> Read:
    """Read files that are written for it: their names, and what stands in them."""

    def handed_in(files: dict[str, str | bytes]) -> Submissions:
        folder = tmp_path / "in"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        only = next(iter(files))
        return read_submissions(folder / only if only.endswith(".csv") else folder, room)

    return handed_in
