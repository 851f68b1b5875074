"""Transcripts: the claims in the text of a whole hand solution, typed or recognised from a scan."""

from solver.marking.transcripts.model import (
    LIMIT,
    LINES,
    Claim,
    Link,
    Section,
    Table,
    TranscriptTooLong,
)
from solver.marking.transcripts.sectioning import sections

__all__ = ["LIMIT", "LINES", "Claim", "Link", "Section", "Table", "TranscriptTooLong", "sections"]
