"""What a class could do and could not: answer by answer, with the slips behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Final

from solver.marking.grading.classroom import Classroom
from solver.marking.grading.feedback import code, escaped
from solver.marking.grading.grades import asked
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import number, shown
from solver.marking.verdicts import Outcome, Verdict

HARD: Final = 0.8  # an answer that fewer got right is worth a word in the lecture
_MOST: Final = 5  # answers to explain; slips and values of one answer
_BAR: Final = 20  # characters

_LEGEND: Final = (
    "Bars: █ right, ▒ follows from an earlier slip, ░ wrong, no answer, or not readable."
)

Counted = tuple[tuple[str, int], ...]  # texts with how often each occurs, the most common first


@dataclass(frozen=True)
class Item:
    """How one answer came out for all who handed in; `slips` are diagnoses, the likeliest ones."""

    name: str
    label: str
    counts: dict[Outcome, int]
    slips: Counted
    values: Counted

    @property
    def students(self) -> int:
        return sum(self.counts.values())

    @property
    def marked(self) -> int:
        """Count those about whom something is known: not what waits for a person."""
        return self.students - self.counts[Outcome.MANUAL]

    def share(self, *outcomes: Outcome) -> float:
        """Give the share of some outcomes."""
        return sum(self.counts[each] for each in outcomes) / self.marked if self.marked else 0.0

    @property
    def likely(self) -> str:
        """Name the most common slip, as the end of a sentence."""
        return "".join(f"; most often: {text} ({count})" for text, count in self.slips[:1])

    @property
    def right(self) -> float:
        return self.share(Outcome.CORRECT, Outcome.NOTATION)


@dataclass(frozen=True)
class Analysis:
    """The answers of a class in the order of the set, and the points of who handed in."""

    items: tuple[Item, ...]
    cards: tuple[Card, ...]

    @property
    def hardest(self) -> tuple[Item, ...]:
        """Choose what is worth explaining: what most got wrong comes first."""
        hard = [item for item in self.items if item.marked and item.right < HARD]
        return tuple(sorted(hard, key=lambda item: item.right)[:_MOST])


def analysed(room: Classroom, cards: Sequence[Card]) -> Analysis:
    """Count how answers came out, over all students who handed in something."""
    present = tuple(card for card in cards if card.submission)
    found: dict[str, list[Verdict]] = {name: [] for name in asked(room)}
    labels: dict[str, str] = {}
    for card in present:
        for marked in card.marked:
            for verdict in marked.verdicts:
                found[verdict.name].append(verdict)
                labels[verdict.name] = marked.label or ""
    items = (_item(name, labels[name], verdicts) for name, verdicts in found.items() if verdicts)
    return Analysis(tuple(items), present)


def _item(name: str, label: str, verdicts: Sequence[Verdict]) -> Item:
    counts = Counter(verdict.outcome for verdict in verdicts)
    wrong = [verdict for verdict in verdicts if verdict.outcome is Outcome.WRONG and verdict.step]
    slips = _common(verdict.diagnosis for verdict in wrong if verdict.diagnosis)
    values = _common("".join(shown(verdict.got).split()) for verdict in wrong if verdict.got)
    often = tuple((text, count) for text, count in values if count > 1)
    return Item(name, label, {each: counts[each] for each in Outcome}, slips, often)


def _common(texts: Iterator[str]) -> Counted:
    found = Counter(texts)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST])


# --- Markdown ------------------------------------------------------------------------------------
def analysis_md(room: Classroom, found: Analysis) -> str:
    """Write the analysis in Markdown, with bars of text."""
    lines = [f"# {escaped(room.spec.title)}: what the class made of it", "", summary(room, found)]
    lines += ["", "## What to explain in the next lecture", "", *_hardest(found)]
    lines += ["", "## Every answer", "", *_table(found), "", _LEGEND]
    details = [line for item in found.items for line in _details(item)]
    lines += ["", "## Slips and wrong values", "", *(details or ["None stands out."])]
    return "\n".join(lines) + "\n"


def summary(room: Classroom, found: Analysis) -> str:
    """Say how many handed in, and how they did on the whole."""
    count, everybody = len(found.cards), len(room.people)
    said = f"{count} of {everybody} students handed in."
    totals = [card.follow for card in found.cards]
    if not totals:
        return said
    mean, middle = sum(totals, Fraction(0)) / count, median(totals)
    most = number(max(card.points for card in found.cards))
    return f"{said} Mean {number(mean)}, median {number(middle)} of {most} points."


def _hardest(found: Analysis) -> Iterator[str]:
    if not found.hardest:
        yield f"At least {HARD:.0%} got each answer right: nothing stands out."
    for item in found.hardest:
        yield f"- {code(item.name)}: {item.right:.0%} right{escaped(item.likely)}"


def _table(found: Analysis) -> Iterator[str]:
    yield "| answer | | right | follows | wrong | none | unreadable |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for item in found.items:
        if not item.marked:
            yield f"| {code(item.name)} | by hand | | | | | |"
            continue
        counts = item.counts
        cells = (
            counts[Outcome.CORRECT] + counts[Outcome.NOTATION], counts[Outcome.FOLLOWS],
            counts[Outcome.WRONG] + counts[Outcome.IMPRECISE], counts[Outcome.MISSING],
            counts[Outcome.UNREADABLE],
        )  # fmt: skip
        told = " | ".join(map(str, cells))
        yield f"| {code(item.name)} | {bar(item)} {item.right:.0%} | {told} |"


def bar(item: Item) -> str:
    """Draw how an answer came out, in characters."""
    right = round(_BAR * item.right)
    follows = min(round(_BAR * item.share(Outcome.FOLLOWS)), _BAR - right)
    return "█" * right + "▒" * follows + "░" * (_BAR - right - follows)


def _details(item: Item) -> Iterator[str]:
    if item.slips or item.values:
        yield f"- {code(item.name)}"
    yield from (f"  - {count} ×: {escaped(text)}" for text, count in item.slips)
    yield from (f"  - {count} × the value {code(text)}" for text, count in item.values)
