"""Blocks go into slots that fit on their pages; what does not fit is an error that says so."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import name
from solver.build.measuring import measured
from solver.build.slots import (
    Layout,
    Sign,
    SlotError,
    Space,
    inner,
    page_count,
    pieces,
    slotted,
)
from solver.document.blocks import (
    Block,
    Box,
    Chain,
    Document,
    Formula,
    Heading,
    Items,
    Link,
    Named,
    Paragraph,
    Room,
    Slot,
    Table,
    Text,
)
from solver.errors import LatexError
from solver.render.latex import to_latex
from solver.render.pdf import compile_pdf
from tests.build.boxes import Place, boxes_of


# --- what does not fit ---------------------------------------------------------------------------
def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def paper(*blocks: Block, title: str = "A paper") -> Document:
    return Document(title, (Named((), blocks),), view="handout")


def drawn(document: Document) -> list[list[Place]]:
    return boxes_of(compile_pdf(to_latex(document, standalone=False)))


ROOM = Room((Text("Answer"),), 3)
GIVEN = paper(words("Given 1."), ROOM)


def test_what_is_higher_than_its_slot_is_an_error_that_says_by_how_much() -> None:
    layouts = measured([GIVEN])
    long = slotted(paper(words("Given many words. " * 30), ROOM), layouts)
    expected = r"A paper: block 1, the paragraph \(Given ...\) needs [0-9.]+pt more than its"
    with pytest.raises(LatexError, match=expected):
        compile_pdf(to_latex(long, standalone=False))


def test_a_title_block_that_is_higher_than_in_the_sample_is_an_error() -> None:
    layouts = measured([GIVEN])
    long = slotted(replace(GIVEN, instructions=(words("Write. " * 200),)), layouts)
    with pytest.raises(LatexError, match=r"the title block needs [0-9.]+pt more than its"):
        compile_pdf(to_latex(long, standalone=False))


def test_a_block_that_no_variant_of_the_sample_has_is_named() -> None:
    layouts = measured([GIVEN])
    with pytest.raises(
        SlotError, match=r"A paper: block 2, the paragraph \(Assume more ...\), has no"
    ):
        slotted(paper(words("Given 1."), words("Assume more."), ROOM), layouts)


def test_a_block_higher_than_a_page_is_named() -> None:
    rows = tuple(((Text(str(k)),),) for k in range(80))
    with pytest.raises(
        SlotError, match=r"A paper: the table is [0-9]+ points high, and a page has"
    ):
        measured([paper(Table(((Text("k"),),), rows))])


def test_a_block_that_some_variants_lack_leaves_its_slot_empty() -> None:
    more = paper(words("Given 1."), words("Here x is that of part (a)."), ROOM)
    layouts = measured([GIVEN, more])
    assert drawn(slotted(GIVEN, layouts)) == drawn(slotted(more, layouts)) != [[]]


# --- pages ---------------------------------------------------------------------------------------
def filled(layout: Layout, pages: tuple[int, ...] = ()) -> list[Slot]:
    """Put sentences into the slots of two problems alike."""
    problem = Named((), tuple(words(space.sign.words) for space in layout.spaces))
    twice = Document("Two", (problem, problem), view="handout")
    found = slotted(twice, (layout, layout), pages).blocks
    return [slot for slot in found if isinstance(slot, Slot)]


def on_pages(slots: list[Slot]) -> list[list[Slot]]:
    found: list[list[Slot]] = []
    for slot in slots:
        if slot.top is None:
            found[-1].append(slot)
        else:
            found.append([slot])
    return found


heights = st.tuples(st.integers(10, 300), st.booleans())


@given(st.lists(heights, min_size=1, max_size=12), st.integers(1, 400))
def test_pages_hold_what_is_on_them_and_do_not_end_with_what_leads_on(
    drawn: list[tuple[int, bool]], front: int
) -> None:
    spaces = tuple(
        Space(Sign("Paragraph", f"s{'x' * k}"), height, height - 5, leads)
        for k, (height, leads) in enumerate(drawn)
    )
    layout = Layout("Two", spaces, 700, front)
    pages = on_pages(filled(layout))
    told = [said(slot) for page in pages for slot in page]
    assert told == [space.sign.words for space in spaces] * 2
    assert all((page[0].top or 0) + sum(s.height for s in page) <= 700 for page in pages)
    assert len(pages) == page_count(layout, first=True) + page_count(layout, first=False)
    ends = {said(page[-1]) for page, _ in pairwise(pages)}
    for run in runs(spaces):
        if sum(space.whole for space in run) <= 700:
            assert ends.isdisjoint(space.sign.words for space in run[:-1])


def runs(spaces: tuple[Space, ...]) -> list[list[Space]]:
    """List what is to stay together."""
    found: list[list[Space]] = [[]]
    for space in spaces:
        found[-1].append(space)
        found += [] if space.leads else [[]]
    return found


def said(slot: Slot) -> str:
    block = inner(slot.blocks[0])
    words = block.words[0] if isinstance(block, Paragraph) else None
    assert isinstance(words, Text)
    return words.text


def test_problems_are_filled_up_with_empty_pages() -> None:
    layout = Layout("Two", (Space(Sign("Paragraph", "Words."), 20, 20, False),), 700, 100)
    tops = [slot.top for slot in filled(layout, pages=(3, 2))]
    assert tops == [100, 0, 0, 0, 0]


@given(st.integers(1, 100))
def test_a_box_longer_than_a_page_is_cut_and_no_line_is_lost(lines: int) -> None:
    rooms = [b for b in pieces(Room((Text("Answer"),), lines)) if isinstance(b, Room)]
    assert sum(room.lines for room in rooms) == lines
    assert all(1 <= room.lines <= 22 for room in rooms)


def test_every_kind_of_block_can_stand_in_a_slot() -> None:
    rows = tuple(((Text(f"row{k}"),), (Text("1"),)) for k in range(30))
    chain = Chain(Formula(name("y")), (Link(Formula(name("x"))),))
    every = paper(
        Heading(2, (Text("(a)"),), "2 points"),
        words("Some words."),
        Items(((words("one"),), (words("two"),)), ordered=True),
        chain,
        Table(((Text("name"),), (Text("size"),)), rows),
        Box("Note", (words("A remark. " * 40), chain)),
        Room((Text("Answer"),), 30),
        words("The end."),
    )
    layouts = measured([every])
    pdf = compile_pdf(to_latex(slotted(every, layouts), standalone=False))
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    told = text.decode().split()
    assert {f"row{k}" for k in range(30)} <= set(told)
    assert {"(a)", "one", "two", "remark.", "end.", "(continued)"} <= set(told)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == page_count(layouts[0], first=True) == 3
