"""Answers of another shape than what was asked: what gives them, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.algebra.expr import Expr
from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking.diagnosis.following import SILENT
from solver.marking.diagnosis.graph import behind
from solver.marking.diagnosis.reshaping import replanned, slips
from solver.marking.diagnosis.written import Numbers, agrees
from solver.marking.handed import Pupil
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.desk import Judged
from solver.marking.judging.said import Said
from solver.plan import Plan
from solver.variants.samples import floats

INNER = "only the inner part was computed: the padding may have been left out"
OUTER = "more was computed than was asked, past the border"
SHORT = "the last entries are missing"


@dataclass(frozen=True)
class Resized:
    """A student with answers of other shapes than asked; `judged` by step."""

    plan: Plan
    pupil: Pupil
    judged: Mapping[str, Judged]

    @cached_property
    def said(self) -> dict[str, Said]:
        """Give what the student goes on with, in the order of the plan."""
        order = (step.name for step in self.plan.steps)
        return {key: said for key in order if (said := self._said(key)) is not None}

    def _said(self, key: str) -> Said | None:
        one = self.judged.get(key)
        if one is None or one.said is None or one.outcome in SILENT:
            return None
        return one.said

    def is_other(self, key: str) -> bool:
        """Tell whether an answer has another shape than was asked."""
        return key in self.said and self.said[key].shape != self._right(key).shape

    def _right(self, key: str) -> Truth:
        return self.pupil.truth(self.plan[key])

    def follows(self, key: str) -> tuple[str, ...]:
        """Name the wrong answers, some of another shape, that an answer follows from."""
        behind = [step for step in self._behind(key) if not self.judged[step].outcome.accepted]
        if not any(self.is_other(step) for step in behind):
            return ()
        return tuple(behind) if self._gives(key, {}) else ()

    def diagnosis(self, key: str) -> str:
        """Say what was done, if one thing gives an answer of this shape, or how it looks."""
        blocked = {step: said for step, said in self.said.items() if step != key}
        words = [
            told
            for told, made in slips(self.plan, key, blocked).items()
            if any(self._gives(key, one) for one in [_all(made), *made])
        ]
        if words:
            return words[0] if len(words) == 1 else ""
        return look(self.said[key], self._right(key))

    def _behind(self, key: str) -> list[str]:
        found = behind(self.plan, key, self.said)
        return [step for step in self.said if step in found]

    def _gives(self, key: str, made: Mapping[str, Expr]) -> bool:
        """Tell whether a step comes out as the student has it, from the student's own values."""
        own = {step: said for step, said in self.said.items() if step != key}
        value, said = self._value(key, own, made), self.said[key]
        if value is None or _bare(value.shape) != _bare(said.shape):
            return False
        return agrees(said, value.reshape(-1))

    def _value(self, key: str, own: Mapping[str, Said], made: Mapping[str, Expr]) -> Numbers | None:
        givens = {name: floats(value) for name, value in self.pupil.handed.values.items()}
        try:
            with np.errstate(all="ignore"):
                plan = replanned(self.plan, key, own, made)
                found: Any = evaluate(plan, givens, "numpy", targets=[key], lenient=True)[key]
        except (MarkschemeError, ArithmeticError, ValueError, IndexError):
            return None
        return np.asarray(found, dtype=float)


def _all(made: list[dict[str, Expr]]) -> dict[str, Expr]:
    return {key: formula for one in made for key, formula in one.items()}


def _bare(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


# --- how it looks ---------------------------------------------------------------------------------
def look(said: Said, truth: Truth) -> str:
    """Say how an array lies in the right one, or the right one in it; nothing if it does not."""
    ours, right = _bare(said.shape), _bare(truth.shape)
    if not ours or len(ours) != len(right):
        return ""
    if all(a <= b for a, b in zip(ours, right, strict=True)):
        for words, starts in _places(ours, right):
            part = np.array(truth.entries, dtype=object).reshape(right)[_window(starts, ours)]
            if _same(said, Truth(said.shape, tuple(part.reshape(-1)))):
                return words
    elif all(a >= b for a, b in zip(ours, right, strict=True)):
        starts = tuple((a - b) // 2 for a, b in zip(ours, right, strict=True))
        inner = np.array(said.entries, dtype=object).reshape(ours)[_window(starts, right)]
        if _same(Said(truth.shape, tuple(inner.reshape(-1))), truth):
            return OUTER
    return ""


def _places(ours: tuple[int, ...], right: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    inner = tuple((b - a) // 2 for a, b in zip(ours, right, strict=True))
    first = [(SHORT, (0,))] if len(ours) == 1 else []
    return [*first, *([(INNER, inner)] if len(ours) == 2 else [])]


def _window(starts: tuple[int, ...], sizes: tuple[int, ...]) -> tuple[slice, ...]:
    return tuple(slice(a, a + size) for a, size in zip(starts, sizes, strict=True))


def _same(said: Said, truth: Truth) -> bool:
    return compared(said, truth)[0] is Match.RIGHT
