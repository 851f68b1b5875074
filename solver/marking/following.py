"""What follows from what: later answers judged with the student's own earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from solver.marking.class_values import Carried, Numbers, begun, givens_of, repeated, rows
from solver.marking.handed import Pupil
from solver.marking.judging import Desk, Judged
from solver.marking.mistakes import Mistake, mistakes
from solver.marking.said import Said
from solver.marking.verdicts import Outcome
from solver.plan import Plan
from solver.solution import Solution

BLUR = 0.005  # of its largest entry: how far a value with few digits may be from what it follows
CLOSE = 1e-7
PAIRED = 20  # mistakes that are made two at a time, where one explains nothing
LOOKS = 2  # the tier of what only says how a value looks: its sign, twice as large


@dataclass(frozen=True, slots=True)
class Explained:
    """How a wrong answer came about: what it follows from, or the mistakes that give its value."""

    carried: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    flag: str = ""


@dataclass(frozen=True, eq=False)
class Class:
    """The numeric answers of many students to one problem, and what explains the wrong ones."""

    desk: Desk
    pupils: Sequence[Pupil]
    judged: Sequence[Mapping[str, Judged]]  # by step

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """List the steps that have numbers as answers, in the order of the plan."""
        asked = {key for each in self.judged for key, one in each.items() if one.said is not None}
        return tuple(step.name for step in self.desk.problem.plan.steps if step.name in asked)

    @cached_property
    def givens(self) -> dict[str, Numbers]:
        return givens_of(self.pupils)

    @cached_property
    def carried(self) -> Carried:
        """Gather the students' values."""
        there: dict[str, Any] = {}
        values: dict[str, Numbers] = {}
        for key in self.steps:
            shape = self.desk.solved.solution[key].shape
            rows = [self._value(k, key, shape) for k in range(len(self.pupils))]
            there[key] = np.array([row is not None for row in rows])
            blank = np.zeros(shape)
            values[key] = np.stack([blank if row is None else row for row in rows])
        return Carried(there, values)

    def _value(self, k: int, key: str, shape: tuple[int, ...]) -> Numbers | None:
        one = self.judged[k].get(key)
        if one is None or one.outcome in {Outcome.MISSING, Outcome.UNREADABLE, Outcome.MANUAL}:
            return None
        if one.outcome.accepted and not one.other:
            right = self.pupils[k].truth(self.desk.problem.plan[key])
            return _shaped([float(entry) for entry in right.entries], shape)
        if one.said is None or one.said.shape != shape:
            return None
        return _shaped([float(entry) for entry in one.said.values], shape)

    def is_wrong(self, k: int, key: str) -> bool:
        """Tell whether a student's answer is not right, and has numbers to look at."""
        one = self.judged[k].get(key)
        off = {Outcome.WRONG, Outcome.IMPRECISE}
        return one is not None and one.outcome in off and bool(self.carried.there[key][k])

    def is_own(self, k: int, key: str) -> bool:
        """Tell whether a student goes on with a value that is not the key's."""
        one = self.judged[k].get(key)
        return self.is_wrong(k, key) or (one is not None and one.other)

    # --- follow-through ---------------------------------------------------------------------------
    @cached_property
    def expected(self) -> dict[str, Numbers]:
        """Compute what follows from every student's own earlier values."""
        found: dict[str, Numbers] = {}
        for key in self.steps:
            one = begun(self.desk.problem.plan, self.givens, self.carried, [key])
            if one is not None:
                found[key] = rows(one, key, len(self.pupils))
        return found

    def behind(self, k: int, key: str) -> list[str]:
        """List the answered steps that a student's next step was made from, as far as they know."""
        answered = {s for s in self.steps if self.carried.there[s][k] and s != key}
        plan, found = self.desk.problem.plan, set[str]()
        wanted = set(plan[key].uses)
        for step in reversed(plan.steps):
            if step.name in wanted and step.name in answered:
                found.add(step.name)
            elif step.name in wanted:
                wanted.update(step.uses)
        return [s for s in self.steps if s in found]

    def follows(self, k: int, key: str) -> tuple[str, ...]:
        """Name the student's own values that an answer follows from; none if it does not."""
        wrong = [s for s in self.behind(k, key) if self.is_own(k, s)]
        if not wrong or key not in self.expected:
            return ()
        said = self.judged[k][key].said
        assert said is not None
        return tuple(wrong) if agrees(said, self.expected[key][k]) else ()

    def flag(self, k: int, carried: Sequence[str]) -> str:
        """Say if carried values make the rest trivial."""
        for key in carried:
            values = self.carried.values[key][k].reshape(-1)
            if not values.any():
                return f"{key.rpartition('.')[2]} is zero, so what follows is trivial"
            right = self.pupils[k].truth(self.desk.problem.plan[key]).entries
            if values.size > 1 and np.ptp(values) == 0 and len(set(right)) > 1:
                return f"all entries of {key.rpartition('.')[2]} are equal, so what follows is easy"
        return ""

    # --- mistakes ---------------------------------------------------------------------------------
    def explained(self) -> dict[tuple[int, str], Explained]:
        """Explain wrong answers, student by student, first by what they follow from."""
        found: dict[tuple[int, str], Explained] = {}
        cells = []
        for k in range(len(self.pupils)):
            for key in (key for key in self.steps if self.is_wrong(k, key)):
                carried = self.follows(k, key)
                if carried:
                    found[k, key] = Explained(carried, flag=self.flag(k, carried))
                else:
                    cells.append((k, key))
        return found | self._diagnosed(cells)

    def _diagnosed(self, cells: list[tuple[int, str]]) -> dict[tuple[int, str], Explained]:
        if not cells:
            return {}
        targets = list(dict.fromkeys(key for _, key in cells))
        found = mistakes(self.desk.problem.plan, targets)
        table = _Table.of(self, found, cells)
        open_cells = [cell for cell in cells if not table.hits[cell] and self._tells(*cell)]
        if open_cells:
            table = table.joined(_Table.of(self, pairs(found), open_cells))
        by_student: dict[int, list[str]] = {}
        for k, key in cells:
            by_student.setdefault(k, []).append(key)
        told: dict[tuple[int, str], Explained] = {}
        for k, keys in by_student.items():
            told |= {(k, key): one for key, one in table.explained(k, keys).items()}
        return told

    def _tells(self, k: int, key: str) -> bool:
        """Tell whether a value is so particular that two mistakes hardly give it by chance."""
        said = self.judged[k][key].said
        assert said is not None
        return len(set(said.values)) > 2 or max(entry.digits for entry in said.entries) > 3


