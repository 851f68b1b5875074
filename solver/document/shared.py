"""What the parts of a problem state alike, so that it can be said once, before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from solver.algebra.expr import Expr, name, transform
from solver.document.blocks import Block, Paragraph


def bare(part: str, item: Any) -> Any:
    """Take the label of a part off every name in a block."""
    if isinstance(item, Expr):
        return transform(item, lambda node: _bare_name(part, node))
    if isinstance(item, tuple):
        return tuple(bare(part, inner) for inner in item)
    if is_dataclass(item) and not isinstance(item, type):
        return replace(item, **{f.name: bare(part, getattr(item, f.name)) for f in fields(item)})
    return item


def _bare_name(part: str, node: Expr) -> Expr:
    if node.op != "name":
        return node
    return name(node.attr("name").removeprefix(f"{part}."), node.shape)


def shared(statements: Sequence[tuple[str, tuple[Block, ...]]]) -> tuple[Block, ...]:
    """List the paragraphs that stand in the statement of every part, with the names of the first.

    A paragraph that leads to a table or a formula belongs to it, and stays where it is.
    """
    others = [bare(part, blocks) for part, blocks in statements[1:]]
    part, blocks = statements[0]
    return tuple(
        block
        for block in blocks
        if isinstance(block, Paragraph) and not block.leads
        and all(bare(part, block) in other for other in others)
    )  # fmt: skip
