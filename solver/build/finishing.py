"""What is made once all students are done: the mailing list, one file to print, the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.build.atomic import fresh, told, write
from solver.build.building import Build
from solver.build.comparing import Change
from solver.build.mailing import mailing_csv
from solver.build.merge import joined
from solver.build.reporting import Timing, report
from solver.build.roster import Student
from solver.build.working import path_of

ALL, MAILING, REPORT = "all-handouts.pdf", "mailing.csv", "report.md"


@dataclass(frozen=True, slots=True)
class Finish:
    """What the report tells beside the build itself."""

    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] | None = None
    timings: tuple[Timing, ...] = ()


def finish(build: Build, more: Finish) -> None:
    """Write what belongs to the whole class; the manifest comes last."""
    out = build.task.out
    write(out / MAILING, mailing_csv(_mail(build)).encode())
    _join(build, out / ALL)
    write(out / REPORT, report(build, more.notes, more.changes, more.timings).encode())
    build.finish()


def _mail(build: Build) -> Iterator[tuple[Student, str]]:
    dealt = build.manifest.dealt
    for student in build.task.students:
        record = build.records.get(dealt.get(student.id, student.id))
        yield student, path_of("handout", record.file) if record else ""


def _join(build: Build, target: Path) -> None:
    files = _handouts(build)
    with told(target):
        if not files:
            target.unlink(missing_ok=True)
            return
        with fresh(target) as other:
            joined(files, other, build.task.duplex)


def _handouts(build: Build) -> Sequence[Path]:
    """List the handouts in the order of the roster."""
    ids = [order.student.id for order in build.orders if order.student.id in build.records]
    return [build.task.out / path_of("handout", build.records[key].file) for key in ids]
