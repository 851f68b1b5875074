"""A problem file with drawn values put in: the author's own text, with nothing left to vary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import yaml

from solver.spec.model import Spec
from solver.spec.nodes import Table
from solver.spec.reading import Reading
from solver.spec.structures import KEY, table_of
from solver.spec.tree import parse
from solver.spec.written import written

Path = tuple[str, ...]  # the keys that lead to a value
GONE = ("vary", "require", "structures")  # what a concrete problem has no use for


def concrete(text: str, spec: Spec, structure: str, values: Mapping[str, Any]) -> str:
    """Put values, by the names of the plan, in where they stand in the text of a problem.

    All else stays as it is written, comments too. The id is written, if the file has none, since a
    file of another name would have another.
    """
    if structure:
        text = _structure(text, spec.mark.file, structure)
    text = text if text.endswith("\n") else f"{text}\n"
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    cuts = dict(_cuts(root, (), {_path(key): value for key, value in values.items()}, text))
    for (start, end), fresh in sorted(cuts.items(), reverse=True):
        text = text[:start] + fresh + text[end:]
    known = {key.value for key, _ in root.value}
    return text if "id" in known else f"id: {spec.id}\n{text}"


def _path(name: str) -> Path:
    """Say where in a problem file stands what the plan calls `x`, or `a.x` in a part."""
    part, _, bare = name.rpartition(".")
    return ("parts", part, "given", bare) if part else ("given", bare)


def _structure(text: str, file: str, structure: str) -> str:
    """Write a structure of a problem as a problem file of its own."""
    node = parse(text, file, Reading())
    structures = node.get(KEY) if isinstance(node, Table) else None
    fields = structures.get(structure) if isinstance(structures, Table) else None
    if not isinstance(node, Table) or not isinstance(fields, Table):
        raise ValueError(f"there is no structure {structure}")
    return written(table_of(node, fields))


Cut = tuple[tuple[int, int], str]


def _cuts(node: Any, path: Path, values: Mapping[Path, Any], text: str) -> Iterator[Cut]:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        here = (*path, key.value)
        if key.value in GONE and _is_world(path):
            yield _removed(node, key, value)
        elif here in values:
            yield _replaced(value, flow(values[here]))
        else:
            yield from _cuts(value, here, values, text)


def _is_world(path: Path) -> bool:
    return not path or (len(path) == 2 and path[0] == "parts")


def _removed(parent: Any, key: Any, value: Any) -> Cut:
    """Take a whole entry out of a block; within braces, leave nothing in it."""
    if parent.flow_style:
        return _replaced(value, "{}" if isinstance(value, yaml.MappingNode) else "[]")
    start: int = key.start_mark.index - key.start_mark.column
    end = value.end_mark
    return (start, end.index - end.column if not _inline(value) else end.index + 1), ""


def _inline(node: Any) -> bool:
    """Tell whether a value ends on a line of its own text, and not where the next one begins."""
    return bool(getattr(node, "flow_style", True)) or isinstance(node, yaml.ScalarNode)


def _replaced(node: Any, fresh: str) -> Cut:
    span = node.start_mark.index, node.end_mark.index
    if _inline(node):
        return span, fresh
    end = node.end_mark  # a block ends where the next thing begins, behind its indentation
    return (span[0], end.index - end.column), f"{fresh}\n"


# --- values as YAML ------------------------------------------------------------------------------
def flow(value: Any) -> str:
    """Write a value exactly: a column as a flat list."""
    if not isinstance(value, tuple):
        return number(value)
    if len(value) > 1 and all(isinstance(row, tuple) and len(row) == 1 for row in value):
        value = tuple(row[0] for row in value)
    return f"[{', '.join(map(flow, value))}]"


def number(value: Fraction) -> str:
    """Write a number as a whole one, as a decimal that ends, or as a fraction."""
    twos, fives = (_power(value.denominator, prime) for prime in (2, 5))
    if 2**twos * 5**fives != value.denominator:
        return str(value)
    places = max(twos, fives)
    digits = str(abs(value) * 10**places).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _power(number: int, prime: int) -> int:
    """Count how often a prime divides a number."""
    found = 0
    while number % prime == 0:
        number //= prime
        found += 1
    return found
