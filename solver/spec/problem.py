"""A problem: its own world, and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.spec.common import HEAD, WORLD
from solver.spec.library import Library
from solver.spec.model import Part, Spec
from solver.spec.nodes import Table
from solver.spec.parts import WrittenPart, check_stand_ins, read_part, written_parts
from solver.spec.reading import Reading
from solver.spec.records import refuse_unknown
from solver.spec.scope import check_asked_once, check_names
from solver.spec.structures import KEY, written_structures
from solver.spec.world import read_kind, read_world


def read_problem(table: Table, reading: Reading, library: Library) -> Spec:
    """Read a problem; what could not be read is left out, and has been complained about."""
    kind = read_kind(table, reading, library)
    if kind.name:
        refuse_unknown(table, ["kind", *HEAD, *WORLD, *kind.fields, "parts", KEY], reading)
    written = written_parts(table, kind, reading, library)
    world = read_world(table, kind, reading, needed=_is_used(table, written))
    parts = _read_parts(written, table, reading)
    shared = [ask for part in parts if part.spec is None for ask in part.asks]
    check_names(world.declared, (*world.spec.asks, *shared), reading)
    check_stand_ins(world.spec.given, (), reading)
    for asks in (world.spec.asks, *(part.asks for part in parts)):
        check_asked_once(asks, reading)
    written_as = written_structures(table, reading)
    structures = tuple((name, read_problem(each, reading, library)) for name, each in written_as)
    return replace(world.spec, parts=parts, structures=structures)


def _is_used(table: Table, parts: Sequence[WrittenPart]) -> bool:
    """Tell whether anything is asked of the problem's own steps; else it only feeds its parts."""
    asks = table.get("ask") is not None
    return asks or not parts or any(not part.own_world for part in parts)


def _read_parts(written: Sequence[WrittenPart], table: Table, reading: Reading) -> tuple[Part, ...]:
    labels = [part.label.text for part in written]
    return tuple(read_part(part, table, labels[:i], reading) for i, part in enumerate(written))
