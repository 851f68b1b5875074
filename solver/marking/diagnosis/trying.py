"""Mistakes made for all students at once: who has written what each of them gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from solver.marking.diagnosis.evaluating import Evaluation
from solver.marking.diagnosis.following import Class
from solver.marking.diagnosis.mistakes import Mistake
from solver.marking.diagnosis.written import Bools


@dataclass(frozen=True, eq=False)
class Tried:
    """A mistake, and who has written what it gives, by the steps that it reaches."""

    mistake: Mistake
    hits: Mapping[str, Bools]

    def gives(self, k: int, key: str) -> bool:
        """Tell whether it gives what a student has written."""
        return key in self.hits and bool(self.hits[key][k])

    def fit(self, room: Class, k: int) -> int:
        """Weigh a student's answers: those wrong ones that it gives, less what it would change."""
        steps = (step for step in self.hits if room.written[step].there[k])
        return sum(self._weight(room, k, step) for step in steps)

    def _weight(self, room: Class, k: int, step: str) -> int:
        if self.hits[step][k]:
            return int(room.is_wrong(k, step))
        return 0 if room.is_wrong(k, step) and not room.follows(k, step) else -1


def tried(room: Class, cells: Mapping[int, Sequence[str]], found: Sequence[Mistake]) -> list[Tried]:
    """Make every mistake for the students with wrong answers.

    Those who have answered everything are a group of their own: what they wrote cuts off what lies
    before it, so that a mistake reaches less.
    """
    has = room.carried.there
    whole = [k for k in cells if all(there[k] for there in has.values())]
    parts = [k for k in cells if not all(there[k] for there in has.values())]
    return [
        one for group in (whole, parts) if group for one in _in_group(room, group, cells, found)
    ]


def _in_group(
    room: Class, group: Sequence[int], cells: Mapping[int, Sequence[str]], found: Sequence[Mistake]
) -> Iterator[Tried]:
    goals = {key for k in group for key in cells[k]}
    wanted = {key: [row for row, k in enumerate(group) if key in cells[k]] for key in room.steps}
    givens = {key: value[list(group)] for key, value in room.givens.items()}
    carried, count = room.carried.of(group), len(group)
    evaluation = Evaluation(room.plan, givens, carried, count, room.steps, wanted)
    written = {key: room.written[key].of_students(group) for key in room.steps}
    for mistake in found:
        values = evaluation.mistaken(mistake, goals)
        if values:
            yield Tried(mistake, {key: _for_all(room, group, written[key].agrees(value))
                                  for key, value in values.items()})  # fmt: skip


def _for_all(room: Class, group: Sequence[int], fits: Bools) -> Bools:
    found = np.zeros(len(room.pupils), dtype=bool)
    found[list(group)] = fits
    return found
