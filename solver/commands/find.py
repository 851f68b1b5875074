"""From a FILE of the command line to a problem or a set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from solver import resources
from solver.errors import Complaint, Mark, SpecError
from solver.spec.reading import nearest

STDIN = "-"


def find(name: str) -> Path:
    """Give the path that a FILE means: a file, or a problem or set that ships."""
    if not name.strip():
        raise _refusal(repr(name), "a file without a name", "`markscheme list` prints what ships")
    path = Path(name)
    shipped = resources.problems_dir() / f"{name.removesuffix('.yaml')}.yaml"
    if name == STDIN or (path.exists() and not path.is_dir()):
        return path
    if shipped.is_file():
        return shipped
    if path.is_dir():
        raise _refusal(
            name, "this is a folder, not a file", f"name the files in it: {path / '*.yaml'}"
        )
    raise _refusal(name, "there is no such file, and none ships by that name", _meant(path))


def find_all(names: Iterable[str]) -> tuple[Path, ...]:
    """Find every FILE, or complain of all that are not there."""
    paths: list[Path] = []
    complaints: list[Complaint] = []
    for name in dict.fromkeys(names):
        try:
            paths.append(find(name))
        except SpecError as error:
            complaints += error.complaints
    if complaints:
        raise SpecError(*complaints)
    return tuple(paths)


def _refusal(name: str, message: str, hint: str) -> SpecError:
    return SpecError(Complaint(Mark(name), message, hint))


def _meant(path: Path) -> str:
    beside = [str(other) for other in _siblings(path) if other.suffix == ".yaml"]
    hint = nearest(str(path), [*resources.titles(), *beside])
    return hint if hint.startswith("did") else "`markscheme list` prints what ships"


def _siblings(path: Path) -> list[Path]:
    return sorted(path.parent.iterdir()) if path.parent.is_dir() else []
