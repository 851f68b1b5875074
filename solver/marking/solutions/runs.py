"""Arrays that are claimed term by term: `w_0 = −3, w_1 = 1`, `GELU(x_1) = …`, `y[0] = 1`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.marking import syntax as s
from solver.marking.handed import Answer
from solver.marking.judging.comparing import Truth
from solver.marking.judging.said import literal
from solver.marking.telling import number_text
from solver.marking.transcripts.claims_read import ReadClaim, ReadLink

MOST = 400  # terms of an array that is put together


@dataclass(frozen=True)
class Run:
    """Terms that differ in their index only: `family` is the left side without it."""

    part: str
    family: s.Node
    terms: Mapping[int, ReadLink]

    def answers(self, truth: Truth) -> Iterator[Answer]:
        """Put the terms together as an array of the right length, counted from 0 or from 1.

        The start of an iteration, which is given, may be left out.
        """
        count = len(truth.entries)
        for first in (0, 1):
            found = [self.terms.get(first + k) for k in range(count)]
            texts = [one.text for one in found if one]
            if len(texts) == count:
                yield _answer(texts, self.line)
            elif first == 0 and found[:1] == [None] and len(texts) == count - 1 > 1:
                yield _answer([number_text(truth.entries[0]), *texts], self.line)

    @property
    def line(self) -> int:
        """The line of the last term."""
        return max(link.line for link in self.terms.values())


def _answer(texts: Sequence[str], line: int) -> Answer:
    return Answer(f"[{', '.join(texts)}]", line)


def runs(claims: Sequence[tuple[str, ReadClaim]]) -> list[Run]:
    """Gather the terms that are claimed in each part; the first claim about a term counts."""
    found: dict[tuple[str, s.Node], dict[int, ReadLink]] = {}
    for part, claim in claims:
        left, last = claim.links[0].node, claim.links[-1]
        split = _split(left) if left is not None else None
        if split is None or last.node is None or literal(last.node) is None:
            continue
        terms = found.setdefault((part, split[0]), {})
        if len(terms) < MOST:
            terms.setdefault(split[1], last)
    return [Run(part, family, terms) for (part, family), terms in found.items()]


def _split(left: s.Node) -> tuple[s.Node, int] | None:
    """Take the index out of a left side; None if it has none."""
    if isinstance(left, s.Symbol) and left.below.isdecimal() and len(left.below) < 5:
        return replace(left, below=""), int(left.below)
    if isinstance(left, s.Index) and len(left.places) == 1:
        place = literal(left.places[0])
        return (left.array, int(place.values[0])) if place and not place.shape else None
    if isinstance(left, s.Call) and len(left.args) == 1:
        inner = _split(left.args[0])
        whole = literal(left.args[0])
        if inner is not None:
            return replace(left, args=(inner[0],)), inner[1]
        if whole and not whole.shape and whole.values[0].denominator == 1:
            return left.function, int(whole.values[0])
    return None
