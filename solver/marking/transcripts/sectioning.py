"""A transcript as sections: what stands below each heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from solver.marking.transcripts.blocks import Event, events
from solver.marking.transcripts.cleaning import cleaned
from solver.marking.transcripts.flows import Source
from solver.marking.transcripts.gathering import Gathering
from solver.marking.transcripts.headings import Heading
from solver.marking.transcripts.model import MEMBERS, Section, Table, TranscriptTooLong

Path = tuple[tuple[int, str], ...]


def sections(text: str) -> tuple[Section, ...]:
    """Cut a transcript at its headings, and find the claims in every section.

    Raises TranscriptTooLong past `LIMIT` characters, `LINES` lines or `MEMBERS` in a section.
    """
    source = Source(cleaned(text))
    found = list(events(source))
    keyed = any(event.heading and _is_key(event.heading) for event in found)
    opened = [Open(Gathering(source))]
    numbering = Numbering(keyed)
    for event in found:
        _take(event, opened, numbering)
        if opened[-1].gathering.size > MEMBERS:
            raise TranscriptTooLong(opened[-1].gathering.size, MEMBERS, "members of claims")
    return _closed(source, opened)


@dataclass
class Open:
    """A section that is being read."""

    gathering: Gathering
    heading: str = ""
    path: Path = ()
    line: int = 1
    tables: list[Table] = field(default_factory=list)


@dataclass
class Numbering:
    """Tells numbered headings from numbered lists.

    In a transcript with "Problem 2" in it, `2. Do this` is an item of a list. In others the first
    count that is met counts problems, and one that starts again counts what is within them.
    """

    keyed: bool
    last: int = 0
    style: str = ""
    inner: tuple[str, int] = ("", 0)

    def accepts(self, found: Heading) -> bool:
        """Tell whether a heading is one."""
        if found.weak in (".", "n") and not self.keyed:
            number = int(found.labels[0][1].partition(".")[0])
            follows = (found.weak, number - 1) == self.inner and found.weak != self.style
            if number > self.last and not follows and self.style in ("", found.weak):
                self.last, self.style, self.inner = number, found.weak, ("", 0)
                return True
            self.inner = found.weak, number
        return found.weak not in (".", "n")

    def labels(self, found: Heading) -> Path:
        """Give the labels that count."""
        return () if found.weak == "#" and self.keyed else found.labels


def _is_key(found: Heading) -> bool:
    return not found.weak and any(level == 1 for level, _ in found.labels)


def _take(event: Event, opened: list[Open], numbering: Numbering) -> None:
    """Let an event begin a section, or go to the one that is open."""
    here = opened[-1]
    if event.heading and numbering.accepts(event.heading):
        path = _below(here.path, numbering.labels(event.heading), event.heading.text)
        opened.append(Open(Gathering(here.gathering.source), event.heading.text, path, event.line))
    elif event.table:
        here.tables.append(event.table)
        here.gathering.label = None
    elif event.flow:
        here.gathering.take(event.flow)


def _below(path: Path, labels: Path, text: str) -> Path:
    """Give the path of a heading, given that of the heading before."""
    if not labels and re.match(r"appendix|references", text, re.IGNORECASE):
        return ()
    for level, label in labels:
        path = tuple(step for step in path if step[0] < level)
        path = (*path, (level, label)) if level else ()
    return path


def _closed(source: Source, opened: Sequence[Open]) -> tuple[Section, ...]:
    """Make the sections, with the lines that each has; leave an empty preface out."""
    filled = (0, *accumulate(bool(source.row(k).strip()) for k in range(len(source.starts))))
    bounds = [*(section.line for section in opened[1:]), len(source.starts) + 1]
    bounds = [1, *bounds]
    return tuple(
        Section(
            heading=each.heading,
            labels=tuple(label for _, label in each.path),
            line=start,
            claims=each.gathering.claims(),
            lines=filled[max(start, stop) - 1] - filled[start - 1],
            prose=tuple(each.gathering.prose),
            tables=tuple(each.tables),
            bounds=tuple(each.gathering.bounds),
        )
        for each, (start, stop) in zip(opened, pairwise(bounds), strict=True)
        if each.heading or filled[max(start, stop) - 1] > filled[start - 1]
    )
