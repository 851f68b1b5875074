"""`markscheme new`: a problem file to start from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from solver.commands.kind import known
from solver.commands.parser import Parser

EXAMPLES = """\
examples:
  markscheme new network
  markscheme new network mine.yaml"""


def run(arguments: Sequence[str]) -> int:
    """Write a skeleton of a kind to a new file, or to standard output."""
    parser = Parser("new", "KIND [FILE]", EXAMPLES)
    parser.add_argument("kind", metavar="KIND", help="a kind; markscheme list prints them")
    parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="a file not yet there")
    options = parser.read(arguments)
    from solver.spec.skeleton import skeleton

    text = skeleton(known(options.kind))
    if options.file in {None, Path("-")}:  # as elsewhere, `-` is the standard stream
        sys.stdout.write(text)
    else:
        create(options.file, text)
    return 0


def create(path: Path, text: str) -> None:
    """Write a new file and print its name; a file that is there is never overwritten."""
    from solver.commands.failure import UsageError

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is already there", "choose a new name, or remove it") from None
    print(path)
