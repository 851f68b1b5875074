"""What ships beside the code: problems, templates, and the kinds, found without importing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_TITLE = re.compile(r"^title:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_FIRST_LINE = re.compile(r'^(?:#.*\n|\s*\n)*r?"""(.*?)\.?(?:"""|$)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A problem or set that ships; `group` is its kind, or `sets`."""

    group: str
    stem: str
    title: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.group}/{self.stem}"


def problems_dir() -> Path:
    """Find the problems, in a wheel or in a checkout."""
    return _find("problems")


def templates_dir() -> Path:
    """Find the templates, in a wheel or in a checkout."""
    return _find("templates")


def _find(name: str) -> Path:
    packed = _HERE / "_data" / name
    return packed if packed.is_dir() else _HERE.parent / name


def kinds() -> dict[str, str]:
    """Give each kind's stem and, from its docstring, what it is."""
    modules = sorted((_HERE / "kinds").glob("[!_]*.py"))
    return {path.stem: _docstring(path.read_text(encoding="utf-8")) for path in modules}


def _docstring(source: str) -> str:
    found = _FIRST_LINE.match(source)
    return found[1] if found else ""


def shipped() -> Iterator[Shipped]:
    """List the problems and sets that ship; only the `title:` line of each file is read."""
    for path in sorted(problems_dir().glob("*/*.yaml")):
        title = _title(path.read_text(encoding="utf-8"))
        yield Shipped(path.parent.name, path.stem, title or path.stem, path)


def titles() -> dict[str, str]:
    """Give the title of each problem and set that ships by its name, `network/relu-l1`."""
    return {each.name: each.title for each in shipped()}


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return _unquoted(found[1]) if found else ""


def _unquoted(text: str) -> str:
    """Read a one-line YAML text, as far as titles go."""
    if text.startswith("'") and text.count("'") > 1:
        return text[1 : text.rindex("'")].replace("''", "'")
    if text.startswith('"') and text.count('"') > 1:
        return text[1 : text.rindex('"')].replace('\\"', '"').replace("\\\\", "\\")
    return text.split(" #")[0].rstrip()
