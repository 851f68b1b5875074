"""The preamble, dumped as a format in the user's cache, so that a run starts in an instant."""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from solver.render import engine
from solver.render.environment import preamble

_SECONDS = 60.0
_KEPT = 4


def cache_folder() -> Path:
    """Say where formats are kept: under XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "markscheme"


@cache
def dumped() -> Path | None:
    """Return the format of our preamble, made if it is not there; None if TeX cannot make one.

    Where the cache cannot be written, one is made for this process alone: a page set with a format
    and one set without differ in a few bytes, and the same input is to give the same bytes.
    """
    for folder in (cache_folder, _own_folder):
        with suppress(OSError, RuntimeError):  # no such folder, or no home
            path = folder() / f"{_key()}.fmt"
            if path.is_file() or _make(path):
                return path
    return None


@cache
def _own_folder() -> Path:
    own = tempfile.TemporaryDirectory(prefix="markscheme-format-")
    atexit.register(own.cleanup)
    return Path(own.name)


def discard(path: Path) -> None:
    """Throw away a format that does not load."""
    dumped.cache_clear()
    with suppress(OSError):
        path.unlink()


def _key() -> str:
    made_of = f"{engine.fingerprint()}\n{preamble()}"
    return f"page-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}"


def _make(path: Path) -> bool:
    """Dump beside the final place, then move it there at once, so that no one reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="making-") as name:
        folder = Path(name)
        (folder / "page.tex").write_text(preamble() + "\\dump\n", encoding="ascii")
        status = engine.run(folder, ["-ini", "-jobname=page", "&pdflatex", "page.tex"], _SECONDS)
        made = folder / "page.fmt"
        if status != 0 or not made.is_file():
            return False
        made.replace(path)
    _prune(path.parent)
    return True


def _prune(folder: Path) -> None:
    """Keep the formats made last: each is some megabytes, and an upgrade makes a new one."""
    made = sorted(folder.glob("page-*.fmt"), key=lambda path: path.stat().st_mtime_ns)
    for old in made[:-_KEPT]:
        with suppress(OSError):
            old.unlink()
