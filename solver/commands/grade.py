"""`markscheme grade`: what a class handed in, marked: grades, feedback, and what to explain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

if TYPE_CHECKING:
    from argparse import Namespace


EXAMPLES = """\
examples:
  markscheme grade hw1 submissions/ --out grades.csv
  markscheme grade hw1 answers.csv --out marked --pdf
  markscheme grade hw1 submissions/ --explain s17

What is marked by hand is listed in manual.csv beside the results: fill in the points,
and grade again. The exit code is 0 if all answers are right, 1 if some are not."""
SUBMISSIONS = "a folder of forms (.yaml, .json) and solutions (.md, .tex, .txt), or one .csv"
LEVELS = ("lenient", "standard", "strict")
MOST_JOBS = 64


def run(arguments: Sequence[str]) -> int:
    """Mark a class; the exit code says whether some answer is not accepted."""
    options = _read(arguments)
    from solver.commands.grading import grade

    return grade(options)


def _read(arguments: Sequence[str]) -> Namespace:
    parser = Parser("grade", "BUILD_DIR SUBMISSIONS --out PATH [options]", EXAMPLES)
    parser.add_argument("build", type=Path, metavar="BUILD_DIR", help="what `build` has written")
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help=SUBMISSIONS)
    parser.add_argument(
        "--out", type=Path, metavar="PATH", help="a folder; or a .csv for the grades"
    )
    parser.add_argument("--explain", metavar="ID", help="print how a student's marks came about")
    parser.add_argument("--pdf", action="store_true", help="feedback and analysis as PDF, too")
    parser.add_argument("--set", metavar="FILE", help="the set that was built, if it has moved")
    parser.choose("--strictness", "how strict about notation", *LEVELS, default="lenient")
    parser.choose("--format", "what to print", "text", "json", default="text")
    parser.add_argument("--jobs", type=int, metavar="N", help="LaTeX runs at once, for --pdf")
    found = parser.read(arguments)
    _check(found)
    return found


def _check(options: Namespace) -> None:
    if options.out is None and options.explain is None:
        raise UsageError("grade needs --out PATH", "markscheme grade --help shows an example")
    if options.pdf and options.out is None:
        raise UsageError("--pdf needs --out PATH: where to?")
    if options.jobs is not None and not 1 <= options.jobs <= MOST_JOBS:
        raise UsageError(f"--jobs is from 1 to {MOST_JOBS}")
