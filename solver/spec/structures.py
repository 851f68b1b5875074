"""Structures of a problem: other fields laid over it, one of which each student gets."""

from __future__ import annotations

from collections.abc import Iterator

from solver.spec.fields import expected
from solver.spec.nodes import Broken, Leaf, Node, Table
from solver.spec.parts import laid_over
from solver.spec.reading import Reading, short

MOST = 64
KEY = "structures"
ABOUT = "other fields laid over the problem, by a name; each student gets one of these"
_STAY = {"id", "points", KEY}  # what a structure cannot change


def written_structures(problem: Table, reading: Reading) -> Iterator[tuple[str, Table]]:
    """Give every structure as a whole problem: the fields it changes, over those that stay."""
    node = problem.get(KEY)
    pairs = reading.attempt(_pairs, node) if node and not isinstance(node, Broken) else None
    for key, fields in pairs or ():
        table = reading.attempt(_fields, key, fields, reading)
        if table is not None:
            yield key.text, table_of(problem, table)


def table_of(problem: Table, fields: Table) -> Table:
    """Lay the fields of a structure over its problem."""
    stay = tuple(pair for pair in problem.pairs if pair[0].text != KEY)
    return laid_over(Table(stay, problem.mark), fields)


def _pairs(node: Node) -> tuple[tuple[Leaf, Node], ...]:
    if not isinstance(node, Table) or not 2 <= len(node.pairs) <= MOST:
        hint = "each is what differs: `two layers: {forward: {…}}`; `{}` is the problem itself"
        raise expected(f"a mapping of 2 to {MOST} structures", node, hint)
    return node.pairs


def _fields(key: Leaf, fields: Node, reading: Reading) -> Table:
    if not isinstance(fields, Table):
        raise expected("a mapping of the fields that differ", fields, "`{}` changes nothing")
    for leaf, _ in fields.pairs:
        if leaf.text in _STAY:
            reading.complain(leaf.mark, f"a structure cannot change {short(leaf.text)}")
    return fields
