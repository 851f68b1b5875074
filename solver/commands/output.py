"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from solver.commands.failure import UsageError


def make_folder(path: Path) -> None:
    """Make the folder that results go to, unless it is there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"the folder {path} cannot be made: {error.strerror}", "name another with --out"
        ) from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to, and rename it to `path` once it is whole."""
    fresh = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield fresh
        fresh.replace(path)
    except OSError as error:
        if error.errno is None:  # not of the system, such as a template that is missing
            raise
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", "name another folder with --out"
        ) from None
    finally:
        fresh.unlink(missing_ok=True)
