"""Students who hand in arrays of another shape: every slip that changes one, in every problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking.diagnosis.reshaping import replanned, slips
from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.verdicts import Verdict
from tests.marking.slipping import Room, Values, differs, text


@dataclass(frozen=True)
class Reshaped:
    """A student whose first wrong answer has another shape, and what is said of it and later."""

    words: str
    first: Verdict
    later: tuple[Verdict, ...]


def reshaped(room: Room) -> Iterator[Reshaped]:
    """Mark a student for every slip in one step that changes the shape of its value."""
    plan = room.problem.plan
    for key in room.targets:
        if plan[key].form is not None:
            continue
        blocked = [other for other in room.targets if other != key]
        for words, made in slips(plan, key, dict.fromkeys(blocked)).items():
            wrong = _values(room, key, made[0])
            if wrong is not None:
                yield _marked(room, key, words, wrong)


def _values(room: Room, key: str, made: dict[str, Any]) -> Values | None:
    """Compute what such a student hands in; None if the shape of the answer is right after all."""
    found: Values = {}
    for target in room.targets:
        try:
            with np.errstate(all="ignore"):
                plan = replanned(room.problem.plan, target, {}, made)
                value = evaluate(plan, None, "numpy", targets=[target], lenient=True)[target]
        except (MarkschemeError, ArithmeticError, ValueError, IndexError):
            continue
        found[target] = np.asarray(value, dtype=float)
    same = key not in found or found[key].shape == room.right[key].shape
    return None if same else found


def _marked(room: Room, key: str, words: str, wrong: Values) -> Reshaped:
    names = {question.step: question.name for question in room.asked}
    plain = {step: value for step, value in wrong.items() if room.problem.plan[step].form is None}
    answers = {names[step]: Answer(text(value)) for step, value in plain.items()}
    (card,) = marked(room.problem, [Handed(answers=answers)])
    told = {verdict.step: verdict for verdict in card.verdicts}
    later = (step for step in plain if step != key and _moved(room, step, plain[step]))
    return Reshaped(words, told[key], tuple(told[step] for step in later))


def _moved(room: Room, step: str, value: Any) -> bool:
    right = room.right[step]
    return right.shape != value.shape or differs(right, value, 0.02)
