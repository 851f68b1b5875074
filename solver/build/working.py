"""Building the files of a few students: what one worker does, again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from solver.algebra.plain import plain
from solver.build import run as latex
from solver.build.atomic import digest, holds, write
from solver.build.forms import form
from solver.build.pages import Maker
from solver.build.records import Record, item_data, same_values
from solver.build.roster import Student
from solver.build.typeset import typeset_sheets
from solver.errors import MarkschemeError
from solver.render.latex import paper_tex
from solver.report import asked_forms, closed_form, is_number
from solver.solved import Solved, SolvedSet
from solver.variants.assigning import Sheet

FOLDERS = {"handout": "handouts", "key": "keys"}
FORMS = "forms"
TOOL = f"markscheme {version('markscheme')}"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built for one student; `named` is what the pages call the student.

    `before` is the record of an earlier build in another folder, whose files may still do.
    """

    student: Student
    file: str
    sheet: Sheet
    named: str
    variant: str
    before: Record | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A student's record, or why there is none; `reused` files were taken from an earlier build."""

    student: str
    record: Record | None
    fault: str = ""
    reused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A student's pages before they are typeset."""

    order: Order
    solved: SolvedSet
    tex: Mapping[str, str]

    @property
    def hashes(self) -> dict[str, str]:
        """Hash what the files are made from: the LaTeX, and what stands on every page."""
        spec = self.solved.spec
        foot = f"{self.order.named}\n{self.order.variant}\n{spec.id}\n{spec.title}\n{TOOL}\n"
        return {view: digest((foot + text).encode()) for view, text in self.tex.items()}


@dataclass(frozen=True)
class Workshop:
    """Builds the files of students into a folder; `old` is that of an earlier build."""

    maker: Maker
    out: Path
    old: Path | None = None

    def build(self, orders: Sequence[Order]) -> list[Outcome]:
        """Build the files of some students; what is wrong with one does not touch the others."""
        solved = self.maker.solved([order.sheet for order in orders])
        drafts = [self._draft(*pair) for pair in zip(orders, solved, strict=True)]
        lost = [draft for draft in drafts if isinstance(draft, Outcome)]
        return lost + self._finished([draft for draft in drafts if isinstance(draft, Draft)])

    def _draft(self, order: Order, solved: SolvedSet | Exception) -> Draft | Outcome:
        try:
            if isinstance(solved, Exception):
                raise solved
            handout, key = self.maker.handout(solved, order.sheet), self.maker.key(solved)
            tex = {"handout": paper_tex(handout), "key": paper_tex(key)}
        except MarkschemeError as error:
            return Outcome(order.student.id, None, str(error))
        except Exception as error:  # a fault of ours in one student is no reason to lose the others
            return Outcome(order.student.id, None, f"{type(error).__name__}: {error}")
        return Draft(order, solved, tex)

    def _finished(self, drafts: Sequence[Draft]) -> list[Outcome]:
        kept = {draft.order.student.id: self._kept(draft) for draft in drafts}
        sheets = [
            self._sheet(draft, view)
            for draft in drafts
            for view in draft.tex
            if view not in kept[draft.order.student.id]
        ]
        made = typeset_sheets(sheets) if sheets else None
        files = made.files if made else {}
        broken = made.broken if made else {}
        return [self._outcome(d, kept[d.order.student.id], files, broken) for d in drafts]

    def _sheet(self, draft: Draft, view: str) -> latex.Sheet:
        order, spec = draft.order, self.maker.course.spec
        name = path_of(view, order.file)
        return latex.Sheet(name, draft.tex[view], order.named, order.variant, spec.id, spec.title)

    def _kept(self, draft: Draft) -> dict[str, bytes]:
        """Take over the files of an earlier build that were made from the same LaTeX."""
        before, found = draft.order.before, dict[str, bytes]()
        for view, made_from in draft.hashes.items():
            path = path_of(view, before.file) if before else ""
            same = self.old and before and before.tex.get(view) == made_from
            if same and self.old and before and holds(self.old / path, before.files.get(path, "")):
                found[view] = (self.old / path).read_bytes()
        return found

    def _outcome(
        self,
        draft: Draft,
        kept: Mapping[str, bytes],
        files: Mapping[str, bytes],
        broken: Mapping[str, str],
    ) -> Outcome:
        order = draft.order
        names = {view: path_of(view, order.file) for view in draft.tex}
        faults = [f"{view}: {broken[name]}" for view, name in names.items() if name in broken]
        if faults:
            return Outcome(order.student.id, None, "; ".join(faults))
        data = {name: kept.get(view) or files[name] for view, name in names.items()}
        text = form(self.maker.course.spec.id, order.named, order.variant, draft.solved.problems)
        data[f"{FORMS}/{order.file}.yaml"] = text.encode()
        hashes = {name: write(self.out / name, content) for name, content in data.items()}
        return Outcome(order.student.id, self._record(draft, hashes), "", tuple(sorted(kept)))

    def _record(self, draft: Draft, hashes: Mapping[str, str]) -> Record:
        order, student = draft.order, draft.order.student
        items = tuple(
            item_data(item, solved.problem.spec.id, answers_of(solved))
            for item, solved in zip(order.sheet.items, draft.solved.problems, strict=True)
        )
        return Record(
            student.id, order.file, order.variant, items, hashes, draft.hashes,
            student.name, student.section, student.email,
        )  # fmt: skip


def path_of(view: str, file: str) -> str:
    """Say where a file of a student lies in the build."""
    return f"{FOLDERS[view]}/{file}.pdf"


def answers_of(solved: Solved) -> dict[str, Any]:
    """Give the expected answers: exact where they are, else doubles, else the formula."""
    found: dict[str, Any] = {}
    for name, as_what in sorted(asked_forms(solved).items()):
        step = solved.problem.plan[name]
        if is_number(solved, step, as_what):
            exact = solved.solution.exact(name)
            found[name] = solved.solution.floats(name) if exact is None else exact
        else:
            found[name] = plain(closed_form(step))
    return found


def unchanged(record: Record, order: Order, out: Path) -> bool:
    """Tell whether a student's files lie in a build as they should, and need not be made again."""
    fresh = [item_data(item, "", {}) for item in order.sheet.items]
    same = record.variant == order.variant and record.file == order.file
    return same and same_values(record.items, fresh) and _files_hold(record, out)


def _files_hold(record: Record, out: Path) -> bool:
    return all(holds(out / path, wanted) for path, wanted in record.files.items())


def with_student(record: Record, student: Student) -> Record:
    """Take a student's name and address from the roster of today."""
    return replace(record, name=student.name, section=student.section, email=student.email)


def chunks(orders: Iterable[Order], size: int) -> Iterator[list[Order]]:
    """Cut a class into runs of LaTeX."""
    found = list(orders)
    return (found[k : k + size] for k in range(0, len(found), size))
