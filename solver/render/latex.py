"""A document to LaTeX: every kind of block, through the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from solver.document.blocks import (
    Block,
    Box,
    Chain,
    Diagram,
    Document,
    Figure,
    Heading,
    Inlines,
    Items,
    Link,
    Named,
    Paragraph,
    Room,
    Slot,
    StepBlock,
    Table,
    Trial,
)
from solver.document.plots import Drawing
from solver.render import tables
from solver.render.environment import macro, page, preamble
from solver.render.inline import inlines, plain
from solver.render.layout import is_legible
from solver.render.maths import MathsWriter
from solver.text.escape import escape
from solver.text.source import checked

_HEAD = 80  # letters in the head of a page
_WHAT = {"key": "Worked solution", "handout": ""}


def to_latex(*documents: Document, standalone: bool = True, template: str = "generic") -> str:
    """Print documents as one LaTeX file, each with its own title and page count.

    Without `standalone` the preamble is left out, for a run with a format that holds it.
    """
    return page(
        f"{template}.tex.j2",
        preamble=preamble() if standalone else "",
        pdf_title=pdf_string(documents[0].title),
        papers=[_paper(document) for document in documents],
    )


def paper_tex(document: Document, template: str = "generic") -> str:
    """Print a document as one paper among others, without what stands around it."""
    whole = to_latex(document, standalone=False, template=template)
    return whole[whole.index(r"\begin{paper}") : whole.rindex(r"\end{document}")]


def pdf_string(text: str) -> str:
    """Write text as a hexadecimal PDF string, in which nothing can be special."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _shortened(title: str) -> str:
    """Cut a title that would not fit into the head of a page."""
    return title if len(title) <= _HEAD else f"{title[: _HEAD - 1].rstrip()}…"


def _paper(document: Document) -> dict[str, str]:
    write = Writer(MathsWriter())
    return {
        "title": escape(document.title),
        "head": escape(_shortened(document.title)),
        "subtitle": escape(document.subtitle),
        "view": document.view,
        "what": _WHAT.get(document.view, ""),
        "instructions": write.blocks(document.instructions),
        "blocks": write.blocks(document.blocks),
    }


@dataclass(frozen=True, slots=True)
class Writer:
    """Prints blocks; one method for each kind of block.

    `names` are the symbols of `maths`: what was printed with the same ones is not printed again,
    since of a class's pages only the numbers differ.
    """

    maths: MathsWriter
    names: tuple[tuple[str, str], ...] = ()

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Print blocks one below the other."""
        return "\n".join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        """Print one block."""
        return _shared(block, self.names) if type(block) in _SHARED else self.fresh(block)

    def fresh(self, block: Block) -> str:
        """Print one block, whether or not it was printed before."""
        return _WRITERS[type(block)](self, block)

    def words(self, words: Inlines) -> str:
        """Print words and mathematics in a line."""
        return inlines(words, self.maths)

    def heading(self, block: Heading) -> str:
        outline = pdf_string(plain(block.words)).strip("<>")
        words, points = self.words(block.words), escape(block.points)
        return macro("heading", level=block.level, words=words, points=points, outline=outline)

    def paragraph(self, block: Paragraph) -> str:
        words = self.words(block.words)
        # Between matrices there are too few spaces to stretch.
        text = macro("paragraph", words=words, ragged=r"\InLine" in words)
        return rf"{text}\nobreak" if block.leads else text

    def items(self, block: Items) -> str:
        return macro(
            "items", ordered=block.ordered, entries=[self.blocks(item) for item in block.items]
        )

    def chain(self, block: Chain) -> str:
        left = self.maths(block.left) if block.left is not None else ""
        return macro("chain", left=left, links=[self._link(link) for link in block.links])

    def _link(self, link: Link) -> dict[str, Any]:
        return {
            "relation": {"=": "=", "≈": r"\approx "}.get(link.relation) or checked(link.relation),
            "right": self.maths(link.right),
            "why": self.words(link.why),
            "boxed": link.boxed,
            "optional": link.optional,
        }

    def step(self, block: StepBlock) -> str:
        return macro(
            "step",
            name=escape(block.name, longest=10),
            why=self.words(block.why),
            shape=f"${self.maths.shape(block.shape)}$" if block.shape else "",
            asked=block.asked,
            chain=self.chain(block.chain),
            rest=self.blocks(block.blocks),
        )

    def table(self, block: Table) -> str:
        rows = [[inlines(cell, self.maths, small=False) for cell in row] for row in block.rows]
        return macro("table", **tables.layout(block, [self.words(h) for h in block.header], rows))

    def figure(self, block: Figure) -> str:
        drawing = self._drawing(block.data)
        if not drawing:
            return ""
        return macro("figure", drawing=drawing, caption=self.words(block.caption))

    def _drawing(self, data: Diagram | Drawing) -> str:
        """Draw a figure; PyLaTeX and Matplotlib load only where something is drawn."""
        if not isinstance(data, Diagram):
            from solver.render.plots import drawn

            return drawn(data, self.maths)
        if not is_legible(data):
            return ""  # the equations say the same, in letters that can be read
        from solver.render.diagram import tikz

        return tikz(data, self.maths)

    def box(self, block: Box) -> str:
        return macro("box", title=escape(block.title), blocks=self.blocks(block.blocks))

    def named(self, block: Named) -> str:
        return _writer(block.symbols).blocks(block.blocks)

    def room(self, block: Room) -> str:
        return macro("room", label=self.words(block.label), lines=max(block.lines, 1))

    def slot(self, block: Slot) -> str:
        below = f"Below{{{block.height}}}{{{block.top}}}" if block.top else ""
        close = below or f"{'' if block.top is None else 'OnTop'}{{{block.height}}}"
        start = "" if block.top is None else r"\SlotStart"
        inner = self.blocks(block.blocks)
        return rf"{start}\SlotOpen{{{block.name}}}{{100}}{inner}\SlotClose{close}"

    def trial(self, block: Trial) -> str:
        inner = self.blocks(block.blocks)
        return rf"\SlotOpen{{{block.name}}}{{{block.percent}}}{inner}\SlotTry"


@lru_cache(maxsize=64)
def _writer(names: tuple[tuple[str, str], ...]) -> Writer:
    return Writer(MathsWriter({key: checked(latex) for key, latex in names}), names)


@lru_cache(maxsize=2048)
def _shared(block: Block, names: tuple[tuple[str, str], ...]) -> str:
    return _writer(names).fresh(block)


_SHARED = frozenset({Heading, Paragraph, Items, Table, Figure, Room})
_WRITERS: dict[type, Callable[[Writer, Any], str]] = {
    Heading: Writer.heading,
    Paragraph: Writer.paragraph,
    Items: Writer.items,
    Chain: Writer.chain,
    StepBlock: Writer.step,
    Table: Writer.table,
    Figure: Writer.figure,
    Box: Writer.box,
    Room: Writer.room,
    Named: Writer.named,
    Slot: Writer.slot,
    Trial: Writer.trial,
}
