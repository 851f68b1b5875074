"""Sets: problems in other files."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import SpecError
from solver.spec.library import Library
from solver.spec.load import load as load_file
from solver.spec.load import load_text
from solver.spec.model import SetSpec


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        (tmp_path / "network").mkdir(exist_ok=True)
        path = tmp_path / "network" / f"{name}.yaml"
        path.write_text("kind: equations\npoints: 4\nforward: {z: 1}\n", encoding="utf-8")
    (tmp_path / "sets").mkdir()
    return tmp_path


SET = """\
title: Homework 1
course: Signals
due: 1 May
instructions: Show your work.
honour_code: I did.
problems:
  - {label: "3.2", file: ../network/one.yaml, points: 5}
  - {label: 4a, file: ../network/two.yaml}
"""


def test_sets(folder: Path, library: Library) -> None:
    path = folder / "sets" / "hw1.yaml"
    path.write_text(SET, encoding="utf-8")
    found = load_file(path, library)
    assert isinstance(found, SetSpec)
    assert (found.id, found.title, found.course, found.due) == (
        "hw1",
        "Homework 1",
        "Signals",
        "1 May",
    )
    assert (found.instructions, found.honour_code) == ("Show your work.", "I did.")
    assert [(i.label, i.spec.id, i.points) for i in found.items] == [
        ("3.2", "one", 5),
        ("4a", "two", None),
    ]
    assert found.items[0].spec.mark.file == str(folder / "network" / "one.yaml")


def test_the_complaints_of_all_files_come_together(folder: Path, library: Library) -> None:
    (folder / "network" / "one.yaml").write_text("kind: equations\n", encoding="utf-8")
    (folder / "network" / "two.yaml").write_text("kind: [\n", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_text(SET + "coarse: x\n", str(folder / "sets" / "hw1.yaml"), library)
    places = [(Path(c.mark.file).name, c.mark.line) for c in caught.value.complaints]
    assert places == [("one.yaml", 1), ("two.yaml", 2), ("hw1.yaml", 9)]


def test_a_set_that_holds_itself_is_refused(folder: Path, library: Library) -> None:
    path = folder / "sets" / "hw1.yaml"
    path.write_text("problems:\n  - {label: 1, file: hw1.yaml}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="is a set"):
        load_file(path, library)


@pytest.mark.parametrize(
    ("problems", "expected"),
    [
        ("[]", "at least one problem"),
        ("3", "expected a list"),
        ("[{label: 1, file: " + "x" * 5000 + ".yaml}]", "there is no file"),
        ('[{label: 1, file: "a\\nb.yaml"}]', "expected a .yaml file"),
        ('[{label: 1, file: "C:/x.yaml"}]', "relative"),
        ("[{label: '3:2', file: x.yaml}]", "expected a label"),
    ],
)
def test_bad_lists_of_problems_are_refused(problems: str, expected: str, library: Library) -> None:
    with pytest.raises(SpecError, match=expected):
        load_text(f"problems: {problems}\n", "set.yaml", library)
