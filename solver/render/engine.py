"""Running pdfTeX: alone in a folder of its own, with nothing to read outside it and no shell."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from solver.errors import LatexError

SECONDS = 120.0
_INSTALL = "install LaTeX (on Debian or Ubuntu, `make setup` does), or ask for --format tex"
# Variables that would change what TeX reads, writes or prints; all others are left behind too.
_KEPT = ("PATH", "HOME", "SYSTEMROOT", "TEXMFHOME", "TEXMFVAR", "TEXMFCONFIG", "TEXMFCNF")
_TREES = ("/var/lib/texmf", "/usr/share/texlive/texmf-dist", "/usr/local/share/texmf")
_FIXED = {
    "openin_any": "p",
    "openout_any": "p",
    "shell_escape": "f",
    "SOURCE_DATE_EPOCH": "946684800",
    "FORCE_SOURCE_DATE": "1",
    "TEXMFOUTPUT": ".",
    "max_print_line": "1000",
    "LC_ALL": "C",
}


@cache
def pdflatex() -> str:
    """Find pdflatex; LatexError says what to do if it is missing."""
    found = shutil.which("pdflatex")
    if not found:
        raise LatexError(f"pdflatex is not installed\n  hint: {_INSTALL}")
    return found


@cache
def fingerprint() -> str:
    """Change with pdfTeX and with every package upgraded, for a format fits only its own makers."""
    program = Path(pdflatex()).resolve()
    stamps = (program, *(Path(tree) / "ls-R" for tree in _TREES))
    return " ".join(_stamp(path) for path in stamps)


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return f"{path}:-"
    return f"{path}:{found.st_size}:{found.st_mtime_ns}"


def run(
    folder: Path, arguments: Sequence[str], seconds: float, extra: Mapping[str, str] | None = None
) -> int | None:
    """Run pdflatex in a folder and return its exit status; None if it took too long."""
    command = [pdflatex(), "-interaction=batchmode", "-halt-on-error", "-no-shell-escape"]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        env={**kept, **_FIXED, **(extra or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def first_error(log: str) -> str:
    """Find the first `!` line of a log, with the place in the input that TeX shows after it."""
    found = re.search(r"^! (.*)$", log, re.MULTILINE)
    if not found:
        return "no PDF came out"
    where = re.search(r"^l\.\d+ (.*)$", log[found.end() :], re.MULTILINE)
    return f"! {found[1]}" + (f" (at `{where[1].strip()[-60:]}`)" if where else "")
