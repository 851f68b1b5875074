"""Finding a list or mapping in brackets that YAML tore at a comma inside a formula."""

from __future__ import annotations

from collections.abc import Sequence

from solver.errors import Complaint
from solver.spec.nodes import Leaf, Node
from solver.spec.reading import short

_LIST_HINT = "write a block list: each item on a line of its own, after `- `"
_TABLE_HINT = "put the formula in quotes, or write one `key: value` a line"


def torn(parts: Sequence[Node], is_table: bool) -> Complaint | None:
    """Complain if one part opens a bracket that a later part closes."""
    opened: Leaf | None = None
    for part in parts:
        excess = _excess(part)
        if isinstance(part, Leaf) and excess > 0 and opened is None:
            opened = part
        elif excess < 0 and opened is not None:
            return _complaint(opened, is_table)
    return None


def _excess(part: Node) -> int:
    if isinstance(part, Leaf) and part.plain:
        return part.text.count("(") - part.text.count(")")
    return 0


def _complaint(first: Leaf, is_table: bool) -> Complaint:
    what = "mapping" if is_table else "list"
    message = f"this {what} is torn at a comma inside brackets, at {short(first.text)}"
    return Complaint(first.mark, message, _TABLE_HINT if is_table else _LIST_HINT)
