"""A document to PDF: one run of pdfLaTeX, and the same bytes every time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from solver.document.blocks import Document
from solver.errors import LatexError
from solver.render import engine, formats
from solver.render.environment import preamble
from solver.render.latex import to_latex


def to_pdf(*documents: Document, name: str = "") -> bytes:
    """Typeset documents into one PDF; `name` says whose it is, should LaTeX fail."""
    tex = to_latex(*documents, standalone=False)
    return compile_pdf(tex, name or documents[0].title)


def compile_pdf(tex: str, name: str = "", seconds: float = engine.SECONDS) -> bytes:
    """Typeset LaTeX whose preamble, left out, is ours; LatexError gives the first `!` line."""
    return typeset(tex, name, seconds)[0]


def typeset(tex: str, name: str = "", seconds: float = engine.SECONDS) -> tuple[bytes, str]:
    """Typeset as `compile_pdf` does, and return the log too."""
    with tempfile.TemporaryDirectory(prefix="markscheme-") as folder:
        return typeset_in(Path(folder), tex, name, seconds)


def typeset_in(folder: Path, tex: str, name: str, seconds: float) -> tuple[bytes, str]:
    """Typeset as `typeset` does, in a folder whose other files TeX may read and write."""
    (folder / "page.tex").write_text(tex, encoding="utf-8")
    for _ in range(2):  # a format that does not load is thrown away and made once more
        dumped = formats.dumped()
        if dumped is None:
            break
        run = [f"-fmt={dumped.stem}", "page.tex"]
        status = _run(folder, run, seconds, {"TEXFORMATS": f"{dumped.parent}:"})
        if _loaded(folder) and (status is None or status >= 0):
            return _result(folder, status, name, seconds)
        formats.discard(dumped)
    (folder / "page.tex").write_text(preamble() + tex, encoding="utf-8")
    return _result(folder, _run(folder, ["-fmt=pdflatex", "page.tex"], seconds), name, seconds)


def _run(
    folder: Path, arguments: list[str], seconds: float, extra: dict[str, str] | None = None
) -> int | None:
    """Run once, and again only if a table that spans pages has to settle its columns."""
    status = engine.run(folder, arguments, seconds, extra or {})
    if status == 0 and "Rerun LaTeX" in _read(folder / "page.log"):
        status = engine.run(folder, arguments, seconds, extra or {})
    return status


def _loaded(folder: Path) -> bool:
    """Tell whether the format was read: a run that fails before that writes no log of the page."""
    return "page.tex" in _read(folder / "page.log")


def _result(folder: Path, status: int | None, name: str, seconds: float) -> tuple[bytes, str]:
    problem = f"{name}: " if name else ""
    if status is None:
        raise LatexError(f"{problem}LaTeX took longer than {seconds:g} s")
    log = _read(folder / "page.log")
    pdf = folder / "page.pdf"
    if status != 0 or not pdf.is_file():
        raise LatexError(f"{problem}LaTeX failed: {engine.first_error(log)}")
    return pdf.read_bytes(), log


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
