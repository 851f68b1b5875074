"""What a student handed in, as text: nothing of it is obeyed, and nothing of it is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from solver.errors import Complaint
from solver.marking.naming import Place

LONGEST_SHOWN: Final = 300
_UNSEEN: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as it was typed, and the line it stands in."""

    text: str
    line: int | None = None

    @property
    def blank(self) -> bool:
        """Tell whether nothing was filled in: of a matrix, not one entry."""
        return not self.text.strip(" \t\r\n[],?")


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in: answers from a form, the text of transcripts, and their files."""

    student: str
    files: tuple[str, ...] = ()
    answers: Mapping[Place, Typed] = field(default_factory=dict)
    transcripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submissions:
    """All that a class handed in; `complaints` are what could not be read, or was left out."""

    of: Mapping[str, Submission]
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Put a student's text on one line: what nobody sees, or turns text around, is replaced."""
    line = " ".join(text[: 4 * longest].split())
    seen = "".join("\ufffd" if unicodedata.category(c) in _UNSEEN else c for c in line)
    return seen if len(seen) <= longest and len(text) <= 4 * longest else f"{seen[:longest]}…"


def number(points: Fraction) -> str:
    """Write points with at most two decimals."""
    return f"{float(round(points, 2)):.2f}".rstrip("0").rstrip(".")
