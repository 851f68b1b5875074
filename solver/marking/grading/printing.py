"""Feedback and analysis as PDF, many students to a run of LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.build.run import Sheet
from solver.build.typeset import typeset_sheets, warm_fonts
from solver.document.blocks import Document
from solver.errors import Complaint, Mark
from solver.marking.grading.charts import analysis_document
from solver.marking.grading.grading import Graded
from solver.marking.grading.pages import feedback_document
from solver.marking.grading.typed import shown
from solver.render.latex import paper_tex

CHUNK = 24  # students in a run of LaTeX
ANALYSIS = "item-analysis.pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """Files by their names, and whose could not be printed."""

    files: dict[str, bytes]
    complaints: tuple[Complaint, ...] = ()


def printed(graded: Graded, jobs: int, note: Callable[[int], None]) -> Printed:
    """Typeset the feedback of every student who handed in, and the analysis; LatexError."""
    warm_fonts(False)
    sheets = list(_sheets(graded))
    size = max(1, min(CHUNK, -(-len(sheets) // jobs)))
    chunks = [sheets[k : k + size] for k in range(0, len(sheets), size)]
    files: dict[str, bytes] = {}
    broken: dict[str, str] = {}
    with ThreadPoolExecutor(jobs) as crew:
        for made in crew.map(typeset_sheets, chunks):
            files |= made.files
            broken |= made.broken
            note(len(made.files) + len(made.broken))
    return Printed(files, tuple(_complaints(broken)))


def _complaints(broken: dict[str, str]) -> Iterator[Complaint]:
    return (Complaint(Mark(name), f"could not be typeset: {why}") for name, why in broken.items())


def _sheets(graded: Graded) -> Iterator[Sheet]:
    room = graded.room
    for card in graded.cards:
        if card.submission:
            document = feedback_document(room, card, graded.by_hand)
            name = f"feedback/{card.person.file}.pdf"
            yield _sheet(document, name, card.person.id, card.person.variant, room.set_id)
    yield _sheet(analysis_document(room, graded.analysis), ANALYSIS, "", "", room.set_id)


def _sheet(document: Document, name: str, student: str, variant: str, set_id: str) -> Sheet:
    return Sheet(name, paper_tex(document), shown(student), variant, set_id, document.title)
