"""Reading a PDF's objects, and copying them into another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from solver.build.pdfwriter import PdfWriter, Raw, digest

Links = tuple[tuple[tuple[bytes, int], ...], bytes]

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R\b", re.DOTALL)  # strings are passed over
_LENGTH = re.compile(rb"/Length \d+(?: 0 R)? ?")


class Source:
    """A PDF that objects are taken from."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self._raw: dict[int, Raw] = {}
        self._links: dict[int, Links] = {}

    def raw(self, number: int) -> Raw:
        """Read the object with a number."""
        if number not in self._raw:
            self._raw[number] = _raw(self.pdf.get_object(number, 0))
        return self._raw[number]

    def links(self, number: int) -> Links:
        """Cut the text of the object with a number at what it refers to."""
        if number not in self._links:
            self._links[number] = links(self.raw(number).head)
        return self._links[number]


def _raw(found: pikepdf.Object) -> Raw:
    if isinstance(found, pikepdf.Stream):
        head = _LENGTH.sub(b"", found.stream_dict.unparse())
        data = found.read_raw_bytes()
        return Raw(head, data, digest(data))
    return Raw(found.unparse(resolved=True))


def links(head: bytes) -> Links:
    """Cut the text of an object at its references: what stands before each, and its number."""
    found, at = [], 0
    for match in _REFERENCE.finditer(head):
        if match[1]:
            found.append((head[at : match.start()], int(match[1])))
            at = match.end()
    return tuple(found), head[at:]


@dataclass(frozen=True, slots=True)
class Copier:
    """Copies objects, and what they refer to, from one PDF into another."""

    source: Source
    writer: PdfWriter
    copied: dict[int, int]

    def number(self, number: int) -> int:
        """Copy the object with a number, unless it was; return its new number."""
        if number not in self.copied:
            text, raw = self._linked(self.source.links(number)), self.source.raw(number)
            self.copied[number] = self.writer.add(Raw(text, raw.data, raw.mark))
        return self.copied[number]

    def text(self, head: bytes) -> bytes:
        """Copy what an object refers to, and say it with the new numbers."""
        return self._linked(links(head))

    def _linked(self, links: Links) -> bytes:
        before, rest = links
        return b"".join(b"%s%d 0 R" % (text, self.number(n)) for text, n in before) + rest
