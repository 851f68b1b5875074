"""A file depends on its own sheet alone: not on the others, their order, or their mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import solver
from solver.build import typeset
from solver.build.run import Failure
from solver.build.typeset import Sheet, typeset_sheets
from solver.errors import LatexError
from solver.problem import Problem
from solver.render.latex import paper_tex
from solver.resources import problems_dir
from solver.solved import Solved
from tests.build.papers import paper, spoilt, tool
from tests.render.needs import needs_latex

pytestmark = needs_latex

ALL = [paper(number) for number in range(8)]
RARE = replace(
    paper(3),
    name="rare",
    tex=paper(3).tex.replace("see figure", r"$\mathfrak{g}\mathsf{h}$ \TH\DJ"),
)
UNSEEN = replace(
    paper(4),
    name="unseen",
    tex=paper(4).tex.replace("see figure", r"{\fontfamily{phv}\selectfont Q}"),
)
ODD = ["Łukasz", "Ñandú", "王", "\u202eevil", "a_b%c&#{}\\x", "../../x", "Straße " * 40, "e\u0301"]


@cache
def built() -> dict[str, bytes]:
    made = typeset_sheets(ALL)
    assert not made.broken
    return made.files


def read(folder: Path, data: bytes) -> str:
    (folder / "page.pdf").write_bytes(data)
    return tool("pdftotext", "-layout", folder / "page.pdf", "-")


@pytest.mark.parametrize("number", [0, 7])
def test_a_sheet_alone_gives_the_bytes_it_gives_among_others(number: int) -> None:
    sheet = ALL[number]
    assert typeset_sheets([sheet]).files == {sheet.name: built()[sheet.name]}


def test_order_and_cuts_change_no_byte() -> None:
    mixed = [*ALL[5:], *ALL[:5]]
    assert typeset_sheets(mixed[::-1]).files == built()
    halves = [typeset_sheets(part).files for part in (mixed[:3], mixed[3:])]
    assert halves[0] | halves[1] == built()


def test_sheets_that_differ_give_files_that_differ() -> None:
    assert len(set(built().values())) == len(ALL)


END = r"\end{paper}"
SPOILT = {
    "an open brace": spoilt(1, END, "{" + END),
    "a closed brace": spoilt(2, END, "}" + END),
    "a brace after the end": spoilt(3, END, END + "{"),
    "an unknown macro": spoilt(4, END, r"\nosuchmacro" + END),
    "an end of all": spoilt(5, END, END + r"\csname @@end\endcsname"),
    "nothing": replace(paper(6), name="spoilt 6", tex=""),
}


def test_broken_neighbours_are_named_and_cost_the_others_nothing() -> None:
    pairs = zip(ALL, SPOILT.values(), strict=False)
    made = typeset_sheets([each for pair in pairs for each in pair] + ALL[6:])
    assert made.files == built()
    assert sorted(made.broken) == [f"spoilt {n}" for n in range(1, 7)]
    assert made.broken["spoilt 4"].startswith("! Undefined control sequence. (at `")
    assert r"\nosuchmacro" in made.broken["spoilt 4"]
    assert "braces of a sheet do not match" in made.broken["spoilt 3"]
    assert made.broken["spoilt 6"] == "no page came out"
    assert all(message for message in made.broken.values())


def test_an_endless_loop_is_named_and_the_others_are_built() -> None:
    endless = spoilt(1, END, r"\loop\iftrue\repeat")
    made = typeset_sheets([*ALL[:2], endless, ALL[2]], seconds=2.5)
    assert list(made.broken) == [endless.name]
    assert "longer than 2.5 s" in made.broken[endless.name]
    assert made.files == {sheet.name: built()[sheet.name] for sheet in ALL[:3]}


@pytest.mark.parametrize("sheet", [RARE, UNSEEN], ids=lambda sheet: sheet.name)
def test_rare_glyphs_leave_neighbours_and_the_sheet_as_they_are(sheet: Sheet) -> None:
    made = typeset_sheets([ALL[0], sheet, ALL[1]])
    assert made.files[sheet.name] == typeset_sheets([sheet]).files[sheet.name]
    assert {n: made.files[n] for n in (ALL[0].name, ALL[1].name)} == {
        n: built()[n] for n in (ALL[0].name, ALL[1].name)
    }


REAL = ("conv2d/five-by-nine", "descent/gelu", "gate/adaline-or", "network/relu-l1")


def solve(name: str) -> Solved:
    problem = solver.load(problems_dir() / f"{name}.yaml")
    assert isinstance(problem, Problem)
    return problem.solve(check="none")


def test_real_problems_give_the_same_bytes_alone_and_together() -> None:
    solved = [solve(name) for name in REAL]
    sheets = [
        Sheet(f"{number}-{view}", paper_tex(each.document(view)), f"student{number}", "v")
        for number, each in enumerate(solved)
        for view in ("handout", "key")
    ]
    together = typeset_sheets(sheets)
    assert not together.broken
    for sheet in sheets[1::2]:
        assert typeset_sheets([sheet]).files == {sheet.name: together.files[sheet.name]}


def test_pages_of_students_never_mix(tmp_path: Path) -> None:
    for sheet in ALL:
        text = read(tmp_path, built()[sheet.name])
        own = {name for name in (each.student for each in ALL) if name in text}
        assert own == {sheet.student}
        assert text.count(sheet.variant) == 2
        assert "page 1 of 2" in text
        assert "page 2 of 2" in text
        assert f"own{ALL.index(sheet)}own" in text


def test_odd_names_are_printed_or_boxed_and_break_nothing(tmp_path: Path) -> None:
    sheets = [paper(number, name) for number, name in enumerate(ODD)]
    made = typeset_sheets(sheets)
    assert not made.broken
    texts = [read(tmp_path, made.files[sheet.name]) for sheet in sheets]
    assert "Ñandú" in texts[1]
    assert "738B" in texts[2]  # no font has it: a box with its number
    assert "evil" in texts[3]
    assert r"a_b%c&#{}\x" in texts[4]
    assert "../../x" in texts[5]


def test_a_file_is_whole_and_holds_each_font_once(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(built()[ALL[2].name])
    told = tool("pdfinfo", tmp_path / "page.pdf")
    assert "Networks 2" in told
    assert "Pages:           2" in told
    listed = [line.split()[0] for line in tool("pdffonts", tmp_path / "page.pdf").splitlines()[2:]]
    assert listed
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("suspect", [1, None])
def test_a_class_of_broken_sheets_is_named_to_the_last(
    monkeypatch: pytest.MonkeyPatch, suspect: int | None
) -> None:
    def fails(sheets: Sequence[Sheet], full: bool, seconds: float) -> Failure:
        return Failure("! Oh.", suspect)

    typeset.warm_fonts(False)
    monkeypatch.setattr(typeset, "run_latex", fails)
    sheets = [replace(ALL[0], name=str(number)) for number in range(1500)]
    made = typeset_sheets(sheets)
    assert not made.files
    assert made.broken == {sheet.name: "! Oh." for sheet in sheets}


def test_where_latex_itself_fails_no_sheet_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(sheets: Sequence[Sheet], full: bool, seconds: float) -> Failure:
        return Failure("! No format.", None)

    monkeypatch.setattr(typeset, "run_latex", fails)
    monkeypatch.setattr(typeset, "warm_fonts", typeset.warm_fonts.__wrapped__)
    with pytest.raises(LatexError, match="No format"):
        typeset_sheets(ALL)


def test_no_sheets_need_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_run(sheets: Sequence[Sheet], full: bool, seconds: float) -> bytes:
        raise AssertionError

    monkeypatch.setattr(typeset, "run_latex", no_run)
    assert typeset_sheets([]) == typeset.Typeset()
