"""Files that appear whole or not at all, and a disk that is full or read-only, told as such."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from solver.errors import MarkschemeError


class DiskError(MarkschemeError):
    """A folder cannot be written to."""

    exit_code = 2


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell a fault of the file system by the file it happened to; DiskError."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        hint = "what is built stays: make room, or name another folder with --out"
        raise DiskError(
            f"{path} cannot be written: {error.strerror}\n  hint: {hint}, then --resume"
        ) from None


def write(path: Path, data: bytes) -> str:
    """Write a file that appears whole, and return its hash."""
    with told(path), fresh(path) as other:
        other.write_bytes(data)
    return digest(data)


@contextmanager
def fresh(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to, and rename it to `path` once it is whole."""
    other = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield other
        other.replace(path)
    finally:
        other.unlink(missing_ok=True)


def make_folders(*folders: Path) -> None:
    """Make folders, unless they are there; DiskError."""
    for folder in folders:
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)


def digest(data: bytes) -> str:
    """Hash a file's bytes."""
    return sha256(data).hexdigest()


def holds(path: Path, wanted: str, read: Callable[[Path], bytes] = Path.read_bytes) -> bool:
    """Tell whether a file is there with the hash it should have."""
    try:
        return digest(read(path)) == wanted
    except OSError:
        return False
