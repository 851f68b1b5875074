"""`markscheme verify`: the answers of one student marked, from a form or a whole hand solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

FILE = "a problem or a set: a file, or a name that markscheme list prints"
ANSWERS = (
    "a form (.yaml, .json) or a solution as text (.md, .tex, .txt); - for standard input; "
    "without it, you are asked step by step"
)
EXAMPLES = """\
examples:
  markscheme verify network/relu-l1 answers.yaml
  markscheme verify hw1.yaml solution.md --student s17 --build hw1
  markscheme verify network/relu-l1"""
LEVELS = ("lenient", "standard", "strict")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    file: str
    answers: str | None
    student: str | None
    salt: str | None
    build: Path | None
    format: str
    strictness: str | None
    save: Path | None


def run(arguments: Sequence[str]) -> int:
    """Mark answers: 0 if all are right, 1 if some are not."""
    options = read(arguments)
    from solver.commands.verifying import verify

    return verify(options)


def read(arguments: Sequence[str]) -> Options:
    """Read the arguments; an option that would have no effect is refused."""
    parser = Parser("verify", "FILE [ANSWERS] [options]", EXAMPLES)
    parser.add_argument("file", metavar="FILE", help=FILE)
    parser.add_argument("answers", nargs="?", metavar="ANSWERS", help=ANSWERS)
    parser.add_argument("--student", metavar="ID", help="whose variant; as written if left out")
    parser.add_argument("--salt", metavar="TEXT", help="a secret; the set's own if left out")
    parser.add_argument("--build", type=Path, metavar="DIR", help="what a build has dealt")
    parser.choose("--format", "what to print", "text", "json", default="text")
    parser.choose("--strictness", "how strict about notation", *LEVELS, default="lenient")
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="keep what is typed here, and go on with it"
    )
    found = parser.read(arguments)
    if found.student is None and (found.build or found.salt is not None):
        parser.error("--build and --salt need --student: whose variant?")
    if found.build and found.salt is not None:
        parser.error("--build has its own salt")
    if found.save and found.answers is not None:
        parser.error("--save keeps what you type: leave ANSWERS out to be asked")
    if found.file == "-":
        raise UsageError("answers may come from standard input, the problem is a file")
    return Options(
        found.file, found.answers, found.student, found.salt, found.build,
        found.format or "text", found.strictness, found.save,
    )  # fmt: skip
