"""Givens that stand in a file of data beside the problem: `.csv`, `.npy`, `.npz` and `.mat`.

What is read is bounded before it is read, and nothing in a file is ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from solver.errors import Mark
from solver.spec import arrayfiles, csvfile, matfile
from solver.spec.arrayfiles import LARGEST, NotData
from solver.spec.reading import refused, short
from solver.spec.source import STDIN, shown

Read = Callable[[str, str, tuple[str, ...]], Any]
READERS: dict[str, Read] = {
    ".csv": csvfile.read,
    ".npy": arrayfiles.read_npy,
    ".npz": arrayfiles.read_npz,
    ".mat": matfile.read,
}
KINDS = ", ".join(READERS)


def read_data(path: str, mark: Mark, variable: str, columns: Sequence[str]) -> Any:
    """Read nested tuples of exact numbers from a file; Refused says at the mark what is wrong.

    Paths are relative to the file that the mark is in, or to the current folder for standard input,
    and do not leave that folder.
    """
    found = _inside(path, mark)
    suffix = found.suffix.lower()
    if suffix not in READERS:
        raise refused(mark, f"{short(path)} is not a data file", f"data files end in {KINDS}")
    if variable and suffix in {".csv", ".npy"}:
        raise refused(mark, f"a {suffix} file has no variables", "leave `variable` out")
    if columns and suffix != ".csv":
        raise refused(mark, f"`columns` belongs to a .csv file, not to {suffix}")
    try:
        size, changed = _stat(found)
        return _read(suffix, str(found), size, changed, variable, tuple(columns))
    except NotData as problem:
        raise refused(mark, f"{short(path)}{problem}", problem.hint) from None


def _inside(path: str, mark: Mark) -> Path:
    """Find a file within the folder of the problem, whatever links there are on the way."""
    folder = Path() if mark.file == shown(STDIN) else Path(mark.file).parent
    outside = PurePath(path).is_absolute() or PureWindowsPath(path).anchor
    if outside or not path.isprintable():
        raise refused(mark, "the path of a data file is relative to the problem's file")
    try:
        found = (folder / path).resolve()
        inside = found.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        raise refused(mark, f"{short(path)} is no path") from None
    if not inside:
        message = f"{short(path)} is outside the folder of the problem"
        raise refused(mark, message, "put the data file beside the problem")
    return found


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        raise NotData(": there is no such file", "paths are relative to the problem") from None
    if not path.is_file():
        raise NotData(" is not a file")
    if found.st_size > LARGEST:
        most = f"{LARGEST // 10**6} MB"
        raise NotData(f" has {found.st_size / 1e6:.1f} MB: at most {most} are read")
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=16)
def _read(
    suffix: str, path: str, size: int, changed: int, variable: str, columns: tuple[str, ...]
) -> Any:
    """Read a file once, as long as it does not change: every part of a problem asks for it."""
    try:
        return READERS[suffix](path, variable, columns)
    except OSError as error:
        raise NotData(f" cannot be read: {error.strerror or 'it is broken'}") from None
