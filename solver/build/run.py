"""One run of LaTeX over many sheets, behind a page of every glyph; what it leaves is read here."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from solver.build.qr import drawing, payload
from solver.errors import LatexError
from solver.render import pdf
from solver.render.environment import page
from solver.resources import templates_dir
from solver.text.escape import escape

_LONGEST = {"student": 48, "variant": 24}  # letters of an id in the foot of a page
_CUT_SHORT = "the document ended before its last line"


@dataclass(frozen=True, slots=True)
class Sheet:
    r"""One document of one student; `tex` is what `paper_tex` gives for it.

    `name` is that of its file, and `title` stands in the file's properties.
    """

    name: str
    tex: str
    student: str
    variant: str
    set_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run without a result: why, and which of its sheets was being set, if that is known."""

    message: str
    suspect: int | None


def run_latex(sheets: Sequence[Sheet], full: bool, seconds: float) -> bytes | Failure:
    """Typeset sheets into one PDF, its pages marked with the numbers of the sheets, from 1."""
    with tempfile.TemporaryDirectory(prefix="markscheme-class-") as name:
        folder = Path(name)
        try:
            made = pdf.typeset_in(folder, class_tex(sheets, full), "", seconds)[0]
        except LatexError as error:
            return Failure(str(error).removeprefix("LaTeX failed: "), _suspect(folder))
        ended = b"/MarkschemeSheets %d" % len(sheets) in made  # the catalogue is not compressed
        return made if ended else Failure(_CUT_SHORT, _suspect(folder))


def class_tex(sheets: Sequence[Sheet], full: bool) -> str:
    """Print the LaTeX of a run; `full` warms every glyph there is, not only the usual ones."""
    printed = [_printed(number, sheet) for number, sheet in enumerate(sheets, 1)]
    return page("class.tex.j2", preamble=_preamble(), full=full, sheets=printed)


def _printed(number: int, sheet: Sheet) -> dict[str, str | int]:
    return {
        "number": number,
        "student": escape(_short(sheet.student, _LONGEST["student"]), longest=10_000),
        "variant": escape(_short(sheet.variant, _LONGEST["variant"]), longest=10_000),
        "code": drawing(payload(sheet.set_id, sheet.student, sheet.variant)),
        "tex": sheet.tex,
    }


def _short(text: str, longest: int) -> str:
    """Leave out the middle of an id that would fill the line: both its ends tell people apart."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[: half - 1]}…{text[-half:]}"


@cache
def _preamble() -> str:
    return (templates_dir() / "preamble-class.tex").read_text(encoding="ascii")


def _suspect(folder: Path) -> int | None:
    """Read which sheet was begun last; TeX closes the file at once, so a hang leaves it whole."""
    try:
        return int((folder / "sheet.at").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
