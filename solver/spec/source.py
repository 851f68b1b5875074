"""Getting the text of a file: size, encoding and existence are checked here."""

from __future__ import annotations

import sys
from pathlib import Path

from solver.errors import Complaint, Mark, SpecError

LARGEST = 1_000_000  # bytes; the longest problem anyone wrote is 6 kB
STDIN = "-"


def shown(path: str | Path) -> str:
    """Name a file in complaints."""
    return "<stdin>" if str(path) == STDIN else str(path)


def read_text(path: str | Path) -> str:
    """Read a small UTF-8 file, or standard input for `-`; raise SpecError if it is neither."""
    data = _read_bytes(path)
    if len(data) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB{_size(path)}"
        raise _refuse(path, message, "is this really a problem file?")
    return _decode(data, path)


def is_there(path: str) -> bool:
    """Tell whether there is such a file; a name that no file can have is none."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _read_bytes(path: str | Path) -> bytes:
    # One byte more than is allowed is enough to know; a device may never end.
    try:
        if str(path) == STDIN:
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(path).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise _refuse(path, "no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refuse(path, f"the file cannot be read: {reason}") from None


def _size(path: str | Path) -> str:
    if str(path) == STDIN:
        return ""
    size = Path(path).stat().st_size
    return f": it has {size / 1_000_000:.1f} MB" if size > LARGEST else ""


def _decode(data: bytes, path: str | Path) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        # `error.object` lacks a byte order mark, so that the offsets agree.
        before = error.object[: error.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        mark = Mark(shown(path), line, len(before[start:].decode("utf-8", "replace")) + 1)
        message = f"the file is not UTF-8: byte 0x{error.object[error.start]:02x}"
        raise SpecError(Complaint(mark, message, "save the file in UTF-8")) from None


def _refuse(path: str | Path, message: str, hint: str = "") -> SpecError:
    return SpecError(Complaint(Mark(shown(path)), message, hint))
