"""What is said of an answer: the outcome, what was expected, what went wrong, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Outcome(StrEnum):
    """How an answer came out; see `shares` for what each is worth."""

    CORRECT = "correct"
    NOTATION = "notation"  # right but for a convention: transposed, a row for a column
    IMPRECISE = "imprecise"  # right as far as it goes: too few digits, or rounded too early
    FOLLOWS = "follows"  # right, given the student's own earlier value
    WRONG = "wrong"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    MANUAL = "manual"  # for a person: discussion, sketches

    @property
    def accepted(self) -> bool:
        """Tell whether nothing is wrong, whatever a convention is worth."""
        return self in {Outcome.CORRECT, Outcome.NOTATION}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one answer.

    `name` is the answer's, as in forms and headers (`3.2b:yhat`); `step` the plan's (`b.yhat`).
    `got` is the student's text, `expected` the right answer as text. `entry` is the first wrong
    entry, from 0. `diagnosis` says what may have gone wrong, as a possibility. `message` is all of
    it as one sentence or two. `line` is the line of a transcript. `strict` and `follow` are points
    without and with follow-through, out of `points`. `carried` names the earlier steps, with the
    student's own values, that a `follows` follows from; `flag` says if these make it trivial.
    """

    name: str
    step: str
    outcome: Outcome
    got: str = ""
    expected: str = ""
    entry: tuple[int, ...] | None = None
    diagnosis: str = ""
    message: str = ""
    line: int | None = None
    points: Fraction = Fraction(0)
    strict: Fraction = Fraction(0)
    follow: Fraction = Fraction(0)
    carried: tuple[str, ...] = ()
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of a transcript that is wrong: what it claims, of which step, and what is right.

    `step` is empty for plain arithmetic.
    """

    line: int
    step: str
    text: str
    message: str
    diagnosis: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The verdicts on one student's answers to one problem, in the order of the questions.

    `void` problems give everybody all points. `findings` are the wrong lines of a transcript, of
    which `links` were compared and `ignored` claims are about nothing that is known.
    """

    id: str
    label: str | None
    title: str
    verdicts: tuple[Verdict, ...]
    void: bool = False
    findings: tuple[Finding, ...] = ()
    links: int = 0
    ignored: int = 0

    @property
    def first_wrong(self) -> str | None:
        """Name the first step that is wrong."""
        return next((v.step for v in self.verdicts if v.outcome is Outcome.WRONG), None)

    @property
    def points(self) -> Fraction:
        return sum((v.points for v in self.verdicts), Fraction(0))

    @property
    def strict(self) -> Fraction:
        """Add up the points without follow-through."""
        return self.points if self.void else sum((v.strict for v in self.verdicts), Fraction(0))

    @property
    def follow(self) -> Fraction:
        """Add up the points with follow-through."""
        return self.points if self.void else sum((v.follow for v in self.verdicts), Fraction(0))

    @property
    def pending(self) -> Fraction:
        """Add up the points that a person has still to give."""
        waiting = (v.points for v in self.verdicts if v.outcome is Outcome.MANUAL)
        return Fraction(0) if self.void else sum(waiting, Fraction(0))
