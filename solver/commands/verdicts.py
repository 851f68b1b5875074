"""Verdicts as a person reads them in a terminal, narrow or wide."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from solver.commands.list import terminal_width
from solver.commands.readable import LONGEST, readable
from solver.marking.grading.typed import number, shown
from solver.marking.telling import shortened
from solver.marking.verdicts import Finding, Marked, Outcome, Verdict

LOOKS = {
    Outcome.CORRECT: ("✓", "green"), Outcome.NOTATION: ("✓", "green"),
    Outcome.IMPRECISE: ("≈", "yellow"), Outcome.FOLLOWS: ("→", "cyan"),
    Outcome.WRONG: ("✗", "red"), Outcome.MISSING: ("–", ""),
    Outcome.UNREADABLE: ("?", "magenta"), Outcome.MANUAL: ("…", ""),
}  # fmt: skip
SILENT = frozenset({Outcome.CORRECT, Outcome.MISSING, Outcome.MANUAL})
RIGHT_SAID = frozenset({Outcome.WRONG, Outcome.IMPRECISE, Outcome.FOLLOWS})
OPENINGS = ("right, but for the notation: ", "this could not be read: ", "not right")
NARROW, WIDE = 40, 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line of output, and its colour where colours are shown."""

    text: str
    style: str = ""


def page_width() -> int:
    """Give the width to wrap to."""
    return min(max(terminal_width() or WIDE, NARROW), WIDE)


def printer() -> Callable[[Line], None]:
    """Choose how lines are printed: in colours at a terminal that wants them."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return lambda line: print(line.text)
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    return lambda line: console.print(Text(line.text, line.style), soft_wrap=True)


# --- a problem ------------------------------------------------------------------------------------
def as_text(card: Marked, width: int) -> Iterator[Line]:
    """Write the verdicts on one problem: a line for each step, and below it what is wrong."""
    label = f"{card.label}  " if card.label else ""
    yield from (Line(text, "bold") for text in wrap(f"{label}{card.title}", width))
    column = column_of((one.name for one in card.verdicts), width)
    for one in card.verdicts:
        yield from lines_of(one, column, width)
    for finding in card.findings:
        if not _is_told(finding, card):
            yield from _finding(finding, width)
    yield from map(Line, wrap(_total(card), width, initial_indent="  ", subsequent_indent="  "))
    yield Line("")


def column_of(names: Iterable[str], width: int) -> int:
    """Say how wide the column of names is."""
    return min(max(map(len, names), default=0), width // 3)


def lines_of(one: Verdict, column: int, width: int, trying: bool = False) -> Iterator[Line]:
    """Write one verdict; to who is trying still, neither what they typed nor what is right."""
    sign, style = LOOKS[one.outcome]
    place = f", line {one.line}" if one.line and one.outcome not in SILENT else ""
    yield Line(f"  {sign} {one.name:<{column}}  {one.outcome}{place}", style)
    for label, text in details(one):
        if not trying or label in {"note", "perhaps"}:
            yield from _detail(label, text, width)


def details(one: Verdict) -> Iterator[tuple[str, str]]:
    """Say what there is to say, each under its heading; of a right answer nothing."""
    if one.outcome in SILENT:
        return
    unread = one.outcome is Outcome.UNREADABLE  # its message counts the characters as typed
    yield "yours", shown(one.got, LONGEST) if unread else readable(one.got)
    if one.outcome in RIGHT_SAID:
        yield "right", shortened(one.expected)
    yield "note", _note(one)
    yield "perhaps", one.diagnosis


def _note(one: Verdict) -> str:
    """Take out of the message what is said under another heading."""
    right = shortened(one.expected)
    note = one.message.removesuffix(f". Perhaps: {one.diagnosis}").removesuffix(
        f"; right is {right}"
    )
    note = note.replace(f", though the value is {right}", "")
    for opening in OPENINGS:
        note = note.removeprefix(opening)
    return note.removeprefix("; ")


def _detail(label: str, text: str, width: int) -> Iterator[Line]:
    """Set a text beside its heading, in a column of its own."""
    indent = 6 if width > 60 else 4
    head, margin = f"{'':{indent}}{label:<9}", " " * (indent + 9)
    lines = wrap(
        shown(text), width, initial_indent=head, subsequent_indent=margin, break_on_hyphens=False
    )
    yield from map(Line, lines)


def _is_told(finding: Finding, card: Marked) -> bool:
    """Tell whether a verdict says the same of the same line."""
    return any(
        (one.outcome, one.line, one.step, one.got)
        == (Outcome.WRONG, finding.line, finding.step, finding.text)
        and (one.diagnosis or not finding.diagnosis)
        for one in card.verdicts
    )


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    yield Line(f"  ✗ line {finding.line}", "red")
    yield from _detail("yours", readable(finding.text), width)
    yield from _detail("note", finding.message, width)
    yield from _detail("perhaps", finding.diagnosis, width)


# --- points ---------------------------------------------------------------------------------------
def _total(card: Marked) -> str:
    if card.void:
        return f"{number(card.points)} of {number(card.points)} points: everybody gets them"
    lines = f"; {_claims(card.links)} compared, {card.ignored} left aside" if card.links else ""
    return f"{_points([card])}{lines}"


def total(cards: Iterable[Marked], width: int) -> Iterator[Line]:
    """Add up the points of several problems."""
    text = f"Altogether {_points(list(cards))}."
    yield from (Line(each, "bold") for each in wrap(text, width))


def _points(cards: list[Marked]) -> str:
    strict, follow, pending, points = (
        number(sum(values, Fraction(0))) for values in zip(*map(_sums, cards), strict=True)
    )
    with_follow = f" ({follow} with follow-through)" if follow != strict else ""
    more = f"; {pending} more for a person to give" if pending != "0" else ""
    return f"{strict} of {points} point{'s' * (points != '1')}{with_follow}{more}"


def _sums(card: Marked) -> tuple[Fraction, ...]:
    return card.strict, card.follow, card.pending, card.points


def _claims(count: int) -> str:
    return f"{count} claim{'s' * (count != 1)}"
