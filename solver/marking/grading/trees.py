"""Texts in lists and tables, as JSON has them, or lines that look like `name: answer`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from solver.errors import Complaint, Mark

DEEPEST: Final = 12  # levels; a matrix in a list of matrices has five
MOST_LINES: Final = 20_000
LONGEST_LINE: Final = 20_000
_LINE: Final = re.compile(
    r"""\s*(?:"([^"]{1,200})"|'([^']{1,200})'|([\w./:^'-]{1,200}?))\s*:(?=\s|$)(.*)"""
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, and where it stands."""

    text: str
    line: int = 1
    column: int = 1


Tree = Scalar | list[Any] | dict[str, Any]  # lists and tables of trees


class NoForm(Exception):
    """A text that is neither YAML nor JSON as a form may be."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint)
        self.complaint = complaint


# --- JSON ----------------------------------------------------------------------------------------
def json_tree(text: str, file: str) -> Tree:
    """Read JSON, with its numbers as they were typed; NoForm."""
    try:
        return _texts(json.loads(text, parse_int=str, parse_float=str, parse_constant=str), 0)
    except json.JSONDecodeError as error:
        mark = Mark(file, error.lineno, error.colno)
        raise NoForm(Complaint(mark, f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}")) from None
    except RecursionError:
        raise NoForm(Complaint(Mark(file), "this is nested too deeply for a form")) from None


def _texts(value: Any, depth: int) -> Tree:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _texts(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_texts(part, depth + 1) for part in value]
    if isinstance(value, str):
        return Scalar(value)
    return Scalar("" if value is None else str(value).lower())  # null, true or false


# --- line by line --------------------------------------------------------------------------------
def lines_of(text: str) -> Iterator[tuple[str, Scalar]]:
    """Read each line that looks like `name: answer`, whatever stands between them."""
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        found = _LINE.fullmatch(line[:LONGEST_LINE])
        if found and not line.lstrip().startswith("#"):
            name = found[1] or found[2] or found[3]
            yield name, Scalar(_unquoted(_answer(found[4])), number, found.start(4) + 1)


def _answer(value: str) -> str:
    """Leave out a remark, which stands behind the last quote or bracket."""
    end = max(map(value.rfind, "\"']")) + 1
    return (value[:end] + f"{value[end:]} ".partition(" #")[0]).strip()


def _unquoted(value: str) -> str:
    if value.startswith("["):
        return value.replace('"', "").replace("'", "")
    return value.strip('"') if '"' in value else value.strip("'")
