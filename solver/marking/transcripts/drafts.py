"""Claims as far as they have been read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.marking.transcripts.lists import distributed
from solver.marking.transcripts.model import Claim, Link


@dataclass
class Draft:
    """A claim as far as it has been read; `dangling` is a relation without a member yet."""

    words: str
    links: list[Link]
    dangling: str = ""


def finished(drafts: Sequence[Draft]) -> tuple[Claim, ...]:
    """Make claims of drafts, in order of their lines; of one member alone there is none."""
    made = [
        claim
        for draft in drafts
        if len(draft.links) > 1
        for claim in distributed(tuple(draft.links), draft.words)
    ]
    return tuple(sorted(made, key=lambda claim: claim.line))
