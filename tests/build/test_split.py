"""What a page uses is found in its content, and objects are copied whole, in order, and once."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.build import content
from solver.build.pdfreader import Copier, Links, Source, links
from solver.build.pdfwriter import PdfWriter, Raw

PAGE = rb"""BT /F8 9.96 Tf 1 0 0 1 72 720 Tm [(ab)-20(\(\\c\))]TJ ET
q 1 0 0 1 0 0 cm /Fm12 Do Q /pgf@ca.5 gs
BT /F11 7 Tf [(\000x)]TJ /F8 5 Tf (d)Tj ET /Im3 Do /Fm12 Do /P1 Do"""


def test_glyphs_are_those_between_one_font_and_the_next() -> None:
    found = content.glyphs(PAGE)
    assert found == {"F8": frozenset(b"ab(\\c)d"), "F11": frozenset(b"\x00x")}


def test_names_come_in_order_of_first_use() -> None:
    assert content.names(PAGE) == ["Fm12", "pgf@ca.5", "Im3", "P1"]


def test_what_a_run_numbers_is_counted_from_one() -> None:
    text, new = content.renamed(PAGE)
    assert new == {"Fm12": "X1", "Im3": "X2"}
    assert text == PAGE.replace(b"/Fm12", b"/X1").replace(b"/Im3", b"/X2")
    later = PAGE.replace(b"/Fm12", b"/Fm7000").replace(b"/Im3", b"/Im912")
    assert content.renamed(later)[0] == text


@pytest.mark.parametrize(
    ("used", "expected"),
    [({"A": b"x"}, True), ({"A": b"xz"}, False), ({"B": b"x"}, False), ({}, True)],
)
def test_a_glyph_is_covered_by_its_own_font(used: dict[str, bytes], expected: bool) -> None:
    glyphs = {name: frozenset(found) for name, found in used.items()}
    assert content.covers({"A": frozenset(b"xy")}, glyphs) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<</A 3 0 R/B[4 0 R 5]>>", (((b"<</A ", 3), (b"/B[", 4)), b" 5]>>")),
        (b"<</A(3 0 R)/B 3 0 R>>", (((b"<</A(3 0 R)/B ", 3),), b">>")),
        (rb"<</A(\)3 0 R)/B 3 0 R>>", (((rb"<</A(\)3 0 R)/B ", 3),), b">>")),
        (b"[1 0 2]", ((), b"[1 0 2]")),
    ],
)
def test_references_are_found_and_strings_passed_over(head: bytes, expected: Links) -> None:
    assert links(head) == expected


def written(bodies: list[bytes]) -> bytes:
    out = BytesIO()
    writer = PdfWriter(out)
    for body in bodies:
        number = writer.add(Raw(b"<</Kind/Plain>>", body))
        writer.add_page(b"/MediaBox[0 0 9 9]/Contents %d 0 R" % number)
    writer.close(b"<</Title(x)>>")
    return out.getvalue()


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=300))
def test_another_reader_finds_every_page_and_stream(bodies: list[bytes]) -> None:
    with pikepdf.open(BytesIO(written(bodies))) as read:
        assert [page.obj.Contents.read_raw_bytes() for page in read.pages] == bodies
        assert read.docinfo["/Title"] == "x"
        numbers = {page.obj.Contents.objgen for page in read.pages}
        assert len(numbers) == len(set(bodies)), "equal streams are held once"


def test_a_copy_of_a_copy_is_the_same() -> None:
    def copy(data: bytes) -> bytes:
        source, out = Source(data), BytesIO()
        writer = PdfWriter(out)
        copier = Copier(source, writer, {})
        for page in source.pdf.pages:
            entries = (b"%s %s" % (k.encode(), copier.text(page.obj[k].unparse())) for k in KEYS)
            writer.add_page(b"".join(entries))
        writer.close(b"<</Title(x)>>")
        return out.getvalue()

    first = copy(written([b"one", b"two", b"one"]))
    assert copy(first) == first


KEYS = ("/MediaBox", "/Contents")
