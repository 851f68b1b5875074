"""Cutting a flow into pieces between separators, and each piece into members with relations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from solver.marking.transcripts.flows import DISPLAY, Flow
from solver.marking.transcripts.tokens import Token, tokens
from solver.marking.transcripts.trimming import (
    NOBODY,
    is_value,
    labelled,
    left_of,
    rift,
    trimmed,
    without_aside,
    without_verb,
)

_SEPARATORS: Final = frozenset(("comma", "colon", "break", "word", "sep"))
_NUMBER: Final = re.compile(r"\(?\d{1,3}[a-z]?\)")  # of an equation
_PIECEWISE: Final = re.compile(
    r"\b(?:if|when|for)\b[^\n]{0,200}?(?:otherwise|\belse\b)", re.IGNORECASE
)
_MOST: Final = 1000  # separators and relations in a line
_CUTS: Final = _SEPARATORS | {"rel", "bound", "end"}


@dataclass(frozen=True, slots=True)
class Member:
    """A piece of the text, and what stands before it: a relation, a bound, or another end."""

    start: int
    end: int
    kind: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between separators; `after` and `until` are the kinds of these, '' at an end."""

    after: str
    until: str
    start: int
    end: int
    members: tuple[Member, ...]

    @property
    def relates(self) -> bool:
        """Tell whether anything is claimed."""
        return len(self.members) > 1


def pieces(text: str, flow: Flow) -> list[Piece]:
    """Cut a flow at what separates, except for numbers of equations, which say nothing."""
    display = flow.mode == DISPLAY
    found = tokens(text, flow.start, flow.end, display)
    found = _whole(text, [t for t in found if t.kind != "math"], flow)
    cuts = list(_decided(text, found, flow.end, display))
    made = _made(text, cuts, flow, display) if len(cuts) <= _MOST else ()
    return [piece for piece in made if piece.relates or not _is_number(text, piece)]


def _whole(text: str, found: list[Token], flow: Flow) -> list[Token]:
    """Let nothing cut what a function is piece by piece: `f(x) = x if x > 0, 0 otherwise`."""
    pieces = _PIECEWISE.search(text, flow.start, flow.end)
    if not pieces:
        return found
    relations = [t.end for t in found if t.kind == "rel" and t.end <= pieces.start()]
    start = relations[-1] if relations else flow.end
    return [token for token in found if not start <= token.start < pieces.end()]


def _is_number(text: str, piece: Piece) -> bool:
    """Tell whether a piece is the number of an equation, or nothing."""
    member = piece.members[0]
    return not text[member.start : member.end] or (
        piece.after != "" and bool(_NUMBER.fullmatch(text, member.start, member.end))
    )


def _decided(text: str, found: Sequence[Token], end: int, display: bool) -> Iterator[Token]:
    """Decide which colons and verbs relate a left side in words to a value."""
    last, claimed = 0, False
    for place, token in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        stop = following.start if following else end
        if token.kind in ("colon", "verb"):
            goes_on = following is not None and following.kind in ("rel", "bound", "verb")
            known = _has_subject(text, found, place, last)
            if not token.mathematical and known and is_value(text, token.end, stop, goes_on):
                yield replace(token, kind="rel")
            elif token.kind == "colon":
                yield token
            else:
                continue
        elif token.kind in _CUTS or (token.kind == "for" and claimed):
            yield replace(token, kind="word") if token.kind == "for" else token
        else:
            continue
        claimed = token.kind not in _SEPARATORS | {"for"}
        last = token.end


def _has_subject(text: str, found: Sequence[Token], place: int, last: int) -> bool:
    """Tell whether words stand before a colon or a verb: `there are 3` says nothing of anything."""
    before = text[last : found[place].start].rsplit("\n", 1)[-1].strip(" *#-•@").lower()
    before = without_verb(before).strip()
    plain = before.rpartition(" ")[2] if found[place].kind == "verb" else before
    follows = place > 0 and found[place - 1].kind == "rel"
    return plain not in NOBODY and any(c.isalpha() for c in before) and not follows


def _made(text: str, cuts: Sequence[Token], flow: Flow, display: bool) -> Iterator[Piece]:
    """Group the members between separators."""
    members: list[Member] = []
    start, begun, after, kind, relation = flow.start, flow.start, "", "", ""
    for token in (*cuts, Token("sep", "", flow.end, flow.end)):
        place = None if display or not members else rift(text, start, token.start)
        if place is not None and token.kind == "rel":
            members.append(Member(*trimmed(text, start, place), kind, relation))
            yield _sided(text, Piece(after, "word", begun, place, tuple(members)), display)
            members, after, begun, start, kind, relation = [], "word", place, place, "", ""
        members.append(Member(*trimmed(text, start, token.start), kind, relation))
        if token.kind in _SEPARATORS:
            yield _sided(
                text, Piece(after, token.kind, begun, token.start, tuple(members)), display
            )
            members, after, begun, kind, relation = [], token.kind, token.end, "", ""
        else:
            kind, relation = token.kind, token.value
        start = token.end


def _sided(text: str, piece: Piece, display: bool) -> Piece:
    """Let the first member begin where the left side does, after the words before it."""
    first = piece.members[0]
    if not piece.relates:
        return piece
    start = labelled(text, first.start, first.end)
    if not display and piece.members[1].relation != ":":
        start = left_of(text, piece.start, first.end)
    members = [replace(first, start=start, end=first.end), *piece.members[1:]]
    if members[1].relation == ":":
        members[0] = replace(members[0], end=start + len(without_verb(text[start : first.end])))
    if not display:
        ends = [without_aside(text, member.start, member.end) for member in members[1:]]
        members[1:] = [replace(m, end=end) for m, end in zip(members[1:], ends, strict=True)]
    return replace(piece, members=tuple(_tight(text, member) for member in members))


def _tight(text: str, member: Member) -> Member:
    return Member(*trimmed(text, member.start, member.end), member.kind, member.relation)
