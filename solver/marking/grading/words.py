"""What is said of answers to students and teachers, in the same words in every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from solver.document.statement import shown_points
from solver.marking.grading.marks import Card
from solver.marking.grading.typed import number, shown
from solver.marking.telling import shortened
from solver.marking.verdicts import Marked, Outcome, Verdict

SAID: Final = {
    Outcome.CORRECT: "right",
    Outcome.NOTATION: "right but for the notation",
    Outcome.IMPRECISE: "not precise enough",
    Outcome.FOLLOWS: "follows from an earlier slip",
    Outcome.WRONG: "wrong",
    Outcome.MISSING: "no answer",
    Outcome.UNREADABLE: "could not be read",
    Outcome.MANUAL: "marked by a person",
}
SHORT: Final = {  # behind a count
    **SAID,
    Outcome.NOTATION: "in other notation",
    Outcome.IMPRECISE: "imprecise",
    Outcome.FOLLOWS: "following from a slip",
    Outcome.MISSING: "left out",
    Outcome.UNREADABLE: "unreadable",
    Outcome.MANUAL: "for a person",
}
_KNOWN: Final = (
    "this could not be read: ",
    "right, but for the notation: ",
    "not right. ",
    "not right",
)
SIGNS: Final = {
    Outcome.CORRECT: "✓", Outcome.NOTATION: "✓", Outcome.IMPRECISE: "≈", Outcome.FOLLOWS: "→",
    Outcome.WRONG: "✗", Outcome.MISSING: "–", Outcome.UNREADABLE: "?", Outcome.MANUAL: "✎",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What a student is told of one answer: words, and beside them values as text."""

    verdict: Verdict
    said: str
    worth: str
    yours: str = ""
    right: str = ""
    why: str = ""
    comment: str = ""

    @property
    def plain(self) -> bool:
        """Tell whether there is nothing to explain."""
        return not (self.yours or self.right or self.why or self.comment)


def line(verdict: Verdict, marked: Marked, comment: str = "") -> Line:
    """Say how one answer came out, and what would have been right if it was not."""
    if not verdict.step or verdict.outcome in {Outcome.CORRECT, Outcome.MANUAL}:
        return Line(verdict, _said(verdict, marked), _worth(verdict), comment=shown(comment))
    return Line(
        verdict, _said(verdict, marked), _worth(verdict), shown(verdict.got),
        shown(verdict.expected), " ".join(_why(verdict)), shown(comment),
    )  # fmt: skip


def _said(verdict: Verdict, marked: Marked) -> str:
    if verdict.outcome is Outcome.MANUAL:
        return "still to be marked by a person"
    if not verdict.step:
        return SAID[Outcome.MANUAL]
    first = verdict.step == marked.first_wrong and _has_followers(marked)
    return SAID[verdict.outcome] + ", the first step that went wrong" * first


def _has_followers(marked: Marked) -> bool:
    return any(verdict.outcome is Outcome.FOLLOWS for verdict in marked.verdicts)


def _why(verdict: Verdict) -> Iterator[str]:
    """Give the reasons, without the right value, which stands beside; nothing is said twice."""
    said = verdict.message.replace(f"; right is {shortened(verdict.expected)}", "")
    for known in _KNOWN:
        said = said.removeprefix(known)
    said = "" if said == SAID[verdict.outcome] else sentence(said)
    yield from [said] if said else []
    if verdict.diagnosis and verdict.diagnosis.rstrip(".").casefold() not in said.casefold():
        yield sentence(verdict.diagnosis)
    if verdict.carried and "your own" not in said:
        yield f"It follows from your own {', '.join(verdict.carried)}."
    if verdict.flag and verdict.flag.rstrip(".").casefold() not in said.casefold():
        yield sentence(verdict.flag)


def sentence(text: str) -> str:
    """Begin a text with a capital letter, and end it."""
    text = shown(text, 600).strip()
    if not text:
        return ""
    first = text[0].upper() if len(text) < 2 or text[1] == " " or text[:2].islower() else text[0]
    return f"{first}{text[1:]}{'' if text[-1] in '.!?…' else '.'}"


def _worth(verdict: Verdict) -> str:
    """Say the points, and what they would be without follow-through."""
    said = of(verdict.follow, verdict.points)
    strictly = f" ({number(verdict.strict)} without follow-through)"
    return said + strictly * (verdict.strict != verdict.follow)


def of(points: Fraction, most: Fraction) -> str:
    """Write points as `2 of 3 points`."""
    return f"{number(points)} of {shown_points(round(most, 2))}"


def findings(marked: Marked) -> Iterator[tuple[int, str, str]]:
    """Tell what is wrong in a solution, line by line: where, what stands there, and why."""
    for found in marked.findings:
        perhaps = f" Perhaps: {shown(found.diagnosis)}." if found.diagnosis else ""
        yield found.line, shown(found.text), f"{sentence(found.message)}{perhaps}"


# --- a whole student -----------------------------------------------------------------------------
def total(card: Card) -> str:
    """Say all points of a student."""
    return of(card.follow, card.points)


def remarks(card: Card) -> Iterator[str]:
    """Say what belongs to the total: other ways to count, and what is still to come."""
    if card.strict != card.follow:
        yield f"{number(card.strict)} without counting what follows from earlier slips."
    if card.pending:
        yield f"{shown_points(round(card.pending, 2))} still to be given by a person."
    if card.submission is None:
        yield "Nothing was handed in."


def heading(marked: Marked) -> str:
    """Head a problem with its number and title."""
    number_ = f"Problem {marked.label}. " if marked.label else ""
    return f"{number_}{shown(marked.title)}"


def bare(verdict: Verdict, marked: Marked) -> str:
    """Name an answer under the heading of its problem, without the set's label."""
    prefix = f"{marked.label}" if marked.label else ""
    return verdict.name.removeprefix(prefix).lstrip(":.")
