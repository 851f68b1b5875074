"""The files that were handed in: found without leaving their folder, and read within bounds."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solver.errors import Complaint, Mark, SpecError

LARGEST: Final = 1_000_000  # bytes of one file; a form has 2 kB
MOST_FILES: Final = 50_000
DEEPEST: Final = 6  # folders
FORMS: Final = (".yaml", ".yml", ".json")
TRANSCRIPTS: Final = (".md", ".tex", ".txt")
_SYSTEM: Final = frozenset(["__macosx", "thumbs.db", "desktop.ini"])
_NUMBERS: Final = re.compile(r"(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a folder; `name` is its path in it, with `/`."""

    path: Path
    name: str

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


def files_in(folder: Path) -> tuple[list[Found], list[Complaint]]:
    """List the forms and transcripts in a folder, `S17-2` after `S17`, and what is neither."""
    found: list[Found] = []
    complaints: list[Complaint] = []
    others: dict[str, list[str]] = {}
    for each in sorted(_walk(folder, complaints), key=lambda one: _natural(one.name)):
        if len(found) >= MOST_FILES:
            what = f"there are more than {MOST_FILES:,} files: the others are left out"
            complaints.append(Complaint(Mark(str(folder)), what))
            break
        if each.suffix in FORMS + TRANSCRIPTS:
            found.append(each)
        else:
            others.setdefault(each.suffix, []).append(each.name)
    complaints += [_left_out(folder, suffix, names) for suffix, names in sorted(others.items())]
    return found, complaints


def _walk(folder: Path, complaints: list[Complaint]) -> Iterator[Found]:
    for root, folders, names in os.walk(folder, followlinks=False):
        here = Path(root)
        depth = len(here.relative_to(folder).parts)
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(n for n in folders if n not in linked and not _hidden(n))
        if depth >= DEEPEST and folders:
            complaints.append(Complaint(Mark(root), "folders this deep are left out"))
            folders.clear()
        for name in sorted((*linked, *names)):
            yield from _file(here / name, folder, complaints)


def _file(path: Path, folder: Path, complaints: list[Complaint]) -> Iterator[Found]:
    if _hidden(path.name):
        return
    name = path.relative_to(folder).as_posix()
    try:
        mode = path.lstat().st_mode
    except OSError:
        mode = 0
    if stat.S_ISREG(mode):
        yield Found(path, name)
    else:
        what = "a link" if stat.S_ISLNK(mode) else "no file"
        hint = "put the file itself into the folder"
        complaints.append(Complaint(Mark(str(path)), f"this is {what}: it is left out", hint))


def _hidden(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _SYSTEM


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order names as people do: 2 before 10, and `S17.yaml` before `S17-2.yaml`."""
    stem, dot, suffix = name.rpartition(".")
    text = f"{stem}\0{suffix}" if dot else name
    parts = _NUMBERS.split(text)
    return tuple((int(p), "") if k % 2 else (-1, p) for k, p in enumerate(parts))


def _left_out(folder: Path, suffix: str, names: list[str]) -> Complaint:
    what = f"{len(names)} files are" if len(names) > 1 else "1 file is"
    message = f"{what} neither a form nor text, and left out: {names[0]}{', …' * (len(names) > 1)}"
    archive = suffix in (".zip", ".7z", ".gz", ".tar")
    hint = (
        "unpack it first" if archive else f"what is read ends in {', '.join(FORMS + TRANSCRIPTS)}"
    )
    return Complaint(Mark(str(folder)), message, hint)


# --- the text of a file --------------------------------------------------------------------------
def text_of(path: Path) -> tuple[str, list[Complaint]]:
    """Read a file within bounds, in whatever encoding; SpecError if it holds no text."""
    data = _bytes(path)
    file = str(path)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _lines(data.decode("utf-16", "replace")), []
    try:
        return _lines(data.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        mark = Mark(file, line, len(before[start:].decode("utf-8", "replace")) + 1)
        message = f"the file is not UTF-8: byte 0x{data[error.start]:02x}"
        hint = "it was read as Windows-1252: look at letters with accents"
        return _lines(data.decode("cp1252", "replace")), [Complaint(mark, message, hint)]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes(path: Path) -> bytes:
    """Read at most what a form may have: nothing that grows, waits, or leads elsewhere."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"the file cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise _refused(path, f"the file is larger than {LARGEST // 10**6} MB", "is this a form?")
    return data


def _refused(path: Path, message: str, hint: str = "") -> SpecError:
    return SpecError(Complaint(Mark(str(path)), message, hint))
