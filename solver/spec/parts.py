"""The lettered parts of a problem, each in the problem's world or in its own laid over it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from solver.spec.common import HEAD, LABEL, PART, WORLD
from solver.spec.fields import expected
from solver.spec.library import Library
from solver.spec.model import GivenSpec, Part, Spec
from solver.spec.nodes import Broken, Leaf, Node, Table
from solver.spec.reading import Reading
from solver.spec.records import read_fields, refuse_unknown
from solver.spec.scope import check_names
from solver.spec.world import Kind, read_kind, read_world

MOST = 100  # every part reads its problem again, so time grows with their number
_STAYS = {"parts", "ask", "points", "show"}  # what a part does not take over from its problem
_MERGED = {
    "given",
    "symbols",
    "functions",
    "vary",
    "let",
}  # by name; other fields are replaced as a whole


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part as it is written, its kind, and whether it changes what steps are made from."""

    label: Leaf
    table: Table
    kind: Kind
    own_world: bool


def written_parts(
    problem: Table, kind: Kind, reading: Reading, library: Library
) -> tuple[WrittenPart, ...]:
    """List the parts of a problem, without those that cannot be parts at all."""
    node = problem.get("parts")
    found = None if node is None else _table(node, "a mapping of `label: part`", reading)
    pairs = found.pairs if found else ()
    if len(pairs) > MOST:
        reading.complain(pairs[MOST][0].mark, f"a problem has at most {MOST} parts")
    parts = (_part(*pair, kind, reading, library) for pair in pairs[:MOST])
    return tuple(part for part in parts if part)


def _part(
    key: Leaf, node: Node, kind: Kind, reading: Reading, library: Library
) -> WrittenPart | None:
    label = LABEL.read(key, reading)
    table = _table(node, f"a mapping with {', '.join(PART)}", reading)
    if label is None or table is None:
        return None
    if table.get("kind") is not None:
        kind = read_kind(table, reading, library)
    keys = {leaf.text for leaf, _ in table.pairs}
    return WrittenPart(key, table, kind, not keys.isdisjoint({"kind", *WORLD, *kind.fields}))


def _table(node: Node, what: str, reading: Reading) -> Table | None:
    return None if isinstance(node, Broken) else reading.attempt(_must_be_table, node, what)


def _must_be_table(node: Node, what: str) -> Table:
    if not isinstance(node, Table):
        raise expected(what, node)
    return node


def read_part(
    part: WrittenPart, problem: Table, earlier: Collection[str], reading: Reading
) -> Part:
    """Read one part; `earlier` are the labels before it."""
    if part.kind.name:
        refuse_unknown(part.table, [*PART, "kind", *WORLD, *part.kind.fields], reading)
    found = read_fields(part.table, PART, reading)
    spec = _own_spec(part, problem, earlier, reading) if part.own_world else None
    asks = found.get("ask", ())
    return Part(
        part.label.text, part.label.mark, found.get("text", ""), found.get("points"), asks, spec
    )


def _own_spec(
    part: WrittenPart, problem: Table, earlier: Collection[str], reading: Reading
) -> Spec:
    world = read_world(overlay(problem, part.table, part.kind), part.kind, reading)
    check_names(world.declared, world.spec.asks, reading)
    check_stand_ins(world.spec.given, earlier, reading)
    return world.spec


def overlay(problem: Table, part: Table, kind: Kind) -> Table:
    """Lay a part's fields over the problem's, of which those stay that the part's kind knows."""
    known = {*HEAD, *WORLD, *kind.fields} - _STAYS
    under = tuple(pair for pair in problem.pairs if pair[0].text in known)
    return laid_over(Table(under, part.mark), part)


def laid_over(below: Table, above: Table) -> Table:
    """Lay fields over others: what is by name is merged, all else replaced."""
    found = {key.text: (key, value) for key, value in below.pairs}
    for key, value in above.pairs:
        under = found.get(key.text)
        if under and key.text in _MERGED:
            value = _merge(under[1], value)
        found[key.text] = (key, value)
    return Table(tuple(found.values()), below.mark)


def _merge(below: Node, above: Node) -> Node:
    if not (isinstance(below, Table) and isinstance(above, Table)):
        return above
    pairs = {key.text: (key, value) for key, value in (*below.pairs, *above.pairs)}
    return Table(tuple(pairs.values()), above.mark)


def check_stand_ins(
    givens: tuple[GivenSpec, ...], earlier: Collection[str], reading: Reading
) -> None:
    """Complain of a given that stands for a step of a part that does not come before."""
    for given in givens:
        label = given.step.partition(".")[0]
        if given.step and label not in earlier:
            message = f"`{given.name}` stands for a step of `{label}`, which is no part before this"
            hint = f"parts before this: {', '.join(earlier)}" if earlier else "no part comes before"
            reading.complain(given.mark, message, hint)
