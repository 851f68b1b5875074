"""`markscheme check`: what a problem's variants are like, before anyone prints them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from solver.commands.parser import Parser

FILE = "a problem or a set, a name that markscheme list prints, or - for standard input"
EXAMPLES = """\
examples:
  markscheme check hw1.yaml
  markscheme check hw1.yaml --count 100 --roster 450"""
MOST_VARIANTS, MOST_STUDENTS = 10**5, 10**6


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    files: tuple[str, ...]
    count: int
    roster: int


def run(arguments: Sequence[str]) -> int:
    """Report on every FILE: 0 if all variants are sound, 4 if one is not."""
    options = read(arguments)
    from solver.commands.checking import check_all

    return check_all(options)


def read(arguments: Sequence[str]) -> Options:
    """Read the arguments."""
    parser = Parser("check", "FILE ... [options]", EXAMPLES)
    parser.add_argument("files", nargs="*", metavar="FILE", help=FILE)
    parser.add_argument(
        "--count", type=int, default=1000, metavar="N", help="variants to solve (default 1000)"
    )
    parser.add_argument(
        "--roster", type=int, default=300, metavar="N", help="students to be served (default 300)"
    )
    found = parser.read(arguments)
    if not found.files:
        parser.error("which FILE is to be checked?")
    if not 1 <= found.count <= MOST_VARIANTS:
        parser.error(f"--count is from 1 to {MOST_VARIANTS}")
    if not 1 <= found.roster <= MOST_STUDENTS:
        parser.error(f"--roster is from 1 to {MOST_STUDENTS}")
    if found.files.count("-") > 1:
        parser.error("standard input can be read once")
    return Options(tuple(found.files), found.count, found.roster)


def write(text: str) -> None:
    """Print a part of the report as soon as it is known."""
    sys.stdout.write(text)
    sys.stdout.flush()
