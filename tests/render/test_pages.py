"""Every sample is set without a line that is too wide, and with the right numbers of pages."""

import re
import zlib
from collections.abc import Callable

import pytest

from solver.document.blocks import Document, Text
from solver.render.latex import to_latex
from solver.render.pdf import typeset
from solver.text.characters import ACCENTS, GREEK, LOWERED, MATH, RAISED, SPECIAL, TEXT
from tests.render import worked
from tests.render.build import paper, say
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
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts).decode("latin-1")


@pytest.mark.parametrize("style", ["", "strong", "emph", "code"])
def test_every_character_we_know_has_a_glyph(style: str) -> None:
    known = "".join((*SPECIAL, *TEXT, *MATH, *GREEK, *RAISED, *LOWERED))
    accented = " ".join("aeoi"[k % 4] + mark for k, mark in enumerate(ACCENTS))
    pdf, log = typeset(to_latex(paper(say(Text(f"{known} {accented}", style))), standalone=False))
    assert not re.findall(r"^(?:LaTeX Font Warning|Missing char).*", log, re.MULTILINE)
    assert "/Type3" not in _unpacked(pdf)
