"""A run's PDF into a file for each sheet, whose bytes depend on that sheet alone.

What a run numbers through is numbered anew, what it collects is cut down to what a page uses, and
fonts are taken from the PDF of a run with no sheets at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import pikepdf

from solver.build import content
from solver.build.content import Glyphs
from solver.build.pdfreader import Copier, Source
from solver.build.pdfwriter import PdfWriter, Raw, compressed
from solver.errors import LatexError

_SHEET = "/MarkschemeSheet"
_WARM = 0  # the number of the page that is thrown away
_OWN = frozenset({"/Font", "/ProcSet"})  # resources that are not copied as they are


class Run:
    """The PDF of one run: its pages by sheet."""

    def __init__(self, data: bytes) -> None:
        self.source = Source(data)
        self.pages: dict[int, list[pikepdf.Dictionary]] = {}
        for found in self.source.pdf.pages:
            self.pages.setdefault(int(found.obj[_SHEET]), []).append(found.obj)

    @cached_property
    def subsets(self) -> frozenset[bytes]:
        """List the fonts of the run with the glyphs that they hold."""
        found = (each for each in self.source.pdf.objects if isinstance(each, pikepdf.Dictionary))
        fonts = (each for each in found if each.get("/Type") == "/FontDescriptor")
        return frozenset(_subset(font) for font in fonts)

    def warm(self) -> Fonts:
        """Take the fonts of the pages that are thrown away."""
        numbers: dict[str, int] = {}
        glyphs: Glyphs = {}
        for warm in self.pages[_WARM]:
            numbers |= _fonts(warm)
            glyphs = content.merged(glyphs, content.glyphs(warm.Contents.read_raw_bytes()))
        return Fonts(self.source, numbers, glyphs, self.subsets)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts by the names that pages use: where they are, and which glyphs they hold."""

    source: Source
    numbers: Mapping[str, int]
    glyphs: Glyphs
    subsets: frozenset[bytes]


def _subset(font: pikepdf.Dictionary) -> bytes:
    name = str(font.FontName).partition("+")[2]
    return f"{name} {font.get('/CharSet', '')}".encode()


def _fonts(found: pikepdf.Dictionary) -> dict[str, int]:
    fonts = found.Resources.get("/Font", pikepdf.Dictionary())
    return {name[1:]: font.objgen[0] for name, font in sorted(fonts.items())}


def split(run: Run, number: int, title: str, fonts: Fonts | None) -> bytes | None:
    """Write the file of one sheet; None if it prints a glyph that `fonts` do not hold.

    Without `fonts` its own are taken: right only for a sheet that was alone in its run.
    """
    out = BytesIO()
    writer = PdfWriter(out)
    # Where the run as a whole has no glyph that is not warm, no page need be searched for one.
    alike = fonts is not None and run.subsets == fonts.subsets
    cut = _Cut(Copier(run.source, writer, {}), _FontCopier(writer, fonts), alike)
    for found in run.pages.get(number, ()):
        cut.page(found)
    if fonts is not None and not content.covers(fonts.glyphs, cut.used):
        return None
    if not writer.pages:
        raise LatexError("no page came out")
    writer.close(b"<</Title<%s>/Producer(markscheme)>>" % _hex(title))
    return out.getvalue()


def _hex(text: str) -> bytes:
    return b"FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode()


class _FontCopier:
    """Copies fonts from the run that holds nothing else, or from the sheet's own."""

    def __init__(self, writer: PdfWriter, fonts: Fonts | None) -> None:
        self._numbers = fonts.numbers if fonts else None
        self._copier = Copier(fonts.source, writer, {}) if fonts else None

    def number(self, name: str, own: pikepdf.Object, copier: Copier) -> int:
        if self._numbers is None or self._copier is None:
            return copier.number(own.objgen[0])
        # A font that is not known costs the sheet this run, as soon as all its glyphs are known.
        return self._copier.number(self._numbers[name]) if name in self._numbers else 0


@dataclass(slots=True)
class _Cut:
    """Copies the pages of one sheet."""

    copier: Copier
    fonts: _FontCopier
    alike: bool = False  # no glyph is unknown
    used: dict[str, frozenset[int]] = field(default_factory=dict)

    def page(self, found: pikepdf.Dictionary) -> None:
        """Copy one page."""
        text, resources = self._content(found.Contents.read_raw_bytes(), found.Resources)
        number = self.copier.writer.add(Raw(b"<</Filter/FlateDecode>>", compressed(text)))
        box = found.MediaBox.unparse()
        entries = b"/MediaBox%s/Resources%s/Contents %d 0 R" % (box, resources, number)
        self.copier.writer.add_page(entries)

    def _content(self, found: bytes, resources: pikepdf.Object) -> tuple[bytes, bytes]:
        text, new = content.renamed(found)
        glyphs = content.fonts(text) if self.alike else content.glyphs(text)
        self.used = content.merged(self.used, glyphs)
        parts = [self._font_names(sorted(glyphs), resources)]
        names = content.names(found)
        for kind, held in sorted(resources.items()):
            if kind not in _OWN:
                parts.append(self._named(kind, held, names, new))
        return text, b"<<%s>>" % b"".join(parts)

    def _font_names(self, names: Sequence[str], resources: pikepdf.Object) -> bytes:
        own = resources.get("/Font", pikepdf.Dictionary())
        numbers = ((n, self.fonts.number(n, own[f"/{n}"], self.copier)) for n in names)
        listed = b"".join(b"/%s %d 0 R" % (name.encode(), number) for name, number in numbers)
        return b"/Font<<%s>>" % listed if listed else b""

    def _named(
        self, kind: str, held: pikepdf.Object, names: Sequence[str], new: Mapping[str, str]
    ) -> bytes:
        """List the resources of a kind that the content uses, in order of first use."""
        found = [(new.get(name, name), held[f"/{name}"]) for name in names if f"/{name}" in held]
        listed = b"".join(b"/%s %s" % (name.encode(), self._value(v)) for name, v in found)
        return b"%s<<%s>>" % (kind.encode(), listed) if listed else b""

    def _value(self, value: pikepdf.Object) -> bytes:
        number = value.objgen[0]
        if not number:
            return self.copier.text(value.unparse())
        if number not in self.copier.copied and value.get("/Subtype") == "/Form":
            self.copier.copied[number] = self._form(value)
        return b"%d 0 R" % self.copier.number(number)

    def _form(self, form: pikepdf.Object) -> int:
        """Copy a drawing that pages show, with what its own content uses."""
        text, resources = self._content(
            form.read_raw_bytes(), form.get("/Resources", pikepdf.Dictionary())
        )
        keys = ("/BBox", "/Matrix", "/Group")
        kept = b"".join(k.encode() + form[k].unparse(resolved=True) for k in keys if k in form)
        head = b"<</Type/XObject/Subtype/Form%s/Resources%s/Filter/FlateDecode>>"
        return self.copier.writer.add(Raw(head % (kept, resources), compressed(text)))
