"""What can go wrong, where it was found, and the exit code the command line gives for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

MOST = 100  # complaints shown; a file that is wrong all over is not helped by more


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def right(self, columns: int) -> Mark:
        """Move the mark right, as inside a formula."""
        return replace(self, column=self.column + columns)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with the input: where, what, and a hint that helps to mend it.

    One that ends a list too long to show stands for `count` others.
    """

    mark: Mark
    message: str
    hint: str = ""
    count: int = 1

    def __str__(self) -> str:
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return _harmless(f"{self.mark}: {self.message}{hint}")


def _harmless(text: str) -> str:
    """Replace what a terminal would obey: complaints quote the user's text, and that of files."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


class MarkschemeError(Exception):
    """The base of every error a user may see; carries the exit code."""

    exit_code = 1


class SpecError(MarkschemeError):
    """The input is at fault; holds every complaint found, each once, in file order.

    Past the first `MOST` only their number is told.
    """

    exit_code = 2

    def __init__(self, *complaints: Complaint) -> None:
        found = sorted(
            dict.fromkeys(complaints),
            key=lambda c: (c.count, c.mark.file, c.mark.line, c.mark.column),
        )
        self.complaints = (*found[:MOST], *_rest(found[MOST:]))
        super().__init__("\n".join(map(str, self.complaints)))


def _rest(complaints: list[Complaint]) -> list[Complaint]:
    """Put one complaint in place of many, some of which may stand for others themselves."""
    more = sum(complaint.count for complaint in complaints)
    message = f"and {more} more complaint{'s' * (more > 1)}"
    return [Complaint(complaint.mark, message, count=more) for complaint in complaints[:1]]


class FormulaError(MarkschemeError):
    """A formula cannot be read; `offset` counts characters from its start, once it is known.

    A hint that takes time, as a search for similar words does, is a function, called if needed.
    """

    exit_code = 2

    def __init__(
        self, message: str, hint: str | Callable[[], str] = "", offset: int | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.offset, self._hint = message, offset, hint

    @property
    def hint(self) -> str:
        """What helps to mend the formula."""
        return self._hint if isinstance(self._hint, str) else self._hint()

    def at(self, mark: Mark) -> Complaint:
        """Say where in the file the formula stands."""
        return Complaint(mark.right(self.offset or 0), self.message, self.hint)


class UndefinedName(FormulaError):
    """A formula uses a name that is not defined; `wanted` is that name."""

    def __init__(self, wanted: str, message: str, hint: str | Callable[[], str] = "") -> None:
        super().__init__(message, hint)
        self.wanted = wanted


class UndefinedFunction(UndefinedName):
    """A formula calls a function that is not defined; `wanted` is its name."""


class LatexError(MarkschemeError):
    """LaTeX is missing, or failed; the message names the problem and the first `!` line."""

    exit_code = 3


class Disagreement(MarkschemeError):
    """Two independent routes give different values for a step, so nothing is printed.

    `step` and `form` are set where a further form of its formula has another value.
    """

    exit_code = 4

    def __init__(self, message: str, step: str = "", form: Any = None) -> None:
        super().__init__(message)
        self.step, self.form = step, form
