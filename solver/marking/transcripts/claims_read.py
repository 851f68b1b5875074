"""The claims of a section with every member read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solver.marking.limited import ANSWER, LATE, Overdue, limited
from solver.marking.syntax import Node, Span, Unreadable
from solver.marking.transcripts.model import Claim, Link, Section
from solver.marking.transcripts.repairs import repaired
from solver.marking.transcripts.tables import table_claims

Known = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A member with what it says; `trouble` where it cannot be read, `mended` if only repaired."""

    text: str
    line: int
    relation: str
    node: Node | None
    trouble: Unreadable | None = None
    mended: str = ""


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim with its members read."""

    links: tuple[ReadLink, ...]
    words: str = ""

    @property
    def line(self) -> int:
        """The line on which the claim begins."""
        return self.links[0].line


def read_claims(
    section: Section, words: Iterable[str] = (), functions: Iterable[str] = ()
) -> tuple[ReadClaim, ...]:
    """Read the claims of a section, with those of its tables; `words` and `functions` are known."""
    known = (frozenset(words), frozenset(functions))
    tables = (claim for table in section.tables for claim in table_claims(table))
    return _in_order((*section.claims, *tables), known)


def read_bounds(
    section: Section, words: Iterable[str] = (), functions: Iterable[str] = ()
) -> tuple[ReadClaim, ...]:
    """Read what a section says to be above or below something, `N ≥ …`."""
    return _in_order(section.bounds, (frozenset(words), frozenset(functions)))


def _in_order(claims: Iterable[Claim], known: Known) -> tuple[ReadClaim, ...]:
    return tuple(read_claim(claim, known) for claim in sorted(claims, key=lambda c: c.line))


def read_claim(claim: Claim, known: Known) -> ReadClaim:
    """Read the members of a claim, each for itself."""
    return ReadClaim(tuple(_read(link, known) for link in claim.links), claim.words)


def _read(link: Link, known: Known) -> ReadLink:
    try:
        with limited(ANSWER):
            return _as_repaired(link, known)
    except Overdue:
        trouble = Unreadable(LATE, Span(0, len(link.text)))
        return ReadLink(link.text, link.line, link.relation, None, trouble)


def _as_repaired(link: Link, known: Known) -> ReadLink:
    """Read a member as written, or else as repaired."""
    from solver.marking.reader import read

    try:
        return ReadLink(link.text, link.line, link.relation, read(link.text, *known))
    except Unreadable as error:
        trouble = error
    for way in repaired(link.text):
        try:
            node = read(way, *known)
        except Unreadable:
            continue
        return ReadLink(link.text, link.line, link.relation, node, mended=way)
    return ReadLink(link.text, link.line, link.relation, None, trouble)
