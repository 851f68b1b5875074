"""Piecewise texts: values with their conditions, in an environment, in braces or in words."""

from __future__ import annotations

from dataclasses import dataclass

from solver.marking.reader.cursor import Cursor
from solver.marking.syntax import Cases, Chain, Items, Node, Span, Unreadable

_ORDERS = frozenset({"<", "<=", ">", ">=", "=", "!=", "in"})


@dataclass(frozen=True, slots=True)
class Piece(Node):
    """A value with a condition, `1 if n > 0`; a missing value stands before it."""

    value: Node | None
    condition: Node | None


def assembled(p: Cursor, rows: list[list[Node]], place: Span) -> Cases | None:
    """Make a piecewise text of entries with conditions; None if they have none."""
    entries = [entry for row in rows for entry in row]
    if not any(isinstance(entry, Piece) for entry in entries):
        return _paired(rows, place)
    pieces: list[tuple[Node, Node | None]] = []
    waiting: Node | None = None
    for item in entries:
        if not isinstance(item, Piece):
            if waiting is not None:
                raise Unreadable("a value without its condition", waiting.span, HINT)
            waiting = item
            continue
        value = item.value if item.value is not None else waiting
        if value is None or (item.value is not None and waiting is not None):
            raise Unreadable("a condition without its value", item.span, HINT)
        pieces.append((value, item.condition))
        waiting = None
    if waiting is not None:
        raise Unreadable("a value without its condition", waiting.span, HINT)
    return Cases(tuple(pieces), span=place)


HINT = "write `0 if n < 0, 1 otherwise`"


def _paired(rows: list[list[Node]], place: Span) -> Cases | None:
    """Read `0, n < 0; 1, n >= 0`."""
    if len(rows) < 2 or any(len(row) != 2 or not is_condition(row[1]) for row in rows):
        return None
    return Cases(tuple((row[0], row[1]) for row in rows), span=place)


def is_condition(node: Node) -> bool:
    """Tell whether a node says that something is equal, less or more."""
    return isinstance(node, Chain) and all(r in _ORDERS for r in node.relations)


def condition_of(nodes: list[Node]) -> Node:
    """Read `n = 0, 1, 2` as n being one of these."""
    first, *rest = nodes
    if rest and isinstance(first, Chain) and first.relations == ("=",):
        values = Items((first.members[1], *rest), "{", span=first.span)
        return Chain((first.members[0], values), ("in",), span=first.span)
    return first if not rest else Items(tuple(nodes), "", span=first.span)
