"""The numbers that a class has written for a step, and how far off each of them may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from solver.marking.judging.said import Said

Numbers = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BLUR = 0.005  # of its largest entry: how far a value with few digits may be from what it follows
CLOSE = 1e-7  # of its largest entry, or of the right one's: what doubles and their digits lose
SHAKY = 0.02  # of its largest entry: the most that rounded values before it may have moved it


@dataclass(frozen=True, eq=False)
class Written:
    """What students wrote: students × entries, with the room that the digits of each leave."""

    there: Bools
    values: Numbers
    room: Numbers
    halves: Numbers  # half of what the last digit is worth: what rounding may have done

    @classmethod
    def of(cls, said: Sequence[Said | None], scales: Sequence[float], size: int) -> Written:
        """Gather answers of one size; `scales` are the sizes of the right values."""
        values, halves = np.zeros((2, len(said), size))
        for k, one in enumerate(said):
            if one is not None:
                values[k] = [float(entry.value) for entry in one.entries]
                halves[k] = [float(entry.quantum) / 2 for entry in one.entries]
        largest = np.abs(values).max(axis=1, initial=0.0)
        slack = CLOSE * np.maximum(largest, np.array(scales, dtype=float))
        room = np.minimum(halves, BLUR * largest[:, None]) + slack[:, None]
        return cls(np.array([one is not None for one in said]), values, room, halves)

    def of_students(self, chosen: Sequence[int]) -> Written:
        """Keep some students."""
        rows = list(chosen)
        return Written(self.there[rows], self.values[rows], self.room[rows], self.halves[rows])

    def agrees(self, found: Numbers, spread: Numbers | None = None) -> Bools:
        """Tell whose values are those of an evaluation, as far as their digits go.

        `spread` is how much the evaluation may be off.
        """
        room = self.room if spread is None else self.room + self._bounded(spread)
        with np.errstate(invalid="ignore"):
            near = np.abs(self.values - found) <= room
        return np.asarray(self.there & np.isfinite(found).all(axis=1) & near.all(axis=1))

    def _bounded(self, spread: Numbers) -> Numbers:
        largest = np.abs(self.values).max(axis=1, initial=0.0)[:, None]
        found: Numbers = np.nan_to_num(np.minimum(spread, SHAKY * largest))
        return found


def agrees(said: Said, value: Numbers) -> bool:
    """Tell whether one student's value is that of an evaluation, as far as its digits go."""
    if value.size != prod(said.shape) or not value.size:
        return False
    one = Written.of([said], [0.0], value.size)
    return bool(one.agrees(value.reshape(1, -1))[0])
