"""The analysis of a class as a document, with a bar chart for each problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from solver.document.blocks import Block, Document, Figure, Heading, Items, Paragraph, Text
from solver.document.plots import Bars
from solver.document.statement import shown_points
from solver.marking.grading.analysis import Analysis, Item, summary
from solver.marking.grading.classroom import Classroom
from solver.marking.grading.typed import shown
from solver.marking.verdicts import Outcome

_GROUPS: Mapping[str, tuple[Outcome, ...]] = {
    "right": (Outcome.CORRECT, Outcome.NOTATION),
    "follows from an earlier slip": (Outcome.FOLLOWS,),
    "wrong": (Outcome.WRONG, Outcome.IMPRECISE),
    "no answer": (Outcome.MISSING, Outcome.UNREADABLE),
}


def analysis_document(room: Classroom, found: Analysis) -> Document:
    """Lay out the analysis of a class, with a bar chart for each problem."""
    blocks: list[Block] = [Paragraph((Text(summary(room, found)),))]
    if found.hardest:
        blocks += [Heading(1, (Text("What to explain in the next lecture"),)), _hardest(found)]
    for label in dict.fromkeys(item.label for item in found.items):
        own = [item for item in found.items if item.label == label]
        blocks += _charted(room, label, [item for item in own if item.marked])
    return Document(room.spec.title, tuple(blocks), "What the class made of it", "analysis")


def _hardest(found: Analysis) -> Items:
    rows = []
    for item in found.hardest:
        told = (Text(item.name, "code"), Text(f": {item.right:.0%} right{shown(item.likely)}"))
        rows.append((Paragraph(told),))
    return Items(tuple(rows))


def _charted(room: Classroom, label: str, items: Sequence[Item]) -> Iterator[Block]:
    problem = room.problem(label)
    number_ = f"Problem {problem.label}. " if problem.label else ""
    title = (Text(f"{number_}{shown(problem.spec.title)}"),)
    yield Heading(1, title, shown_points(problem.points))
    if not items:
        yield Paragraph((Text("A person marks this problem."),))
        return
    labels = tuple((item.name.partition(":")[2] or item.name,) for item in items)
    groups = tuple(
        ((name,), tuple(100 * item.share(*outcomes) for item in items))
        for name, outcomes in _GROUPS.items()
    )
    yield Figure(Bars(labels, groups, ("% of those who handed in",)))
    slips = [(item, text, count) for item in items for text, count in item.slips]
    if slips:
        yield Heading(3, (Text("Slips"),))
        rows = ((_slip(item, text, count),) for item, text, count in slips)
        yield Items(tuple(rows))


def _slip(item: Item, text: str, count: int) -> Paragraph:
    return Paragraph((Text(item.name, "code"), Text(f": {shown(text)} ({count})")))
