"""`markscheme list`: the kinds, problems and sets that ship, with their titles."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from solver import resources

NARROW = 24  # columns; a title with less room than this goes on a line of its own


def run(arguments: Sequence[str]) -> int:
    """Print what ships."""
    if arguments:  # to read them would take longer than all that follows
        from solver.commands.parser import Parser

        Parser("list", "[--help]").read(arguments)
    sys.stdout.write(catalogue(sections(), terminal_width()))
    return 0


def sections() -> dict[str, dict[str, str]]:
    """Gather names and titles under the headings kinds, problems and sets."""
    titles = resources.titles()
    return {
        "kinds": dict(resources.kinds()),
        "problems": {name: text for name, text in titles.items() if not _is_set(name)},
        "sets": {name: text for name, text in titles.items() if _is_set(name)},
    }


def catalogue(found: Mapping[str, Mapping[str, str]], width: int | None) -> str:
    """Lay the sections out in two columns, wrapped to the width if there is one."""
    longest = max((len(name) for names in found.values() for name in names), default=0)
    lines: list[str] = []
    for heading, names in found.items():
        lines.append(heading)
        for name, title in names.items():
            lines += entry(name, title, longest, width)
    return "\n".join(lines) + "\n"


def entry(name: str, title: str, longest: int, width: int | None) -> list[str]:
    """Set one name and its title, with a hanging indent where the title must wrap."""
    column = longest + 4
    if width is None:
        return [f"  {name:{longest}}  {title}".rstrip()]
    if width - column < NARROW:
        return [f"  {name}", *_wrap(title, width, 4)]
    first, *rest = _wrap(title, width, column) or [""]
    return [f"  {name:{longest}}  {first.lstrip()}".rstrip(), *rest]


def terminal_width() -> int | None:
    """Give the width of the terminal, or None where the output goes to a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else os.get_terminal_size().columns


def _wrap(text: str, width: int, indent: int) -> list[str]:
    import textwrap

    margin = " " * indent
    width = max(width, indent + 12)
    return textwrap.wrap(text, width, initial_indent=margin, subsequent_indent=margin)


def _is_set(name: str) -> bool:
    return name.startswith("sets/")
