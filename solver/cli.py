"""The command line: find the command, run it, and turn what goes wrong into an exit code.

Nothing is imported before it is needed: `markscheme --help` takes little longer than Python does
to start. For the same reason the commands use argparse (8 ms to import) and not click (39 ms).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO, TextIOWrapper

COMMANDS = {
    "list": "print the kinds, problems and sets that ship",
    "solve": "write worked solutions: PDF, LaTeX or JSON",
    "vary": "print the variants of a problem, as problem files",
    "check": "lint problems, and stress-test their variants",
    "build": "write a variant for every student of a class",
    "verify": "mark the answers of one student, or check a hand solution",
    "grade": "mark what a class handed in: grades, feedback, what to explain",
    "new": "write a problem file to start from",
    "schema": "print the JSON Schema of problem files",
}

OPTIONS = ("--help", "--version")

HELP = """\
usage: markscheme COMMAND ...

Worked solutions to deep-learning and signals problems:
derived step by step, checked, and typeset.

commands:
{commands}

options:
  --help     print this, or the help of a command
  --version  print the version

markscheme COMMAND --help says more.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        _prepare_output()
        code = run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        _close_output()
        return 141
    except KeyboardInterrupt:
        _close_output()
        return 130
    except Exception as error:
        from solver.commands.failure import report

        code = report(error)
        _close_output()
    return code


def run(arguments: list[str]) -> int:
    """Run the command that the first argument names."""
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        return _run_command(first, arguments[1:])
    if first in ("--help", "-h", "help"):
        return _help(arguments[1:])
    if first == "--version":
        return _version()
    return _refuse(first)


def _run_command(name: str, arguments: list[str]) -> int:
    from importlib import import_module

    try:
        code: int = import_module(f"solver.commands.{name}").run(arguments)
    except SystemExit as leave:  # argparse leaves so once it has printed the help
        code = int(leave.code or 0)
    return code


def _help(topics: list[str]) -> int:
    if topics and topics[0] in COMMANDS:
        return _run_command(topics[0], ["--help"])
    sys.stdout.write(_help_text())
    return 0


def _help_text() -> str:
    text = HELP.format(commands="\n".join(f"  {name:9}{does}" for name, does in COMMANDS.items()))
    width = _width()
    longest = max(map(len, text.splitlines()))
    if width is None or width >= longest:
        return text
    return "".join(f"{_wrapped(line, width)}\n" for line in text.splitlines())


def _width() -> int | None:
    """Give the width to wrap help to, as argparse does; None where nothing says it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal():
        return int(columns)
    return os.get_terminal_size().columns if sys.stdout.isatty() else None


def _wrapped(line: str, width: int) -> str:
    """Wrap a line; what follows a word of the first column stays in the second."""
    from textwrap import fill

    _, gap, does = line.lstrip().partition("  ")
    indent = len(line) - len(does.lstrip()) if gap else 0
    room = max(width, indent + 16)
    return fill(line, room, subsequent_indent=" " * indent, break_on_hyphens=False)


def _version() -> int:
    from importlib.metadata import version

    sys.stdout.write(f"markscheme {version('markscheme')}\n")
    return 0


def _refuse(word: str) -> int:
    from solver.commands.failure import UsageError
    from solver.spec.reading import nearest, short

    if not word:
        sys.stderr.write(_help_text())
        return 2
    what, known = ("option", OPTIONS) if word.startswith("-") else ("command", tuple(COMMANDS))
    raise UsageError(f"there is no {what} {short(word)}", nearest(word, known))


def _prepare_output() -> None:
    """Write UTF-8 whatever the locale, as problem files and LaTeX are; a closed stream is mute."""
    sys.stdout = sys.stdout or StringIO()
    sys.stderr = sys.stderr or StringIO()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def _close_output() -> None:
    """Point standard output at nothing, so that Python does not complain of it when it leaves."""
    if sys.stdout is sys.__stdout__:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
