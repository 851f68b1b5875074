"""What a teacher sees in the terminal once a class is marked."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from solver.marking.grading import words
from solver.marking.grading.analysis import bar
from solver.marking.grading.grades import counted
from solver.marking.grading.grading import Graded, Target
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import number, shown
from solver.marking.verdicts import Marked

NARROW = 64  # columns; below, a table says only what matters most
LEAST = 30


def summary(graded: Graded, target: Target, width: int) -> str:
    """Lay out the summary for a terminal of some width, in plain characters."""
    width = max(width, LEAST)
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False, emoji=False)
    for line in _head(graded):
        console.print(Text(line))
    console.print(_problems(graded, width))
    if graded.analysis.hardest:
        console.print(Text("hardest:"))
        console.print(_hardest(graded, width))
    console.print(Text(f"{target.grades}; all else is in {target.folder}"), soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _head(graded: Graded) -> Iterator[str]:
    present, everybody = len(graded.analysis.cards), len(graded.cards)
    yield f"{shown(graded.room.spec.title)}: {present} of {everybody} students handed in"
    counts = counted(graded.analysis.cards)
    said = [f"{count} {words.SHORT[outcome]}" for outcome, count in counts.items() if count]
    yield f"answers: {', '.join(said)}" if said else "there are no answers"


def _problems(graded: Graded, width: int) -> Table:
    """Give the mean points of every problem, and of all."""
    wide = width >= NARROW
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("problem", overflow="fold")
    for name in ("mean", "strict", "out of", *(["by hand"] if wide else [])):
        table.add_column(name, justify="right", no_wrap=True)
    cards = graded.analysis.cards
    for label in graded.room.labels:
        found = [marked for card in cards if (marked := card.of(label))]
        title = shown(graded.room.problem(label).spec.title)
        name = " ".join(filter(None, (label, title if wide else ""))) or title
        table.add_row(Text(name), *_means(found, wide))
    if len(graded.room.labels) > 1:
        table.add_row("all", *_means(cards, wide))
    return table


def _means(found: Sequence[Marked] | Sequence[Card], wide: bool) -> list[str]:
    columns = [
        [each.follow for each in found],
        [each.strict for each in found],
        [each.points for each in found],
        [each.pending for each in found],
    ]
    return [_mean(column) for column in columns[: 4 if wide else 3]]


def _mean(values: Sequence[Fraction]) -> str:
    return number(sum(values, Fraction(0)) / len(values)) if values else ""


def _hardest(graded: Graded, width: int) -> Table:
    table = Table.grid(padding=(0, 1))
    for item in graded.analysis.hardest:
        slip = item.slips[0][0] if item.slips else ""
        cells = [Text(f"  {item.name}"), Text(f"{item.right:.0%}", justify="right")]
        table.add_row(*cells, *([Text(bar(item)), Text(shown(slip))] if width >= NARROW else []))
    return table