@dataclass(frozen=True, eq=False)
class _Table:
    """Which mistake gives which student's value: computed for all students at once."""

    mistakes: Sequence[Mistake]
    hits: Mapping[tuple[int, str], tuple[int, ...]]  # by student and step: places in `mistakes`

    @classmethod
    def of(cls, room: Class, found: Sequence[Mistake], cells: Sequence[tuple[int, str]]) -> _Table:
        students = sorted({k for k, _ in cells})
        place = {k: row for row, k in enumerate(students)}
        targets = list(dict.fromkeys(key for _, key in cells))
        carried = room.carried.of(students)
        givens = {key: value[students] for key, value in room.givens.items()}
        hits: dict[tuple[int, str], list[int]] = {cell: [] for cell in cells}
        bases = _bases(room.desk.problem.plan, givens, carried, targets)
        for number, mistake in enumerate(found):
            values = _tried(bases, mistake, len(students))
            for k, key in cells:
                said = room.judged[k][key].said
                if said is not None and key in values and agrees(said, values[key][place[k]]):
                    hits[k, key].append(number)
        return cls(found, {cell: tuple(numbers) for cell, numbers in hits.items()})

    def joined(self, other: _Table) -> _Table:
        """Add what another table explains."""
        start = len(self.mistakes)
        more = {cell: tuple(start + n for n in hits) for cell, hits in other.hits.items()}
        return _Table((*self.mistakes, *other.mistakes), {**self.hits, **more})

    def explained(self, k: int, keys: Sequence[str]) -> dict[str, Explained]:
        """Explain a student's wrong answers by as few mistakes as possible, in order.

        What the first mistake also gives further on follows from it.
        """
        found: dict[str, Explained] = {}
        chosen: tuple[int, ...] = ()
        first = ""
        for key in keys:
            hits = self.hits[k, key]
            shared = tuple(number for number in chosen if number in hits)
            if shared:
                found[key] = Explained((first,))
                chosen = shared
                found[first] = Explained(mistakes=self._named(chosen))
                continue
            found[key] = Explained(mistakes=self._named(hits))
            if hits and not chosen:
                chosen, first = hits, key
        return found

    def _named(self, numbers: Sequence[int]) -> tuple[Mistake, ...]:
        return tuple(self.mistakes[number] for number in numbers)


def pairs(found: Sequence[Mistake]) -> list[Mistake]:
    """Make two mistakes at a time, in different steps, of those that are likeliest."""
    causes = [mistake for mistake in found if mistake.tier < LOOKS][:PAIRED]
    apart = ((a, b) for a, b in combinations(causes, 2) if not set(a.steps) & set(b.steps))
    return [
        Mistake(f"{a.op} {b.op}", f"{a.words}, and {b.words}", a.tier, a.changes + b.changes)
        for a, b in apart
    ]


Bases = list[tuple[Solution, list[str]]]


def _bases(plan: Plan, givens: Mapping[str, Any], carried: Carried, targets: list[str]) -> Bases:
    """Compute the targets without any mistake: all at once, or each by itself."""
    whole = begun(plan, givens, carried, targets)
    if whole is not None:
        return [(whole, targets)]
    single = ((begun(plan, givens, carried, [key]), [key]) for key in targets)
    return [(found, keys) for found, keys in single if found is not None]


def _tried(bases: Bases, mistake: Mistake, count: int) -> dict[str, Numbers]:
    """Compute the targets with a mistake, those that it reaches and that can be computed."""
    values: dict[str, Numbers] = {}
    for base, targets in bases:
        found = repeated(base, mistake, targets)
        parts = [(found, targets)]
        if found is None:
            parts = [(repeated(base, mistake, [key]), [key]) for key in targets]
        values |= {key: rows(one, key, count) for one, keys in parts if one for key in keys}
    return values


def agrees(said: Said, value: Numbers) -> bool:
    """Tell whether a student's value is that of an evaluation, as far as its digits go."""
    ours = np.array([float(entry) for entry in said.values])
    if ours.shape != value.shape or not np.isfinite(value).all():
        return False
    largest = max(float(np.abs(ours).max(initial=0.0)), 1e-300)
    room = [min(float(e.quantum) / 2, BLUR * largest) + CLOSE * largest for e in said.entries]
    return bool((np.abs(ours - value) <= np.array(room)).all())


def _shaped(flat: list[float], shape: tuple[int, ...]) -> Numbers:
    return np.array(flat).reshape(shape)
