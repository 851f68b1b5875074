"""Shapes as they are written in problem files: `[m, n]`, `[k]`, `[2n + 1, 3]`."""

from __future__ import annotations

import re

from solver.algebra.shapes import Dim, Shape, combine, symbol
from solver.spec.fields import Field, Schema, expected
from solver.spec.names import NAME, identifier
from solver.spec.nodes import Items, Leaf, Node
from solver.spec.reading import Reading, refused, short

_ONE = rf"(?:\d{{1,9}}(?:\*?{NAME})?|{NAME})"
_TERM = re.compile(rf"([+-]?)(?:(\d{{1,9}})\*?)?({NAME})?")
_SUM = re.compile(rf"[+-]?{_ONE}(?:[+-]{_ONE})*")
# `m n` is not the name `mn`, and `3x4` is not 3 times `x4`.
_MEANT_OTHERWISE = re.compile(r"\w\s+\w|\d\s*x\s*\d")
_HINT = (
    "a size is a whole number of at most nine digits, a name, or a sum such as `2n + 1`; "
    "a shape lists sizes"
)


def read_size(node: Node) -> Dim:
    """Take one size."""
    if not isinstance(node, Leaf) or _MEANT_OTHERWISE.search(node.text):
        raise expected("a size", node, _HINT)
    text = "".join(node.text.split())
    if not _SUM.fullmatch(text):
        raise expected("a size", node, _HINT)
    size = combine(*(_term(found, node) for found in _TERM.finditer(text) if found[0]))
    if isinstance(size, int) and size < 1:
        raise refused(node.mark, f"a size is at least 1, found {short(node.text)}")
    return size


def _term(found: re.Match[str], node: Leaf) -> tuple[int, Dim]:
    sign, count, name = found.groups()
    factor = int(count or 1) * (-1 if sign == "-" else 1)
    return factor, symbol(identifier(Leaf(name, node.mark))) if name else 1


def read_shape(node: Node) -> Shape:
    """Take a shape: one size is a column, and 1×1 is a scalar."""
    if isinstance(node, Items):
        dims = tuple(read_size(part) for part in node.items)
    elif isinstance(node, Leaf) and not node.empty:
        dims = (read_size(node),)
    else:
        raise expected("a shape such as `[m, n]`", node)
    return normal((*dims, 1) if len(dims) == 1 else dims)


def normal(shape: Shape) -> Shape:
    """Count 1×1 as a scalar."""
    return () if shape == (1, 1) else shape


class ShapeField(Field[Shape]):
    """A shape, perhaps symbolic."""

    def take(self, node: Node, reading: Reading) -> Shape:
        return read_shape(node)

    def schema(self) -> Schema:
        size = {"type": ["integer", "string"]}
        return {"anyOf": [size, {"type": "array", "items": size}]}
