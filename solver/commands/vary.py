"""`markscheme vary`: the variants of a problem, each as a problem file of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from solver.commands.failure import UsageError
from solver.commands.parser import Parser

if TYPE_CHECKING:
    from argparse import Namespace

    from solver.problem import Problem, ProblemSet
    from solver.variants.assigning import Assigned, Course
    from solver.variants.families import Family

FILE = "a problem or a set: a file, or a name that markscheme list prints"
EXAMPLES = """\
examples:
  markscheme vary hw1.yaml --student s17
  markscheme vary hw1.yaml --student s17 --salt "spring term" > s17.yaml
  markscheme vary hw1.yaml --student s17 --build hw1
  markscheme vary hw1.yaml --count 5"""
MOST = 1000


def run(arguments: Sequence[str]) -> int:
    """Print variants, one YAML document each."""
    parser = Parser("vary", "FILE [options]", EXAMPLES)
    parser.add_argument("file", metavar="FILE", help=FILE)
    parser.add_argument("--student", metavar="ID", help="whose variant; anybody's if left out")
    parser.add_argument("--salt", metavar="TEXT", help="a secret; the set's own if left out")
    parser.add_argument("--build", type=Path, metavar="DIR", help="what a build has dealt")
    parser.add_argument("--count", type=int, metavar="N", help="how many (default 1)")
    options = parser.read(arguments)
    _check(options, parser)
    sys.stdout.write("---\n".join(_documents(options)))
    return 0


def _check(options: Namespace, parser: Parser) -> None:
    if options.count is not None and not 1 <= options.count <= MOST:
        parser.error(f"--count is from 1 to {MOST}")
    if options.file == "-":
        raise UsageError("variants are made of a file, not of standard input")
    if options.build and (options.salt is not None or options.count is not None):
        parser.error("--build has its own salt, and one variant for each student")
    if options.build and options.student is None:
        parser.error("--build needs --student: whose variant?")


def _documents(options: Namespace) -> Iterator[str]:
    from solver.commands.find import find
    from solver.problem import load
    from solver.variants.assigning import Course

    found = load(find(options.file))
    if options.build:
        yield from _built(found, options.build, options.student)
        return
    course, count = Course.of(found, options.salt), options.count or 1
    students = (options.student,) * count if options.student else map(str, range(1, count + 1))
    for k, student in enumerate(students):
        yield from _drawn(course, student, k if options.student else 0)


def _drawn(course: Course, student: str, place: int) -> Iterator[str]:
    """Write the problems that a student would get first, if nobody else had them."""
    for label in course.labels_of(student):
        family = course.family(label)
        item = course.first(family, student, place)
        if item is None:
            pool = family.form_of(student).pool
            told = pool.tally.told if pool else ""
            hint = pool.tally.advice if pool else ""
            raise UsageError(f"{family.problem.spec.id}: {told}", hint)
        yield document(family, item)


def _built(found: Problem | ProblemSet, folder: Path, student: str) -> Iterator[str]:
    """Write the problems that a student got in a build."""
    from solver.build.records import NAME, load_manifest
    from solver.spec.reading import nearest
    from solver.variants.assigning import Course

    manifest = load_manifest(folder)
    if manifest is None:
        raise UsageError(f"{folder} holds no finished build")
    record = manifest.records.get(manifest.dealt.get(student, student))
    if record is None:
        close = nearest(student, manifest.records)
        hint = close if close.startswith("did") else f"{folder / NAME} lists who is"
        raise UsageError(f"{student} is not in {folder}", hint)
    families = {family.problem.spec.id: family for family in Course.of(found).families}
    for data, item in zip(record.items, record.sheet.items, strict=True):
        if data["id"] in families:
            yield document(families[data["id"]], item)


def document(family: Family, item: Assigned) -> str:
    """Write one problem with a student's numbers in it."""
    from solver.spec.concrete import concrete
    from solver.spec.source import read_text

    spec = family.problem.spec
    return concrete(read_text(spec.mark.file), spec, item.structure, item.values)
