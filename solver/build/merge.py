"""Many PDFs into one for printing, with what they share held once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pikepdf

from solver.build.pdfreader import Copier, Source
from solver.build.pdfwriter import PdfWriter

_A4 = b"[0 0 595.276 841.89]"
_NOT_COPIED = frozenset({"/Type", "/Parent"})


def joined(files: Iterable[Path], target: Path, duplex: bool) -> int:
    """Join PDFs in order into `target`; return how many pages it has.

    For printing on both sides, `duplex` puts a blank page after an odd number of pages, so that
    each file starts on a sheet of its own. Only one file is held in memory at a time.
    """
    with target.open("wb") as out:
        writer = PdfWriter(out)
        for file in files:
            if duplex and writer.pages % 2:
                writer.add_page(b"/MediaBox%s/Resources<<>>" % _A4)
            _append(writer, file.read_bytes())
        writer.close(b"<</Producer(markscheme)>>")
        return writer.pages


def _append(writer: PdfWriter, data: bytes) -> None:
    source = Source(data)
    copier = Copier(source, writer, {})
    for found in source.pdf.pages:
        writer.add_page(_entries(found.obj, copier))
    source.pdf.close()


def _entries(found: pikepdf.Object, copier: Copier) -> bytes:
    """Copy what a page holds; what it refers to is written first, and once if it was there."""
    kept = ((key, value) for key, value in found.items() if key not in _NOT_COPIED)
    return b"".join(b"%s %s" % (key.encode(), copier.text(value.unparse())) for key, value in kept)
