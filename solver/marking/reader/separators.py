"""Whether a blank separates entries: `[2 -1]` has two, `[2 - 1]` one, `[W x]` is a product."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.marking.reader.cursor import STARTS, Cursor
from solver.marking.reader.token import SPACE, WIDE, Token

_FIGURES = frozenset("number part dots frac open close op".split())
_SPELLED = frozenset("name digits function text upright accent font diff nabla begin".split())
_OPENS, _CLOSES = frozenset({"open", "begin"}), frozenset({"close", "end"})
_ENDS = _CLOSES | {"number", "name", "digits", "part", "dots", "T", "prime", "usup", "usub", "text"}


def gap_that_separates(p: Cursor, opened: str) -> int:
    """Give how wide a gap separates entries in the bracket just opened; 0 if none does."""
    if opened not in {"(", "["} or not any(True for _ in _boundaries(p)):
        return 0
    here = list(_outer(p))
    if any(t.kind == "sep" and t.text == "," for t, _ in here):
        return 0
    if not any(t.kind in _SPELLED or t.kind == "bar" for t in _inside(p)):
        return SPACE
    if opened == "[" and any(t.kind == "sep" for t, _ in here):
        return SPACE
    widest = max(t.gap for t in _boundaries(p))
    if p.latex or opened == "(":
        return WIDE if widest == WIDE and not _is_formula(here) else 0
    return 0 if _is_formula(here) else SPACE


def separates(p: Cursor) -> bool:
    """Tell whether the next token begins another entry, as a blank stands before it."""
    return bool(p.spaces) and p.next.gap >= p.spaces and _begins(p.next, p.after())


def _begins(token: Token, after: Token) -> bool:
    if token.kind == "op" and token.text in {"+", "-"}:
        return after.gap == 0
    return token.kind in STARTS


def _inside(p: Cursor) -> Iterator[Token]:
    """Visit the tokens up to the bracket that closes."""
    depth = 0
    for k in range(p.k, len(p.tokens)):
        token = p.tokens[k]
        p.count()
        if token.kind in _CLOSES or not token.kind:
            depth -= 1
        if depth < 0:
            return
        yield token
        depth += token.kind in _OPENS


def _outer(p: Cursor) -> Iterator[tuple[Token, Token]]:
    """Visit the tokens that stand in no further bracket, each with the one before it."""
    depth = 0
    before = Token("", "", 0, 0)
    for token in _inside(p):
        if token.kind in _CLOSES:
            depth -= 1
        if depth == 0 and token.kind not in _CLOSES:
            yield token, before
        depth += token.kind in _OPENS
        before = token


def _boundaries(p: Cursor) -> Iterator[Token]:
    """Visit the tokens that a blank may part from what stands before them."""
    outer = [*_outer(p), (p.end, p.end)]
    for (token, before), (after, _) in pairwise(outer):
        if before.kind in _ENDS and token.gap and _begins(token, after):
            yield token


def _is_formula(here: list[tuple[Token, Token]]) -> bool:
    """Tell whether an operator with blanks on both sides, or a relation, stands here."""
    pairs = zip(here, [*here[1:], here[-1]], strict=True)
    return any(
        t.kind in {"rel", "if", "else", "not"} or (t.kind == "op" and t.gap and after.gap)
        for (t, _), (after, _) in pairs
    )
