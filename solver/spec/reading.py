"""The state of one reading: what must be known to read a file, and the complaints so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ParamSpec, TypeVar

from solver.errors import Complaint, Mark, SpecError

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_WORD = 60  # looking for the nearest of some words takes time that grows as the square
SHOWN = 40  # characters of the user's text that a complaint quotes


@dataclass(frozen=True, slots=True)
class Reading:
    """Collects every complaint of a file; `reserved` are the names that formulas already use."""

    reserved: frozenset[str] = frozenset()
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, mark: Mark, message: str, hint: str = "") -> None:
        """Note one thing that is wrong, and go on."""
        self.complaints.append(Complaint(mark, message, hint))

    def attempt(self, action: Callable[P, T], *args: P.args, **options: P.kwargs) -> T | None:
        """Do what may be refused; None if it was, which has then been complained about."""
        try:
            return action(*args, **options)
        except Refused as error:
            if error.complaint:
                self.complaints.append(error.complaint)
            return None

    def fail(self) -> SpecError:
        """Gather the complaints."""
        return SpecError(*self.complaints)


class Refused(Exception):
    """One thing that cannot be read; whoever reads the things around it notes it and goes on.

    Without a complaint it says that one has been made already.
    """

    def __init__(self, complaint: Complaint | None = None) -> None:
        super().__init__(complaint)
        self.complaint = complaint


def refused(mark: Mark, message: str, hint: str = "") -> Refused:
    """Say what is wrong with the thing at hand."""
    return Refused(Complaint(mark, message, hint))


def short(text: str) -> str:
    """Quote the user's text on one line, cut if it is long."""
    line = " ".join(text.split())
    return f"`{line[:SHOWN]}…`" if len(line) > SHOWN else f"`{line}`"


def nearest(word: str, known: Iterable[str]) -> str:
    """Hint at the most similar of the known words, or else list them all."""
    choices = list(dict.fromkeys(known))
    close = get_close_matches(word[:LONGEST_WORD], choices, n=1, cutoff=0.65)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(choices)}"
