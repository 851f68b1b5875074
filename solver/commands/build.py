"""`markscheme build`: a variant of a set for every student of a class."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

if TYPE_CHECKING:
    from argparse import Namespace

    from solver.build.building import Build, Task
    from solver.build.comparing import Change
    from solver.build.crew import Crew
    from solver.build.roster import Roster

SET = "a set or a problem: a file, or a name that markscheme list prints"
EXAMPLES = """\
examples:
  markscheme build hw1.yaml --roster class.csv --out hw1
  markscheme build hw1.yaml --roster class.csv --out hw1 --resume
  markscheme build hw1.yaml --roster class.csv --out mended --against hw1"""
BROKEN = 4  # some students could not be built
MOST_JOBS, MOST_VERSIONS = 64, 1000
FEW = 8  # students for whom a process of their own is worth its start


def run(arguments: Sequence[str]) -> int:
    """Build a class; the exit code says whether everybody could be built."""
    options = _parser().read(arguments)
    _check(options)
    from solver.build.building import begun, crew_of
    from solver.build.crew import crew
    from solver.build.roster import read_roster

    begin = time.perf_counter()
    roster = read_roster(options.roster, options.id_column)
    for note in roster.notes:
        print(f"markscheme: {note}", file=sys.stderr)
    task = _task(options, roster)
    _warn_of_salt(task)
    with crew(crew_of(task), task.jobs) as workers:
        return _run(begun(task), workers, roster, begin)


def _parser() -> Parser:
    parser = Parser("build", "SET --roster CSV --out DIR [options]", EXAMPLES)
    parser.add_argument("set", metavar="SET", help=SET)
    parser.add_argument("--roster", type=Path, metavar="CSV", help="the class list, as exported")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to build into")
    parser.add_argument("--id-column", metavar="NAME", help="which column holds the ids")
    parser.add_argument("--salt", metavar="TEXT", help="a secret; the set's own if left out")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: one per core)")
    parser.add_argument("--resume", action="store_true", help="go on with the build in DIR")
    parser.add_argument("--against", type=Path, metavar="OLD", help="keep the numbers of a build")
    parser.add_argument("--versions", type=int, default=0, metavar="N", help="deal out N versions")
    parser.add_argument(
        "--duplex", action="store_true", help="begin each handout to print on a sheet of its own"
    )
    return parser


def _check(options: Namespace) -> None:
    if options.roster is None or options.out is None:
        missing = "--roster CSV" if options.roster is None else "--out DIR"
        raise UsageError(f"build needs {missing}", "markscheme build --help shows an example")
    if options.set == "-":
        raise UsageError("a class is built from a file, not from standard input")
    if options.jobs is not None and not 1 <= options.jobs <= MOST_JOBS:
        raise UsageError(f"--jobs is from 1 to {MOST_JOBS}")
    if not 0 <= options.versions <= MOST_VERSIONS:
        raise UsageError(f"--versions is from 1 to {MOST_VERSIONS}")
    if options.against and options.against.resolve() == options.out.resolve():
        raise UsageError("--against names another folder than --out")


def _task(options: Namespace, roster: Roster) -> Task:
    from solver.build.building import Task
    from solver.commands.find import find

    return Task(
        find(options.set),
        roster.students,
        options.out,
        options.salt,
        options.versions,
        options.jobs or min(_cores(), max(1, len(roster.students) // FEW)),
        options.resume,
        options.duplex,
        options.against,
    )


def _warn_of_salt(task: Task) -> None:
    """Say that numbers without a secret can be found out by whoever has the problem file."""
    from solver.problem import ProblemSet, load

    found = load(task.path)
    own = found.spec.salt if isinstance(found, ProblemSet) else ""
    if not (own if task.salt is None else task.salt):
        told = "there is no salt: who has these files can find out everybody's numbers"
        print(f"markscheme: {told}\n  hint: choose a secret text for --salt", file=sys.stderr)


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(build: Build, workers: Crew, roster: Roster, begin: float) -> int:
    from solver.build.finishing import Finish, finish
    from solver.build.reporting import Timing

    dealt = time.perf_counter()
    waiting = len(build.waiting)
    _make(build, workers)
    made = time.perf_counter()
    changes = _changes(build)
    timings = (Timing("dealing", dealt - begin), Timing("building", made - dealt))
    finish(build, Finish(roster.notes, changes, timings))
    _say(build, waiting, time.perf_counter() - begin, changes)
    return BROKEN if build.broken else 0


def _make(build: Build, workers: Crew) -> None:
    from solver.commands.progress import progress

    with progress(len(build.waiting), pace="students/s") as bar:
        bar.say("preparing")
        for outcome in build.run(workers):
            bar.say("")
            bar.advance()
            if outcome.record is None:
                with bar.aside():
                    print(f"markscheme: {outcome.student}: {outcome.fault}", file=sys.stderr)


def _changes(build: Build) -> tuple[Change, ...] | None:
    from solver.build.comparing import changes
    from solver.build.records import load_manifest

    old = load_manifest(build.task.old) if build.task.old else None
    return changes(old, build.records) if old else None


def _say(build: Build, waiting: int, seconds: float, changes: tuple[Change, ...] | None) -> None:
    """Print what changed, and on standard error how it went."""
    for change in changes or ():
        print(change)
    out, count = build.task.out, len(build.records)
    fresh = waiting - len(build.broken) - sum(len(views) == 2 for views in build.reused.values())
    lost = f", {len(build.broken)} could not be built" if build.broken else ""
    told = f"{count} in {out}, {fresh} of them typeset now{lost} ({seconds:.1f} s)"
    print(f"markscheme: {told}", file=sys.stderr)
