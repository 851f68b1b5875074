"""From a file to a validated problem or set, with every complaint at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from solver.errors import Mark, SpecError
from solver.spec.fields import expected
from solver.spec.library import Library, shipped
from solver.spec.model import SetSpec, Spec
from solver.spec.nodes import Broken, Node, Table
from solver.spec.problem import read_problem
from solver.spec.reading import Reading, Refused, refused
from solver.spec.sets import read_set
from solver.spec.source import is_there, read_text, shown
from solver.spec.tree import parse


def load(path: str | Path, library: Library | None = None) -> Spec | SetSpec:
    """Load a problem or a set from a file, `-` being standard input; raise SpecError."""
    return load_text(read_text(path), shown(path), library)


def load_text(text: str, file: str, library: Library | None = None) -> Spec | SetSpec:
    """Load a problem or a set from a text; paths in a set are relative to `file`."""
    library = library or shipped()
    reading = Reading(library.reserved)
    found = reading.attempt(_load, text, file, reading, library)
    if found is None or reading.complaints:
        raise reading.fail()
    return found


def _load(text: str, file: str, reading: Reading, library: Library) -> Spec | SetSpec:
    table = _table(text, file, reading)
    if _is_set(table):
        return read_set(table, reading, partial(_of_set, reading, library))
    return read_problem(table, reading, library)


def _table(text: str, file: str, reading: Reading) -> Table:
    """Parse a text; passes on what YAML itself complains of."""
    try:
        node: Node = parse(text, file, reading)
    except SpecError as error:
        reading.complaints.extend(error.complaints)
        raise Refused from None
    if isinstance(node, Broken):
        raise Refused
    if not isinstance(node, Table):
        raise expected("a mapping such as `kind: network`", node)
    return node


def _is_set(table: Table) -> bool:
    return table.get("problems") is not None


def _of_set(reading: Reading, library: Library, path: str, mark: Mark) -> Spec:
    """Load a problem of a set, whose file is named at `mark`."""
    if not is_there(path):
        raise refused(mark, f"there is no file {path}", "paths are relative to the set's file")
    try:
        text = read_text(path)
    except SpecError as error:
        reading.complaints.extend(error.complaints)
        raise Refused from None
    table = _table(text, path, reading)
    if _is_set(table):
        raise refused(mark, f"{path} is a set", "a set holds problems only")
    return read_problem(table, reading, library)
