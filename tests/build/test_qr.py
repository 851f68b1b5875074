"""The code in the corner says whose page it is, and a reader that is not ours can read it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.build.qr import drawing, payload
from solver.build.typeset import typeset_sheets
from tests.build.papers import paper
from tests.build.qr_reader import Grid, decoded, sampled
from tests.render.needs import needs_latex

CORNER = 245  # pixels at 300 dpi: the code, and its margin to the edges of the page


def matrix(operators: str) -> Grid:
    """Read the modules of a drawing."""
    side = int(re.search(r"/W (\d+)", operators)[1])
    data = re.search(r"ID ([0-9a-f]+)>", operators)[1]
    wide = len(data) // side
    rows = [data[k : k + wide] for k in range(0, len(data), wide)]
    return [list(map(int, f"{int(row, 16):0{4 * wide}b}"[:side])) for row in rows]


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=3))
def test_ids_come_back_from_a_payload(set_id: str, student: str, variant: str) -> None:
    parts = payload(set_id, student, variant).split("|")
    assert list(map(unquote, parts)) == [set_id, student, variant]


@given(st.text("ab|%Ł王\u202e", min_size=1, max_size=14))
def test_a_drawing_is_read_by_another_reader(student: str) -> None:
    text = payload("s", student, "v")
    if len(text) <= 84:  # the reader knows six versions
        assert decoded(matrix(drawing(text))) == text


@given(st.text(min_size=200, max_size=400), st.text(min_size=1, max_size=3))
def test_ids_that_are_too_long_fit_and_stay_apart(long: str, more: str) -> None:
    text = payload(long, long, "v")
    assert len(matrix(drawing(text))) <= 57
    assert payload(long, long + more, "v") != text


@needs_latex
@pytest.mark.parametrize("student", ["s1", "a/b c%d", "王" * 5])
@pytest.mark.parametrize("page", [1, 2])
def test_every_printed_page_carries_the_code(tmp_path: Path, student: str, page: int) -> None:
    sheet = paper(1, student)
    (tmp_path / "page.pdf").write_bytes(typeset_sheets([sheet]).files[sheet.name])
    assert decoded(sampled(corner(tmp_path, page))) == payload("demo", student, "v1")


def corner(folder: Path, page: int) -> Grid:
    """Print the corner of a page as pixels."""
    number = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = ["pdftoppm", "-r", "300", "-gray", *number, "page.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    _, size, _, data = (folder / "page.pgm").read_bytes().split(b"\n", 3)
    wide, high = map(int, size.split())
    rows = (data[y * wide : (y + 1) * wide] for y in range(high - CORNER, high))
    return [[int(grey < 128) for grey in row[wide - CORNER :]] for row in rows]
