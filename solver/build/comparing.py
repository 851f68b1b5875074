"""What an earlier build and this one have in common: whose numbers, keys or pages have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.build.records import Manifest, Record, same_values


@dataclass(frozen=True, slots=True)
class Change:
    """What is new for one student: `numbers`, `answers`, `handout`, `key`; or `new`."""

    student: str
    what: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.student}: {', '.join(self.what)}"


def changes(old: Manifest, records: Mapping[str, Record]) -> tuple[Change, ...]:
    """List the students for whom something has changed, in the order of their ids."""
    found = (Change(key, tuple(_what(old.records.get(key), records[key]))) for key in records)
    return tuple(sorted((c for c in found if c.what), key=lambda change: change.student))


def _what(before: Record | None, after: Record) -> Iterator[str]:
    if before is None:
        yield "new"
        return
    if not same_values(before.items, after.items):
        yield "numbers"
    if _answers(before) != _answers(after):
        yield "answers"
    for view in ("handout", "key"):
        if _hash(before, view) != _hash(after, view):
            yield view


def _answers(record: Record) -> list[Any]:
    return [item["answers"] for item in record.items]


def _hash(record: Record, view: str) -> list[str]:
    return [found for path, found in sorted(record.files.items()) if path.startswith(view)]
