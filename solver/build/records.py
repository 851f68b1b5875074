"""What is written down of every student: numbers, answers, and the hashes of their files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from solver.errors import Complaint, Mark, SpecError
from solver.spec.numbers import exact
from solver.variants.assigning import Assigned, Sheet

SCHEMA = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One student's sheet as it was built.

    `file` is the name of its files without a suffix, `files` their hashes by path. `tex` are the
    hashes of the LaTeX of handout and key: what they are equal for need not be typeset again.
    """

    student: str
    file: str
    variant: str
    items: tuple[Mapping[str, Any], ...]
    files: Mapping[str, str]
    tex: Mapping[str, str]
    name: str = ""
    section: str = ""
    email: str = ""

    @property
    def sheet(self) -> Sheet:
        """The values that the student was given."""
        return Sheet(self.student, tuple(map(_assigned, self.items)))


@dataclass(frozen=True)
class Manifest:
    """A build: what it was made from, and every student's record; `broken` says who has none."""

    head: Mapping[str, Any]
    records: Mapping[str, Record]
    broken: Mapping[str, str] = field(default_factory=dict)
    dealt: Mapping[str, str] = field(default_factory=dict)  # student → version, of a few versions

    def text(self) -> str:
        """Write the manifest as JSON, a line for each student, in the order of their ids."""
        head = {"schema": SCHEMA, **self.head}
        lines = [f"  {json.dumps(k)}: {_line(v)}," for k, v in head.items()]
        lines += [f'  "broken": {_line(dict(sorted(self.broken.items())))},']
        lines += [f'  "dealt": {_line(dict(sorted(self.dealt.items())))},'] if self.dealt else []
        rows = [f"    {_line(as_data(self.records[key]))}" for key in sorted(self.records)]
        return "\n".join(["{", *lines, '  "students": [', ",\n".join(rows), "  ]", "}", ""])


def as_data(record: Record) -> dict[str, Any]:
    """Give a record as plain data."""
    return asdict(record)


def as_record(data: Mapping[str, Any]) -> Record:
    """Read a record back; KeyError or TypeError if it is none."""
    return Record(**{**data, "items": tuple(data["items"])})


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def load_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a build; None if the folder has none, SpecError if it is damaged."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        records = [as_record(each) for each in data.pop("students")]
        broken, dealt = data.pop("broken"), data.pop("dealt", {})
        if data.pop("schema") != SCHEMA:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        message, hint = "this is no manifest of a build", "build again into another folder"
        raise SpecError(Complaint(Mark(str(path)), message, hint)) from None
    return Manifest(data, {each.student: each for each in records}, broken, dealt)


# --- the journal: what is done of a build that may be killed -------------------------------------
JOURNAL = ".journal"


def journal_line(record: Record) -> str:
    """Write a record as a line."""
    return _line(as_data(record)) + "\n"


def load_journal(folder: Path, fingerprint: str) -> dict[str, Record] | None:
    """Read what was done for the same inputs, but torn lines; None if nothing was begun."""
    path = folder / JOURNAL
    if not path.is_file():
        return None
    first, *lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    found = {}
    for line in lines if first == fingerprint else ():
        try:
            record = as_record(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
        found[record.student] = record
    return found


# --- values --------------------------------------------------------------------------------------
def item_data(item: Assigned, problem: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a student got of one problem as plain data."""
    return {
        "label": item.label,
        "id": problem,
        "structure": item.structure,
        "drawn": {name: texts(value) for name, value in sorted(item.drawn.items())},
        "values": {name: texts(value) for name, value in sorted(item.values.items())},
        "key": item.key,
        "answers": dict(answers),
    }


def _assigned(data: Mapping[str, Any]) -> Assigned:
    drawn = {name: numbers(value) for name, value in data["drawn"].items()}
    values = {name: numbers(value) for name, value in data["values"].items()}
    return Assigned(data["label"], data["structure"], drawn, values, data["key"])


def texts(value: Any) -> Any:
    """Write exact numbers as texts such as `-3/4`."""
    return [texts(part) for part in value] if isinstance(value, tuple) else _text(value)


@lru_cache(maxsize=2**14)
def _text(number: Fraction) -> str:
    return str(number)


def numbers(value: Any) -> Any:
    """Read exact numbers back."""
    if isinstance(value, list):
        return tuple(map(numbers, value))
    return _number(value)


@lru_cache(maxsize=2**14)
def _number(text: str) -> Fraction:
    return exact(text)


def same_values(one: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether two lists of items have the same numbers in the same problems."""
    keys = ("label", "structure", "values")
    return [[each[k] for k in keys] for each in one] == [[each[k] for k in keys] for each in other]
