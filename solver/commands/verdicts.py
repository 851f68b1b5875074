"""Verdicts as a person reads them in a terminal, narrow or wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from solver.marking.grading.typed import number, shown
from solver.marking.verdicts import Marked, Outcome, Verdict

SIGNS = {
    Outcome.CORRECT: "ok", Outcome.NOTATION: "ok", Outcome.IMPRECISE: "~", Outcome.FOLLOWS: "->",
    Outcome.WRONG: "X", Outcome.MISSING: "-", Outcome.UNREADABLE: "?", Outcome.MANUAL: "…",
}  # fmt: skip
NARROW, WIDE = 40, 100


def as_text(card: Marked, width: int) -> Iterator[str]:
    """Write the verdicts on one problem: a line for each step, and below it what is wrong."""
    width = min(max(width, NARROW), WIDE)
    label = f"{card.label}  " if card.label else ""
    yield from wrap(f"{label}{card.title}", width)
    longest = max((len(one.name) for one in card.verdicts), default=0)
    column = min(longest, width // 3)
    for one in card.verdicts:
        yield from lines_of(one, column, width)
    for finding in card.findings:
        yield from wrap(
            f"line {finding.line}: {shown(finding.text)}", width, initial_indent="  ",
            subsequent_indent="    ",
        )  # fmt: skip
        perhaps = f" Perhaps: {finding.diagnosis}." if finding.diagnosis else ""
        yield from _indented(f"{finding.message}.{perhaps}", 4, width)
    yield from wrap(_total(card), width, initial_indent="  ", subsequent_indent="  ")
    yield ""


def lines_of(one: Verdict, column: int, width: int, told_right: bool = False) -> Iterator[str]:
    """Write one verdict: on one line if there is room."""
    head = f"  {SIGNS[one.outcome]:<2} {one.name:<{column}}  {one.outcome}"
    told = _told(one)
    if told and len(head) + len(told) + 2 <= width:
        yield f"{head}: {told}"
        return
    yield head
    yield from _indented(told, 5, width)


def _told(one: Verdict) -> str:
    """Say what there is to say; of a right answer nothing."""
    if one.outcome in {Outcome.CORRECT, Outcome.MISSING}:
        return ""
    got = f"{shown(one.got)}: " if one.got and one.outcome is not Outcome.MANUAL else ""
    line = f" (line {one.line})" if one.line else ""
    return f"{got}{one.message}{line}"


def _indented(text: str, by: int, width: int) -> Iterator[str]:
    yield from wrap(text, width, initial_indent=" " * by, subsequent_indent=" " * by)


def _total(card: Marked) -> str:
    if card.void:
        return f"{number(card.points)} of {number(card.points)} points: everybody gets them"
    follow = f", {number(card.follow)} with follow-through" if card.follow != card.strict else ""
    pending = f"; {number(card.pending)} more with a person" if card.pending else ""
    lines = f"; {card.links} claims compared, {card.ignored} left aside" if card.links else ""
    return f"{number(card.strict)} of {number(card.points)} points{follow}{pending}{lines}"
