"""A class build from beginning to end: who gets what, the files, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from solver.build.atomic import make_folders, told, write
from solver.build.crew import Crew
from solver.build.filenames import file_names
from solver.build.pages import places_of
from solver.build.records import (
    JOURNAL,
    NAME,
    Manifest,
    Record,
    journal_line,
    load_journal,
    load_manifest,
)
from solver.build.roster import Student
from solver.build.working import (
    FOLDERS,
    FORMS,
    TOOL,
    Order,
    Outcome,
    chunks,
    unchanged,
    with_student,
)
from solver.errors import MarkschemeError
from solver.problem import load
from solver.spec.model import SetSpec, Spec
from solver.variants.assigning import Course, Sheet

CHUNK = 24  # students in a run of LaTeX


class BuildError(MarkschemeError):
    """A build cannot be begun as it is asked for."""

    exit_code = 2


@dataclass(frozen=True)
class Task:
    """What is asked for: a class to build into a folder.

    With `versions`, so many are built instead of one for each student. `old` is an earlier build,
    whose students keep their numbers.
    """

    path: Path
    students: tuple[Student, ...]
    out: Path
    salt: str | None = None
    versions: int = 0
    jobs: int = 1
    resume: bool = False
    duplex: bool = False
    old: Path | None = None


@dataclass
class Build:
    """A build under way: who is done, and who cannot be."""

    task: Task
    course: Course
    orders: tuple[Order, ...]
    head: Mapping[str, object]
    records: dict[str, Record] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    reused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    before: Manifest | None = None

    @property
    def waiting(self) -> list[Order]:
        """List the orders that are still to be done."""
        return [order for order in self.orders if order.student.id not in self.records]

    @property
    def fingerprint(self) -> str:
        """Stand for all that files depend on but the students."""
        return sha256(repr(sorted(self.head.items())).encode()).hexdigest()

    def run(self, crew: Crew | None = None) -> Iterator[Outcome]:
        """Build what is still to be done, and write down each student when the files are there."""
        if not self.waiting:
            return
        crew = crew or crew_of(self.task)
        layouts = crew.layouts(places_of(self.course))
        parts = list(chunks(self.waiting, _size(len(self.waiting), self.task.jobs)))
        path = self.task.out / JOURNAL
        with told(path), path.open("w", encoding="utf-8") as journal:
            journal.write(self.fingerprint + "\n")
            journal.writelines(map(journal_line, self.records.values()))
            journal.flush()
            for outcomes in crew.build(parts, layouts):
                for outcome in outcomes:
                    self._note(outcome)
                    journal.write(journal_line(outcome.record) if outcome.record else "")
                    journal.flush()
                    yield outcome

    def _note(self, outcome: Outcome) -> None:
        if outcome.record:
            self.records[outcome.student] = outcome.record
        else:
            self.broken[outcome.student] = outcome.fault
        self.reused[outcome.student] = outcome.reused

    @property
    def manifest(self) -> Manifest:
        """Write down the whole build; who has left the roster stays in it, with their numbers."""
        gone = dict(self.before.records) if self.before else {}
        dealt = dealt_versions(self.task, self.course.salt)
        return Manifest(self.head, gone | self.records, self.broken, dealt)

    def finish(self) -> None:
        """Write the manifest, and take the journal away."""
        write(self.task.out / NAME, self.manifest.text().encode())
        with told(self.task.out):
            (self.task.out / JOURNAL).unlink(missing_ok=True)


def crew_of(task: Task) -> Crew:
    """Give who builds a task in this process."""
    return Crew(task.path, task.salt, task.out, task.old)


def _size(students: int, jobs: int) -> int:
    """Choose how many students share a run: few enough that all workers are busy to the end."""
    return max(1, min(CHUNK, -(-students // (2 * jobs))))


# --- beginning -----------------------------------------------------------------------------------
def begun(task: Task) -> Build:
    """Find out who gets what, and what of it lies there already.

    BuildError, SpecError or DiskError if it cannot be built so.
    """
    found = load(task.path)
    course = Course.of(found, task.salt)
    make_folders(task.out, *(task.out / name for name in (*FOLDERS.values(), FORMS)))
    before = load_manifest(task.out)
    earlier = load_manifest(task.old) if task.old else None
    if task.old and earlier is None:
        raise BuildError(f"{task.old} holds no finished build: it has no {NAME}")
    head = head_of(task, course)
    course.settled = settled(before or earlier)
    takers = versions_of(task)
    sheets = course.assigned([student.id for student in takers])
    build = Build(task, course, tuple(_orders(task, takers, sheets, earlier)), head, before=before)
    done = _done(task, build)
    build.records = {
        order.student.id: with_student(done[order.student.id], order.student)
        for order in build.orders
        if order.student.id in done and unchanged(done[order.student.id], order, task.out)
    }
    return build


def _orders(
    task: Task, takers: Sequence[Student], sheets: Mapping[str, Sheet], earlier: Manifest | None
) -> Iterator[Order]:
    names = file_names([student.id for student in takers])
    records = earlier.records if earlier else {}
    for student in takers:
        sheet = sheets[student.id]
        variant = student.id if task.versions else sheet.variant
        named = "" if task.versions else student.id
        yield Order(student, names[student.id], sheet, named, variant, records.get(student.id))


def _done(task: Task, build: Build) -> dict[str, Record]:
    """Find what was built already; BuildError if that is not to be gone on with."""
    journal = load_journal(task.out, build.fingerprint)
    before = build.before
    if before is not None and before.head != build.head:
        hint = f"build into another folder, with --against {task.out} to keep the numbers"
        raise BuildError(
            f"{task.out} holds a build of other files, or with another salt\n  hint: {hint}"
        )
    if not task.resume and (before is not None or journal is not None):
        state = "a finished" if journal is None else "an unfinished"
        hint = "--resume goes on with it, for new students too"
        raise BuildError(f"{task.out} holds {state} build\n  hint: {hint}")
    return (dict(before.records) if before else {}) | (journal or {})


def settled(manifest: Manifest | None) -> dict[str, Sheet]:
    """List the sheets that are out."""
    return {key: each.sheet for key, each in manifest.records.items()} if manifest else {}


# --- versions ------------------------------------------------------------------------------------
def versions_of(task: Task) -> tuple[Student, ...]:
    """List whom files are built for: the students, or so many versions."""
    if not task.versions:
        return task.students
    return tuple(Student(f"v{k}", f"Version {k}") for k in range(1, task.versions + 1))


def dealt_versions(task: Task, salt: str) -> dict[str, str]:
    """Deal versions to students, by their ids alone."""
    from solver.variants.stream import below, key_of, words

    if not task.versions:
        return {}
    keys = [key_of(salt, student.id, "version") for student in task.students]
    drawn = below(words(keys, range(1), 1), task.versions)[:, 0, 0].tolist()
    return {s.id: f"v{k + 1}" for s, k in zip(task.students, drawn, strict=True)}


# --- what files depend on ------------------------------------------------------------------------
def head_of(task: Task, course: Course) -> dict[str, object]:
    """Say what a build was made from: tool, set, specs, salt."""
    specs = {
        family.label or family.problem.spec.id: {
            "id": family.problem.spec.id,
            "sha256": spec_hash(family.problem.spec),
        }
        for family in course.families
    }
    return {
        "tool": TOOL,
        "set": course.spec.id,
        "title": course.spec.title,
        "salt": course.salt,
        "versions": task.versions,
        "sha256": spec_hash(course.spec),
        "specs": specs,
    }


def spec_hash(spec: Spec | SetSpec) -> str:
    """Hash a problem or set: its file, and the data read from others."""
    digest = sha256(Path(spec.mark.file).read_bytes())
    if isinstance(spec, Spec):
        worlds = (spec, *(part.spec for part in spec.parts if part.spec))
        for world in worlds:
            for given in world.given:
                if given.file:
                    digest.update(repr((given.name, given.value)).encode())
    return digest.hexdigest()
