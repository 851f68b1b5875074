"""A problem's nodes as YAML again, for a structure that is no text of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from solver.spec.nodes import Items, Leaf, Node, Table

_SIMPLE = re.compile(r"[\w./+-]+( [\w./+-]+)*")  # needs no quotes, even within brackets
_INDENT = "  "


def written(table: Table) -> str:
    """Write a mapping as YAML that reads back as the same nodes."""
    return "".join(f"{line}\n" for line in _table(table, ""))


def _table(table: Table, indent: str) -> Iterator[str]:
    for key, value in table.pairs:
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent + _INDENT)


def _entry(head: str, value: Node, indent: str) -> Iterator[str]:
    if isinstance(value, Leaf):
        yield f"{head} {_scalar(value)}".rstrip()
    elif _is_small(value):
        yield f"{head} {_flow(value)}"
    elif isinstance(value, Items):
        yield head
        for item in value.items:
            yield from _entry(f"{indent}-", item, indent + _INDENT)
    elif isinstance(value, Table):
        yield head
        yield from _table(value, indent)


def _is_small(node: Node) -> bool:
    """Tell whether a list or mapping goes on one line: one of numbers, or one without entries."""
    if isinstance(node, Items):
        return all(_is_number(item) or (isinstance(item, Items) and _is_small(item))
                   for item in node.items)  # fmt: skip
    return isinstance(node, Table) and not node.pairs


def _is_number(node: Node) -> bool:
    return isinstance(node, Leaf) and bool(re.fullmatch(r"[\w./+-]+", node.text))


def _flow(node: Node) -> str:
    if isinstance(node, Items):
        return f"[{', '.join(map(_flow, node.items))}]"
    return _scalar(node) if isinstance(node, Leaf) else "{}"


def _scalar(leaf: Leaf) -> str:
    if leaf.empty:
        return ""
    simple = leaf.plain and _SIMPLE.fullmatch(leaf.text)
    return leaf.text if simple else json.dumps(leaf.text, ensure_ascii=False)
