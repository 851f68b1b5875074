"""How people say something of every rate: `2 × at the minimum; diverging`, `inf from epoch 14`."""

from __future__ import annotations

import re
from typing import Final

from solver.text.said import clean, words

MOST: Final = 1_000  # rates
_TIMES: Final = re.compile(r"(\d{1,4})\s?(?:x|×|\*|times)\s?(?=[^\W\d])", re.IGNORECASE)
_RATE: Final = re.compile(r"[^:→]{0,40}(?::|→|->|=>)\s?")
_NONE: Final = frozenset("never none null nan no not finite stays nie".split())
_EPOCH: Final = re.compile(
    r"(?:(?:infinite|inf|overflows?|from|in|at|after|since|epoch|epoche|k|the|th|=|is|nan)\s?){0,6}"
    r"(\d{1,9})(?:\s?(?:th|st|nd|rd)?\s?epoch)?",
    re.IGNORECASE,
)


def pieces(answer: str) -> list[str]:
    """Cut what is said of every rate apart, what is counted as often as it is."""
    plain = clean(answer) or ""
    found: list[str] = []
    for piece in re.split(r"[;,\n]", plain.replace("[", " ").replace("]", " ")):
        bare = _RATE.sub("", piece, count=1).strip(" .\"'")
        times = _TIMES.match(bare)
        count = int(times[1]) if times else 1
        found += [bare[times.end() :] if times else bare] * min(count, MOST) if bare else []
        if len(found) > MOST:
            return []
    return found


def epoch(piece: str, last: int) -> int | None:
    """Read an epoch, or the one after the last for `never`; None if it is neither."""
    if found := _EPOCH.fullmatch(piece.strip()):
        return int(found[1])
    never = piece.strip() in {"-", "/"} or _NONE.intersection(words(piece))
    return last + 1 if never else None
