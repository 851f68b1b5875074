"""Every file in bad_specs says in its first lines what is wrong with it.

`# LINE:COLUMN: message` is one complaint, `# hint: …` the hint of the one above; a complaint about
another file has that file's name before it. `{kinds}` stands for the list of kinds. A header
without hints (as for formulas, whose hints are tested with the algebra) leaves them unchecked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import Complaint, SpecError
from solver.problem import load
from solver.resources import kinds

FOLDER = Path(__file__).parents[1] / "bad_specs"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))


def complaints_of(path: str) -> tuple[Complaint, ...]:
    """Load, plan and solve a file that is wrong."""
    try:
        load(path).solve()
    except SpecError as error:
        return error.complaints
    return ()


def header(text: str) -> list[str]:
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    return [line.removeprefix("# ").replace("{kinds}", ", ".join(kinds())) for line in lines[:end]]


def as_header(complaint: Complaint, file: str) -> list[str]:
    where = str(complaint.mark).removeprefix(f"{file}:")
    return [f"{where}: {complaint.message}"] + [f"hint: {complaint.hint}"] * bool(complaint.hint)


@pytest.mark.parametrize("file", FILES)
def test_the_header_lists_the_complaints(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    expected = header(Path(file).read_text(encoding="utf-8"))
    assert expected, "the first line says `# LINE:COLUMN: message`"
    found = [line for complaint in complaints_of(file) for line in as_header(complaint, file)]
    if not any(line.startswith("hint: ") for line in expected):
        found = [line for line in found if not line.startswith("hint: ")]
    assert found == expected


def test_there_are_bad_specs() -> None:
    assert len(FILES) > 50
