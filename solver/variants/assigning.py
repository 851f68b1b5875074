"""What every student of a class gets: which problems, of which structure, with which numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from solver.errors import Complaint, SpecError
from solver.problem import Problem, ProblemSet
from solver.spec.model import Override, SetSpec
from solver.variants.candidates import Candidate, Pool
from solver.variants.drawer import Drawer, deal
from solver.variants.families import Family, Form, picked

ROUNDS = 16  # draws of what problems share, before a student is given up


@dataclass(frozen=True)
class Assigned:
    """One problem of one student.

    `drawn` are the values by the names they are drawn under, `values` by those of the plan. `key`
    stands for all answers; it is empty where nothing varies.
    """

    label: str
    structure: str
    drawn: Mapping[str, Any]
    values: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that a student gets; the variant is named after what is in it."""

    student: str
    items: tuple[Assigned, ...]

    @property
    def variant(self) -> str:
        """Name the variant: eight letters that differ where a number differs."""
        digest = blake2b(digest_size=5)
        for item in self.items:
            drawn = sorted((name, str(value)) for name, value in item.values.items())
            digest.update(repr((item.label, item.structure, drawn)).encode())
        return digest.hexdigest()[:8].upper()


@dataclass
class Course:
    """A set with the salt that its students' draws depend on.

    A single problem is a set of one. `settled` are sheets that are out already: nobody in them
    moves, and nobody else gets their answers.
    """

    spec: SetSpec
    families: tuple[Family, ...]
    salt: str
    settled: Mapping[str, Sheet] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Problem | ProblemSet, salt: str | None = None) -> Course:
        """Make a course of a problem or a set; `salt` stands in for the set's own."""
        if isinstance(found, Problem):
            spec = SetSpec(found.spec.id, found.spec.title, found.spec.mark)
            problems: tuple[Problem, ...] = (found,)
        else:
            spec, problems = found.spec, found.problems
        used = spec.salt if salt is None else salt
        families = (Family(p.label or "", p, used, float(spec.effort)) for p in problems)
        return cls(spec, tuple(families), used)

    def family(self, label: str) -> Family:
        """Find a problem by its number."""
        return next(each for each in self.families if each.label == label)

    def labels_of(self, student: str) -> tuple[str, ...]:
        """List the problems that a student gets, in the order of the set."""
        out: set[str] = set()
        for bank in self.spec.pick:
            chosen = picked(self.salt, self.spec.id, student, bank.count, bank.labels)
            out |= set(bank.labels) - chosen
        return tuple(family.label for family in self.families if family.label not in out)

    def assigned(self, students: Iterable[str]) -> dict[str, Sheet]:
        """Give every student a sheet; SpecError says of which problem there is not enough."""
        roster = [student for student in dict.fromkeys(students) if student not in self.settled]
        rounds: dict[str, int] = {}
        for _ in range(ROUNDS):
            found, without = self._dealt(roster, rounds)
            shared = {student for pool, lost in without for student in lost if _shares(pool)}
            if not shared:
                break
            rounds |= {student: rounds.get(student, 0) + 1 for student in sorted(shared)}
        if without:
            raise SpecError(*(_too_narrow(pool, lost, len(roster)) for pool, lost in without))
        sheets = {s: Sheet(s, tuple(self._overridden(s, found[s]))) for s in roster}
        return sheets | {s: sheet for s, sheet in self.settled.items() if s in set(students)}

    def first(self, family: Family, student: str, place: int = 0) -> Assigned | None:
        """Give what a student would get first, or after so many others; None if there is none."""
        form = family.form_of(student)
        if form.pool is None:
            return Assigned(family.label, form.label, {}, {})
        found = Drawer(form.pool, (student,)).choice(student, place)
        item = assigned(family.label, form.label, form.pool, found) if found else None
        return next(iter(self._overridden(student, [item]))) if item else None

    def _dealt(
        self, roster: Sequence[str], rounds: Mapping[str, int]
    ) -> tuple[dict[str, list[Assigned]], list[tuple[Pool, list[str]]]]:
        found: dict[str, list[Assigned]] = {student: [] for student in roster}
        without: list[tuple[Pool, list[str]]] = []
        wanted = {student: set(self.labels_of(student)) for student in roster}
        for family in self.families:
            takers = [student for student in roster if family.label in wanted[student]]
            groups: dict[str, list[str]] = {form.label: [] for form in family.forms}
            for student in takers:
                groups[family.form_of(student).label].append(student)
            for form in family.forms:
                got, lost = self._of_form(family, form, groups[form.label], rounds)
                for student, item in got.items():
                    found[student].append(item)
                if lost and form.pool:
                    without.append((form.pool, lost))
        return found, without

    def _of_form(
        self, family: Family, form: Form, students: list[str], rounds: Mapping[str, int]
    ) -> tuple[dict[str, Assigned], list[str]]:
        pool = form.pool
        if pool is None:
            fixed = Assigned(family.label, form.label, {}, {})
            return dict.fromkeys(students, fixed), []
        got, lost = deal(pool, students, self._taken(family.label, form), rounds)
        return {s: assigned(family.label, form.label, pool, c) for s, c in got.items()}, lost

    def _taken(self, label: str, form: Form) -> dict[Hashable, str]:
        """List the answers that belong to somebody already."""
        found = [
            (student, item.values)
            for student, sheet in self.settled.items()
            for item in sheet.items
            if (item.label, item.structure) == (label, form.label)
        ]
        keys = form.pool.keys_of([values for _, values in found]) if form.pool else []
        return {key: student for key, (student, _) in zip(keys, found, strict=bool(keys))}

    def _overridden(self, student: str, items: Iterable[Assigned]) -> Iterable[Assigned]:
        """Put in what the set fixes for a student, whatever was drawn."""
        for item in items:
            fixed = [
                o for o in self.spec.overrides if (o.student, o.label) == (student, item.label)
            ]
            yield self._fixed(item, fixed) if fixed else item

    def _fixed(self, item: Assigned, fixed: Sequence[Override]) -> Assigned:
        changed = {each.name: each.value for each in fixed}
        form = self.family(item.label).form(item.structure)
        values = {**item.values, **changed}
        key = short_key(form.pool.key_of(values)) if form and form.pool else ""
        return replace(item, drawn={**item.drawn, **changed}, values=values, key=key)


def assigned(label: str, structure: str, pool: Pool, candidate: Candidate) -> Assigned:
    """Write down what a student was dealt."""
    values = pool.values(candidate)
    return Assigned(label, structure, candidate.drawn, values, short_key(candidate.key))


def _shares(pool: Pool) -> bool:
    return any(source.shared for source in pool.sources)


def _too_narrow(pool: Pool, lost: Sequence[str], students: int) -> Complaint:
    spec = pool.problem.spec
    message = f"{len(lost)} of {students} students have no variant of their own: {pool.tally.told}"
    return Complaint(spec.mark, message, pool.tally.advice)


def short_key(key: bytes) -> str:
    """Shorten a key of answers, which would be as long as they are."""
    return blake2b(key, digest_size=12).hexdigest()
