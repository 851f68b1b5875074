"""All files in one: in order, each on a sheet of its own, and fonts held once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from solver.build.merge import joined
from solver.build.typeset import typeset_sheets
from tests.build.papers import paper, tool
from tests.render.needs import needs_latex

pytestmark = needs_latex
COUNTS = [2, 1, 1, 2, 3]


@cache
def built() -> tuple[bytes, ...]:
    sheets = [paper(number) for number in range(len(COUNTS))]
    for k, count in enumerate(COUNTS):
        *most, last = sheets[k].tex.split(r"\newpage")
        pages = most + [last.replace(r"\end{paper}", "")] * (count - 1)
        tex = r"\newpage".join(pages) + r"\end{paper}"
        sheets[k] = type(sheets[k])(str(k), tex, f"student{k}", f"v{k}")
    return tuple(typeset_sheets(sheets).files.values())


def files(folder: Path) -> list[Path]:
    paths = [folder / f"{k}.pdf" for k in range(len(COUNTS))]
    for path, data in zip(paths, built(), strict=True):
        path.write_bytes(data)
    return paths


def students(target: Path) -> list[str]:
    """Say whose each page is; `-` is a blank one."""
    pages = tool("pdftotext", target, "-").split("\f")[:-1]
    return [next(iter(re.findall(r"student(\d)", page)), "-") for page in pages]


@pytest.mark.parametrize(("duplex", "expected"), [(True, "001-2-33444"), (False, "001233444")])
def test_files_stand_in_order_each_on_its_own_sheet(
    tmp_path: Path, duplex: bool, expected: str
) -> None:
    target = tmp_path / "all.pdf"
    count = joined(files(tmp_path), target, duplex)
    assert "".join(students(target)) == expected
    assert count == len(expected)


def test_fonts_are_held_once(tmp_path: Path) -> None:
    target = tmp_path / "all.pdf"
    joined(files(tmp_path), target, duplex=False)
    listed = [line.split()[0] for line in tool("pdffonts", target).splitlines()[2:]]
    assert listed
    assert len(listed) == len(set(listed))
    assert target.stat().st_size < 1.5 * max(map(len, built()))


def test_pages_look_as_they_did(tmp_path: Path) -> None:
    target = tmp_path / "all.pdf"
    paths = files(tmp_path)
    joined(paths, target, duplex=False)
    pages = iter(pixels(target))
    for path in paths:
        for before in pixels(path):
            assert before == next(pages)


def pixels(path: Path) -> list[bytes]:
    root = path.with_suffix("")
    tool("pdftoppm", "-r", "40", "-gray", path, root)
    made = sorted(path.parent.glob(f"{root.name}-*.pgm"))
    return [page.read_bytes() for page in made]


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    joined(files(tmp_path), first, duplex=True)
    joined(iter(files(tmp_path)), second, duplex=True)
    assert first.read_bytes() == second.read_bytes()


def test_no_files_give_a_pdf_without_pages(tmp_path: Path) -> None:
    assert joined([], tmp_path / "all.pdf", duplex=True) == 0
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF-")
