"""A last look at the whole tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from solver.marking.reader.budget import TALLEST
from solver.marking.reader.derivatives import Differential
from solver.marking.reader.piecewise import HINT, Piece
from solver.marking.syntax import Node, Unreadable


def check_tree(root: Node) -> None:
    """Refuse what is left half read, and a tree so tall that walking it could exhaust the stack."""
    level: list[Node] = [root]
    for _ in range(TALLEST):
        for node in level:
            _refuse_unfinished(node)
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise Unreadable("the formula is too long", root.span, "give the result, not all of its terms")


def _refuse_unfinished(node: Node) -> None:
    if isinstance(node, Differential):
        raise Unreadable("∂ on its own", node.span, "write ∂L/∂W")
    if isinstance(node, Piece):
        raise Unreadable("a condition without its value", node.span, HINT)


def _children(node: Node) -> Iterator[Node]:
    waiting: list[object] = [getattr(node, name) for name in _parts(node)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            waiting.extend(part)


def _parts(node: Node) -> tuple[str, ...]:
    kind = type(node).__name__
    if kind not in _PARTS:
        _PARTS[kind] = tuple(field.name for field in fields(node) if field.name != "span")
    return _PARTS[kind]


_PARTS: dict[str, tuple[str, ...]] = {}  # what the nodes of each class hold, found out once
