"""One world of givens and steps: a whole problem, or a part laid over it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from solver.spec.common import HEAD, LONGEST_ID, WORLD
from solver.spec.fields import text_of
from solver.spec.givens import named
from solver.spec.lets import lets
from solver.spec.library import Library
from solver.spec.model import Spec
from solver.spec.nodes import Broken, Node, Table
from solver.spec.reading import Reading, nearest, refused, short
from solver.spec.records import FieldMap, read_fields
from solver.spec.scope import Declared, check_sizes
from solver.spec.vary import check_varied, varied

_AS_READ = (
    "source", "statement", "note", "points", "symbols", "functions", "assume", "show", "require",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind and the fields of its own; the nameless one stands for a kind that is not known."""

    name: str = ""
    fields: FieldMap = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """A spec, and the names it declares."""

    spec: Spec
    declared: tuple[Declared, ...]


def read_kind(table: Table, reading: Reading, library: Library) -> Kind:
    """Read which kind a mapping says it is of."""
    node = table.get("kind")
    if node is None:
        hint = f"known here: {', '.join(library.kinds)}; a set has the key `problems`"
        reading.complain(table.mark, "the key `kind` is missing", hint)
        return Kind()
    name = None if isinstance(node, Broken) else reading.attempt(_known, node, library.kinds)
    return Kind(name, library.fields_of(name)) if name else Kind()


def _known(node: Node, kinds: Collection[str]) -> str:
    leaf = text_of(node, "a kind")
    if leaf.text not in kinds:
        raise refused(leaf.mark, f"unknown kind {short(leaf.text)}", nearest(leaf.text, kinds))
    return leaf.text


def read_world(table: Table, kind: Kind, reading: Reading, needed: bool = True) -> World:
    """Read all fields but `parts`; the kind's required ones may lack if nothing needs them."""
    own = kind.fields if needed else _optional(kind.fields)
    fields = {**HEAD, **WORLD, **own}
    values = read_fields(table, fields, reading)
    names = (fields[key].declares(value) for key, value in values.items())
    spec = _spec(table, kind, values)
    check_sizes(spec.given, reading)
    check_varied(spec, reading)
    return World(spec, tuple(name for found in names for name in found))


def _optional(fields: FieldMap) -> FieldMap:
    return {key: replace(each, required=False) for key, each in fields.items()}


def _spec(table: Table, kind: Kind, values: Mapping[str, Any]) -> Spec:
    name = values.get("id") or stem(table.mark.file)
    return Spec(
        id=name,
        kind=kind.name,
        title=values.get("title", name),
        mark=table.mark,
        given=named(values.get("given", ())),
        vary=varied(values.get("vary", ())),
        let=lets(values.get("let", ())),
        asks=values.get("ask", ()),
        own={key: values[key] for key in kind.fields if key in values},
        **{key: values[key] for key in _AS_READ if key in values},
    )


def stem(file: str) -> str:
    """Make an id of a file's name."""
    return re.sub(r"[^\w.-]+", "-", PurePath(file).stem).strip("-")[:LONGEST_ID] or "problem"
