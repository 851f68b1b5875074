"""A class that was dealt out and written down, but not typeset: its manifest and its forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.build.building import Task, begun
from solver.build.forms import form
from solver.build.pages import Layouts, Maker
from solver.build.records import Record, item_data
from solver.build.roster import Student
from solver.build.slots import Layout
from solver.build.working import FORMS, Order, Outcome, answers_of
from solver.solved import SolvedSet
from solver.variants.assigning import Course


@dataclass
class Quick:
    """Writes forms and records, and no pages."""

    course: Course
    out: Path

    def layouts(self, places: Sequence[tuple[str, str]]) -> Layouts:
        return dict[tuple[str, str], Layout]()

    def build(self, parts: Sequence[Sequence[Order]], layouts: Layouts) -> Iterator[list[Outcome]]:
        maker = Maker(self.course, layouts)
        for orders in parts:
            solved = maker.solved([order.sheet for order in orders])
            yield [self._outcome(*pair) for pair in zip(orders, solved, strict=True)]

    def _outcome(self, order: Order, solved: SolvedSet | Exception) -> Outcome:
        assert isinstance(solved, SolvedSet), solved
        text = form(self.course.spec.id, order.named, order.variant, solved.problems)
        (self.out / FORMS / f"{order.file}.yaml").write_text(text, encoding="utf-8")
        items = tuple(
            item_data(item, one.problem.spec.id, answers_of(one))
            for item, one in zip(order.sheet.items, solved.problems, strict=True)
        )
        student = order.student
        record = Record(student.id, order.file, order.variant, items, {}, {}, student.name,
                        student.section, student.email)  # fmt: skip
        return Outcome(student.id, record)


def unprinted(path: Path, students: Sequence[Student], out: Path, versions: int = 0) -> Path:
    """Deal a set out to students, and write down what each got."""
    build = begun(Task(path, tuple(students), out, versions=versions))
    for _ in build.run(Quick(build.course, out)):  # type: ignore[arg-type]
        pass
    build.finish()
    return out
