"""The nodes of a tree of syntax, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from solver.marking import syntax as s


def nodes(node: s.Node) -> Iterator[s.Node]:
    """Visit a tree from its root."""
    yield node
    for each in fields(node):
        yield from _inside(getattr(node, each.name))


def _inside(found: object) -> Iterator[s.Node]:
    if isinstance(found, s.Node):
        yield from nodes(found)
    elif isinstance(found, tuple):
        for part in found:
            yield from _inside(part)
