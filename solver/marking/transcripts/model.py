"""What is found in a transcript: sections with claims, tables and prose, each with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from solver.errors import MarkschemeError

# A whole homework has some 40,000 characters in 800 lines, with 130 claims.
LIMIT: Final = 2**18  # characters, not counting images that are part of the text
LINES: Final = 10_000
MEMBERS: Final = 8_000  # of the claims in a section


class TranscriptTooLong(MarkschemeError):
    """The transcript is longer than what is read of one."""

    exit_code = 2
    hint = "give the solution alone, without the data and the program's output"

    def __init__(self, count: int, most: int, what: str) -> None:
        super().__init__(f"the transcript has {count:,} {what}; at most {most:,} are read")


@dataclass(frozen=True, slots=True)
class Link:
    r"""A member of a chain, as written but for `$`, `&` and runs of spaces.

    `line` counts from 1. `relation` stands before the member: '' for the first, else `=`, `≈`,
    `:=`; or, in running text, `:` ("stride: 2") and `is` ("the output size should be 34×34").
    In `Section.bounds` it is one of `<`, `<=`, `>`, `>=`.
    """

    text: str
    line: int
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A chain of at least two members; the first is the left side, which may be words.

    `words` are what the text says before it: "3 layers", "Calculating L".
    """

    links: tuple[Link, ...]
    words: str = ""

    @property
    def line(self) -> int:
        """The line on which the claim begins."""
        return self.links[0].line


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written; `lines` are those of the rows, `line` that of the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading.

    `labels` is the path to it: `('1', '2')` for Problem 1, Question 2; `('2.3', 'a')` for part (a)
    of Problem 2.3; `('Lab2', 'b')`. `lines` counts the lines with something on them. `bounds` are
    inequalities, of two members each. `prose` is what makes no claim, line by line: true/false
    answers, sentences. `part` is the label of the problem's part, once `assigned`.
    """

    heading: str
    labels: tuple[str, ...]
    line: int
    claims: tuple[Claim, ...] = ()
    lines: int = 0
    prose: tuple[tuple[int, str], ...] = ()
    tables: tuple[Table, ...] = ()
    bounds: tuple[Claim, ...] = ()
    part: str = ""
