"""`markscheme vary`: the variants of a problem, each as a problem file of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

if TYPE_CHECKING:
    from solver.problem import Problem

FILE = "a problem or a set, a name that markscheme list prints, or - for standard input"
EXAMPLES = """\
examples:
  markscheme vary hw1.yaml --student s17
  markscheme vary hw1.yaml --student s17 --salt "spring term" > s17.yaml
  markscheme vary hw1.yaml --count 5"""
MOST = 1000


def run(arguments: Sequence[str]) -> int:
    """Print variants, one YAML document each."""
    parser = Parser("vary", "FILE [options]", EXAMPLES)
    parser.add_argument("file", metavar="FILE", help=FILE)
    parser.add_argument("--student", metavar="ID", help="whose variant; anybody's if left out")
    parser.add_argument("--salt", metavar="TEXT", help="a secret; the set's own if left out")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="how many (default 1)")
    options = parser.read(arguments)
    if not 1 <= options.count <= MOST:
        parser.error(f"--count is from 1 to {MOST}")
    salt = "" if options.salt is None else options.salt
    documents = _documents(options.file, options.student, salt, options.count)
    sys.stdout.write("---\n".join(documents))
    return 0


def _documents(file: str, student: str | None, salt: str, count: int) -> Iterator[str]:
    from solver.commands.find import find
    from solver.problem import ProblemSet, built
    from solver.spec.load import load_text
    from solver.spec.source import read_text, shown

    path = find(file)
    text = read_text(path)
    found = built(load_text(text, shown(path)))
    if isinstance(found, ProblemSet):
        for problem in found.problems:
            own = read_text(problem.spec.mark.file)
            yield from variants_of(problem, own, student, salt, count)
    else:
        yield from variants_of(found, text, student, salt, count)


def variants_of(
    problem: Problem, text: str, student: str | None, salt: str, count: int
) -> Iterator[str]:
    """Write variants of one problem: a student's draws in order, or the first of many students."""
    from solver.spec.concrete import concrete
    from solver.variants.variants import Drawer, pool_of

    pool = pool_of(problem.spec, problem.planned, salt)
    if pool is None:
        yield concrete(text, {}, problem.spec.id)
        return
    students = (student,) * count if student else tuple(str(k) for k in range(1, count + 1))
    drawer = Drawer(pool, tuple(dict.fromkeys(students)))
    for k, each in enumerate(students):
        found = drawer.choice(each, k if student else 0)
        if found is None:
            raise UsageError(f"{problem.spec.id}: {pool.tally.told}", "loosen `require:`")
        values = {_path(name): value for name, value in found.drawn.items()}
        yield concrete(text, values, problem.spec.id)


def _path(name: str) -> tuple[str, ...]:
    """Say where in a problem file stands what is drawn as `x`, or in a part as `a.x`."""
    part, _, bare = name.rpartition(".")
    return ("parts", part, "given", bare) if part else ("given", bare)
