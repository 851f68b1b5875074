"""The pages of one student: the problems with their numbers, laid out alike for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from solver.build.measuring import measured
from solver.build.slots import Layout, page_count, slotted
from solver.build.solving import Fault, Solver, by_form
from solver.document.blocks import Document
from solver.problem import Problem
from solver.solved import Solved, SolvedSet
from solver.spec.model import SetSpec
from solver.variants.assigning import Course, Sheet
from solver.variants.drawer import Drawer
from solver.variants.families import Form

SAMPLE = 24  # variants whose blocks are measured; the same for every class

Layouts = Mapping[tuple[str, str], Layout]  # by label and structure


def places_of(course: Course) -> tuple[tuple[str, str], ...]:
    """List every structure of every problem."""
    return tuple((f.label, label) for f in course.families for label in f.labels)


def layout_of(spec: SetSpec, form: Form) -> Layout:
    """Lay out a structure of a problem, from a sample that knows nothing of the class."""
    solved = (problem.solve(check="none") for problem in _sample(form))
    return measured([SolvedSet(spec, (each,)).document("handout") for each in solved])[0]


def _sample(form: Form) -> list[Problem]:
    """Give some acceptable variants of a structure, or the problem itself if it does not vary."""
    if form.pool is None:
        return [form.problem]
    pool = replace(form.pool, key=("", form.pool.key[1]))
    students = tuple(f"sample {k}" for k in range(SAMPLE))
    drawer = Drawer(pool, students)
    found = (drawer.choice(student, 0) for student in students)
    return [pool.bound(pool.values(each)) for each in found if each] or [form.problem]


@dataclass(frozen=True)
class Maker:
    """Makes the pages of students; everything that all share is worked out once."""

    course: Course
    layouts: Layouts
    solvers: dict[tuple[str, str], Solver] = field(default_factory=dict)

    def solved(self, sheets: Sequence[Sheet]) -> list[SolvedSet | Fault]:
        """Solve and check every problem of every sheet; a fault takes the place of a sheet."""
        items = [item for sheet in sheets for item in sheet.items]
        found: dict[int, Solved | Fault] = {}
        for (label, structure), places in by_form([(i.label, i.structure) for i in items]):
            solver = self._solver(label, structure)
            results = solver.solved([items[place].values for place in places])
            found |= dict(zip(places, results, strict=True))
        rest = iter(range(len(items)))
        return [self._whole([found[next(rest)] for _ in sheet.items]) for sheet in sheets]

    def _whole(self, problems: Sequence[Solved | Fault]) -> SolvedSet | Fault:
        faults = [one for one in problems if isinstance(one, Exception)]
        whole = tuple(one for one in problems if isinstance(one, Solved))
        return faults[0] if faults else SolvedSet(self.course.spec, whole)

    def _solver(self, label: str, structure: str) -> Solver:
        key = (label, structure)
        if key not in self.solvers:
            form = self.course.family(label).form(structure)
            assert form is not None
            self.solvers[key] = Solver(form, label in self.course.spec.void)
        return self.solvers[key]

    def handout(self, solved: SolvedSet, sheet: Sheet) -> Document:
        """Lay out a handout in the slots of its problems."""
        layouts = [self.layouts[item.label, item.structure] for item in sheet.items]
        pages = [self._pages(item.label, first=not k) for k, item in enumerate(sheet.items)]
        return slotted(solved.document("handout"), layouts, pages)

    def _pages(self, label: str, first: bool) -> int:
        """Count the pages that a problem has in any of its structures."""
        forms = self.course.family(label).forms
        return max(page_count(self.layouts[label, form.label], first) for form in forms)

    def key(self, solved: SolvedSet) -> Document:
        """Lay out a key."""
        return solved.document("key")
