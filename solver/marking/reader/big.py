r"""Operators with bounds, `\sum_{i=1}^{m}`, `\max_j`, and what stands between bars."""

from __future__ import annotations

from solver.marking.reader.brackets import listed
from solver.marking.reader.cursor import HAD, REL, SUM, Cursor
from solver.marking.syntax import Call, Chain, Items, Node, Norm, Number, Over, Symbol

_SETS = frozenset({"(", "{"})


def big(p: Cursor) -> Node:
    """Read an operator, its bounds, and the product behind it."""
    start = p.k
    word = p.take().text
    index: Node | None = None
    low: Node | None = None
    high: Node | None = None
    while p.at("sub") or p.at("sup"):
        if p.take().kind == "sub":
            index, low = _below(p)
        else:
            high = _bound(p)
    if word in {"max", "min"} and index is None and low is None:
        return _largest(p, word, start)
    with p.deeper():
        body = p.expression(HAD)
    return Over(word, index, low, high, body, span=p.span(start))


def each(p: Cursor, body: Node, start: int) -> Node:
    """Read the bounds of a sequence, `(x(n))_{n=0}^{3}`."""
    index: Node | None = None
    low: Node | None = None
    high: Node | None = None
    while p.at("sub") or (p.at("sup") and high is None):
        if p.take().kind == "sub":
            index, low = _below(p)
        else:
            high = _bound(p)
    return Over("each", index, low, high, body, span=p.span(start))


def _largest(p: Cursor, word: str, start: int) -> Node:
    if p.next.kind in {"close", "", "sep"}:
        return Symbol(word, span=p.span(start))
    if p.at("open") and p.next.text in _SETS:
        opened, here = p.next.text, p.k
        p.take()
        with p.inside():
            args = listed(p).entries
        p.close(opened, here)
    else:
        with p.deeper():
            args = [p.factor()]
    return Call(Symbol(word), tuple(args), span=p.span(start))


def _bound(p: Cursor) -> Node:
    entries = _entries(p)
    return entries[0] if len(entries) == 1 else Items(tuple(entries), "", span=entries[0].span)


def _entries(p: Cursor) -> list[Node]:
    start = p.k
    if p.at("open") and p.next.text in {"group", "{", "("}:
        opened = p.take().text
        with p.inside():
            found = listed(p).entries
        p.close(opened, start)
        if found:
            return found
        p.fail("a bound is missing here")
    with p.inside():
        return [p.expression(SUM) if p.at("op", "-") else p.atom()]


def _below(p: Cursor) -> tuple[Node | None, Node | None]:
    """Give the index and the lower bound of `i = 1`, `i, j = 1`, `i`, `i in S` or `1`."""
    *others, last = _entries(p)
    low: Node | None = None
    if isinstance(last, Chain) and last.relations == ("=",):
        last, low = last.members
    if isinstance(last, Number) and not others:
        return None, last
    if isinstance(last, Chain) and not others and len(last.members) > 2:
        return last, None
    index = Items((*others, last), "", span=last.span) if others else last
    return index, low


def bars(p: Cursor) -> Node:
    """Read what stands between two bars of a kind."""
    start = p.k
    bar = p.take().text
    with p.inside():
        p.bars = [bar]
        body = p.expression(REL)
        if not p.accept("bar", bar):
            p.fail("the bar | is not closed", "write abs(x) or norm(x)")
    return Norm(body, "abs" if bar == "|" else "2", span=p.span(start))
