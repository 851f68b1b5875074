"""Every sample is set without a line that is too wide, and with the right numbers of pages."""

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from solver.document.blocks import Document, Link, Room, Text
from solver.render.latex import to_latex
from solver.render.pdf import typeset
from solver.text.characters import ACCENTS, GREEK, LOWERED, MATH, RAISED, SPECIAL, TEXT
from tests.render import worked
from tests.render.build import chain, paper, s, say, words
from tests.render.nasty import NASTY
from tests.render.needs import needs_latex

pytestmark = needs_latex
SAMPLES = {"key": worked.key, "handout": worked.handout, **NASTY}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_fits(sample: Callable[[], Document]) -> None:
    log = typeset(to_latex(sample(), standalone=False))[1]
    assert not re.findall(
        r"^(?:Overfull|LaTeX (?:Font )?Warning|Missing char).*", log, re.MULTILINE
    )


def test_each_paper_counts_its_own_pages() -> None:
    short, long = paper(say("one page")), paper(*(say("a line") for _ in range(90)))
    pdf, log = typeset(to_latex(long, short, standalone=False))
    assert "(4 pages" in log
    counted = re.findall(r"<<((?:/P\d+ \d+ 0 R ?)+)>>", _unpacked(pdf))
    assert [len(sheets.split("R")) - 1 for sheets in counted] == [3, 1]


def _unpacked(pdf: bytes) -> str:
    """Read all that is in a PDF, its object streams too."""
    return "\n".join([pdf.decode("latin-1"), *_streams(pdf)])


def _streams(pdf: bytes) -> Iterator[str]:
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream).decode("latin-1")


@pytest.mark.parametrize("style", ["", "strong", "emph", "code"])
def test_every_character_we_know_has_a_glyph(style: str) -> None:
    known = "".join((*SPECIAL, *TEXT, *MATH, *GREEK, *RAISED, *LOWERED))
    accented = " ".join("aeoi"[k % 4] + mark for k, mark in enumerate(ACCENTS))
    pdf, log = typeset(to_latex(paper(say(Text(f"{known} {accented}", style))), standalone=False))
    assert not re.findall(r"^(?:LaTeX Font Warning|Missing char).*", log, re.MULTILINE)
    assert "/Type3" not in _unpacked(pdf)


# --- where a line and a page may break ---------------------------------------------------------
@pytest.mark.parametrize(
    ("formula", "lines"),
    [("1 + (-2) - 3", 3), ("a \\cdot (-0.01)(-b) + c", 3), ("-a", 1), ("x^{-1} + -2 \\le 3", 3)],
)
def test_a_line_breaks_before_a_binary_sign_alone(formula: str, lines: int) -> None:
    tex = (
        r"\begin{document}\makeatletter\setbox0\vbox{\chain@signs\hsize=1pt\hfuzz=\maxdimen"
        rf"\hbadness=10000\noindent${formula}$\par\count1=0 \loop\setbox2\lastbox\ifhbox2 "
        r"\advance\count1 1 \unskip\unpenalty\repeat\typeout{lines=\the\count1}}\end{document}"
    )
    assert re.findall(r"lines=\d+", typeset(tex)[1]) == [f"lines={lines}"]


DOT = "0.498 0 l S"


@pytest.mark.parametrize(("lines", "before", "pages"), [(6, 34, 1), (6, 2, 1), (45, 2, 2)])
def test_room_to_write_stays_whole_if_it_fits_a_page(lines: int, before: int, pages: int) -> None:
    room = paper(*(say("a line") for _ in range(before)), Room(words("x"), lines), view="handout")
    pdf = typeset(to_latex(room, standalone=False))[0]
    assert sum(DOT in stream for stream in _streams(pdf)) == pages


@pytest.mark.parametrize(("optional", "shown"), [(True, False), (False, True)])
def test_numbers_too_small_to_read_are_left_out(optional: bool, shown: bool) -> None:
    wide = s(r"\left(" + "1 + " * 60 + r"1\right)")
    link = Link(wide, optional=optional)
    tex = to_latex(paper(chain(s("x"), link, s("61"))), standalone=False)
    scaled = re.search(r"\n\.[1-6]\d* 0 0 \.[1-6]", _unpacked(typeset(tex)[0]))
    assert bool(scaled) == shown
