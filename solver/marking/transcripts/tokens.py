"""The tokens of a formula or a line of text that cut it at depth 0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from solver.marking.transcripts.marks import ATOMS, meaning

_SIGN: Final = re.compile(r"\s*(?:[-+=*/<>≈×·≤≥]|\\(?:times|cdot|approx|odot|le|ge|to))")
_SIGNED: Final = re.compile(r"(?:[-+=*/<>≈×·≤≥]|\\(?:times|cdot|approx|odot|le|ge|to))\s*$")
_SYSTEMS: Final = frozenset(("cases", "array", "rcases", "dcases", "matrix"))
_OPAQUE: Final = frozenset(
    "pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix matrix cases array rcases dcases".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """Something that cuts, at `start` up to `end`; `mathematical` between dollars."""

    kind: str
    value: str
    start: int
    end: int
    mathematical: bool = False


def tokens(text: str, start: int, end: int, display: bool) -> list[Token]:
    """List what cuts at depth 0; what stands in brackets, subscripts and matrices does not."""
    found = list(_moded(ATOMS.finditer(text, start, end), display))
    return _parted(_shown(found, _pairs(found), text, start), text)


def _parted(found: Sequence[Token], text: str) -> list[Token]:
    """Let a formula that follows another one, with a space between, be one of its own."""
    return [
        replace(token, kind="sep")
        if token.kind == last.kind == "math" and _between(text, last, token)
        else token
        for last, token in pairwise((Token("", "", 0, 0), *found))
    ]


def _between(text: str, last: Token, token: Token) -> bool:
    """Tell whether only space stands between two dollars, and no sign goes on beyond them."""
    gap = text[last.end : token.start]
    ahead, behind = text[token.end : token.end + 8], text[max(0, last.start - 8) : last.start]
    return bool(gap) and gap.isspace() and not _SIGN.match(ahead) and not _SIGNED.search(behind)


def _moded(matches: Iterator[re.Match[str]], display: bool) -> Iterator[Token]:
    """Read the marks; words cut in running text alone."""
    mathematical = display
    for match in matches:
        token = _token(match, mathematical)
        if token and token.kind == "math" and not display:
            mathematical = not mathematical
            yield Token("math", "", token.start, token.end, True)
        elif token and token.kind != "math":
            yield token


def _token(match: re.Match[str], mathematical: bool) -> Token | None:
    kind, value = meaning(match, mathematical)
    if not kind:
        return None
    return Token(kind, value, match.start(), match.end(), mathematical)


def _class(token: Token) -> str:
    """Say which closing bracket a bracket goes with."""
    return {"(": "(", "{": "{", "box": "{"}.get(token.value, "env")


def _pairs(found: Sequence[Token]) -> list[tuple[int, int]]:
    r"""Match brackets; an unmatched one is scan damage and counts for nothing.

    `\end` and `}` close past unmatched brackets within, `)` does not reach out of braces.
    """
    pairs, stack, held = [], list[int](), {"(": 0, "{": 0, "env": 0}
    for place, token in enumerate(found):
        if token.kind == "open":
            stack.append(place)
            held[_class(token)] += 1
        elif token.kind == "close" and _reaches(found, stack, held, _class(token)):
            while True:
                opener = stack.pop()
                held[_class(found[opener])] -= 1
                if _class(found[opener]) == _class(token):
                    break
            pairs.append((opener, place))
    return pairs


def _reaches(
    found: Sequence[Token], stack: Sequence[int], held: dict[str, int], wanted: str
) -> bool:
    """Tell whether a closing bracket finds its opening one."""
    if wanted == "(":
        return bool(stack) and _class(found[stack[-1]]) == "("
    return held[wanted] > 0


def _shown(
    found: Sequence[Token], pairs: Sequence[tuple[int, int]], text: str, start: int
) -> list[Token]:
    """Keep what is at depth 0; a bracket that is no part of a formula separates."""
    relations = list(accumulate((token.kind == "rel" for token in found), initial=0))
    hidden = [0] * (len(found) + 1)
    edges: dict[int, str] = {}
    for opener, closer in pairs:
        inside = relations[closer] > relations[opener]
        if inside and _transparent(found, opener, text, start):
            edges |= {opener: "sep", closer: "sep"}
        elif not _aligned(found[opener]):
            hidden[opener] += 1
            hidden[closer] -= 1
        else:
            edges |= {opener: "sep", closer: "sep"}
    depths = accumulate(hidden)
    loose = _loose(found, {opener for opener, _ in pairs})
    return [
        replace(token, kind=edges.get(place, token.kind))
        for place, (token, depth) in enumerate(zip(found, depths, strict=False))
        if depth == 0
        and place not in loose
        and (place in edges or token.kind not in ("open", "close"))
    ]


def _loose(found: Sequence[Token], matched: set[int]) -> set[int]:
    """Find the commas and new lines of matrices that are never closed, up to the next relation."""
    loose, inside = set[int](), False
    for place, token in enumerate(found):
        if token.kind == "open" and token.value in _OPAQUE and place not in matched:
            inside = True
        elif token.kind in ("rel", "bound", "sep"):
            inside = False
        elif inside and token.kind in ("break", "comma"):
            loose.add(place)
    return loose


def _aligned(token: Token) -> bool:
    """Tell whether an environment only lays formulas out."""
    return _class(token) == "env" and token.value not in _OPAQUE


def _transparent(found: Sequence[Token], opener: int, text: str, start: int) -> bool:
    """Tell whether a bracket that holds a relation holds claims.

    So do boxes, a system of equations that is nobody's value, and an aside in running text.
    """
    token = found[opener]
    before = text[max(start, token.start - 24) : token.start]
    if token.value == "(":
        return not token.mathematical and before[-1:] in ("", " ") and text[token.start] == "("
    if token.value in _SYSTEMS and token.value != "matrix":
        plain = before.removesuffix("{").rstrip("\\ ").removesuffix(r"\left").rstrip(" $")
        return not plain or plain[-1] in "\n:;," or plain.isspace() or _ends_word(plain)
    return token.value == "box"


def _ends_word(plain: str) -> bool:
    """Tell whether a text ends in a word and not in a formula."""
    return plain[-3:].isalpha() and "\\" not in plain[-12:]
