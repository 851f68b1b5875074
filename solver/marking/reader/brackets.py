"""Brackets: groups, lists and matrices, in the notations of paper, Python and MATLAB."""

from __future__ import annotations

from dataclasses import dataclass

from solver.marking.reader.budget import check_entries
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.piecewise import Piece, assembled, condition_of
from solver.marking.reader.separators import gap_that_separates
from solver.marking.reader.token import LINE
from solver.marking.syntax import Call, Chain, Derivative, Items, Node, Rows, Symbol, Words

_ENDS = frozenset({"", "close", "end"})
_AFTER_ELSE = frozenset({"", "sep", "close", "row", "amp", "end"})


@dataclass
class Listed:
    """The entries found in a bracket, and how they were separated."""

    rows: list[list[Node]]
    commas: bool = False
    split: bool = False  # into rows

    @property
    def entries(self) -> list[Node]:
        return [entry for row in self.rows for entry in row]


def listed(p: Cursor) -> Listed:
    """Read entries up to what closes them."""
    found = Listed([[]])
    while p.next.kind not in _ENDS:
        if _is_row_end(p, found.rows[-1]):
            found.split = True
            if found.rows[-1]:
                found.rows.append([])
        elif p.accept("sep", ","):
            found.commas = True
        else:
            found.rows[-1].append(entry(p))
            check_entries(p.k, p.span(p.k))
            _expect_end(p)
    if not found.rows[-1] and len(found.rows) > 1:
        found.rows.pop()
    return found


def _is_row_end(p: Cursor, row: list[Node]) -> bool:
    if p.accept("sep", ";") or p.accept("row"):
        return True
    if p.spaces and p.next.gap == LINE and row and p.last.text != "[" and not p.at("open", "["):
        p.tokens[p.k] = p.next._replace(gap=0)
        return True
    return False


def _expect_end(p: Cursor) -> None:
    token = p.next
    if token.kind in _ENDS or token.kind in {"sep", "row", "if", "else"}:
        return
    if not (p.spaces and token.gap):
        p.fail("cannot go on here", "one result is expected; separate several by commas")


def entry(p: Cursor) -> Node:
    """Read an entry, with the condition it holds under, if there is one."""
    start = p.k
    if p.accept("else"):
        p.accept("colon")
        value = None if p.next.kind in _AFTER_ELSE else p.expression()
        condition = _condition(p) if p.at("if") else None  # Python's `… else x if …`
        return Piece(value, condition, span=p.span(start))
    if p.at("if"):
        condition = _condition(p)
        if p.accept("colon") or p.accept("then"):
            return Piece(p.expression(), condition, span=p.span(start))
        return Piece(None, condition, span=p.span(start))
    value = _place(p)
    if p.at("if"):
        return Piece(value, _condition(p), span=p.span(start))
    if p.at("else") and p.after().kind in _AFTER_ELSE:
        p.take()
        return Piece(value, None, span=p.span(start))
    return value


def _condition(p: Cursor) -> Node:
    """Read a condition; `n = 0, …, 5` and what stands behind `for all` may hold commas."""
    every = p.take().text == "all"
    found = [p.expression()]
    while p.at("sep", ",") and (every or p.after().kind == "dots" or p.last.text == "…"):
        p.take()
        found.append(p.expression())
    return condition_of(found)


def _place(p: Cursor) -> Node:
    """Read an expression, or a stretch of places as in `X[:, 1:4]`."""
    start = p.k
    if not p.at("colon"):
        first: Node = p.expression()
        if not p.at("colon"):
            return first
        if p.depth == 0:
            return _labelled(p, first, start)
    else:
        first = Words("")
    p.take()
    ends = p.next.kind in {"sep", "close", ""}
    return Items((first, Words("") if ends else p.expression()), ":", span=p.span(start))


def _labelled(p: Cursor, label: Node, start: int) -> Node:
    """Read `W1: [1, 2]` as what W1 is, and `l = 3: x = 1` as two statements."""
    if not isinstance(label, Symbol | Derivative | Call | Chain):
        p.fail("cannot go on here", "write a ratio as a fraction")
    p.take()
    rest = p.expression()
    if not isinstance(label, Symbol | Derivative):
        return Items((label, rest), "", span=p.span(start))
    members, signs = (rest.members, rest.relations) if isinstance(rest, Chain) else ((rest,), ())
    return Chain((label, *members), ("=", *signs), span=p.span(start))


def bracket(p: Cursor) -> Node:
    """Read what stands in `( )`, `[ ]`, `{ }`: an expression, several, or a matrix."""
    start = p.k
    opened = p.take().text
    with p.inside(gap_that_separates(p, opened)):
        spaces = p.spaces
        found = listed(p)
        p.close(opened, start)
    place = p.span(start)
    if (pieces := assembled(p, found.rows, place)) is not None:
        return pieces
    entries = found.entries
    if opened != "{" and len(found.rows) > 1:
        return Rows(tuple(map(tuple, found.rows)), span=place)
    if len(entries) == 1 and not found.commas:
        return _single(entries[0], opened, p, start)
    if not entries and opened in {"(", "group"}:
        p.fail("nothing stands in these brackets")
    if opened == "[" and _are_lists(entries):
        return Rows(tuple(e.items for e in entries if isinstance(e, Items)), span=place)
    if spaces and opened in "([" and _wide(p, start):
        return Rows((tuple(entries),), span=place)
    return Items(tuple(entries), "{" if opened == "group" else opened, span=place)


def _single(node: Node, opened: str, p: Cursor, start: int) -> Node:
    if opened in {"(", "group"} or isinstance(node, Rows):
        return node
    if opened == "[" and _are_lists([node]) and isinstance(node, Items):
        return Rows((node.items,), span=p.span(start))
    return Items((node,), opened, span=p.span(start))


def _are_lists(entries: list[Node]) -> bool:
    """Tell whether all entries are lists of numbers and the like, so that they are rows."""
    return bool(entries) and all(
        isinstance(e, Items)
        and e.bracket == "["
        and not any(isinstance(item, Items | Rows) for item in e.items)
        for e in entries
    )


def _wide(p: Cursor, start: int) -> bool:
    r"""Tell whether LaTeX spacing separates, as in `[-2 \ 3]`, which is a row."""
    return p.latex and any(token.gap >= LINE for token in p.tokens[start + 1 : p.k])
