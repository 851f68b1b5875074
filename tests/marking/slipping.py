"""Students who make one mistake each: every slip of every op, made in every problem that ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.forms import Extent
from solver.marking.diagnosis.mistakes import Mistake, evaluated, mistakes
from solver.marking.handed import Answer, Handed, Pupil
from solver.marking.judging.desk import Desk
from solver.marking.marking import marked
from solver.marking.naming import Question
from solver.marking.telling import expected
from solver.marking.verdicts import Marked, Verdict
from solver.problem import Problem
from solver.solution import Solution

Values = dict[str, Any]
PLAIN, SEEN = 0.02, 1e-6  # relative: what makes an answer wrong, and what changes it at all
SAME = 1e-6
TINY = 1e-8  # absolute: nobody writes such a number down


@dataclass(frozen=True)
class Slipped:
    """A student who made one mistake, the steps whose values it changed, and the verdicts.

    It is `slight` if it changed some answer by so little that this may still count as right.
    """

    mistake: Mistake
    wrong: Values
    changed: tuple[str, ...]  # in the order of the plan
    slight: bool
    marked: Marked

    def verdict(self, step: str) -> Verdict:
        """Find what is said of a step."""
        return next(one for one in self.marked.verdicts if one.step == step)

    @property
    def first(self) -> Verdict:
        """What is said of the first step that the mistake changed."""
        return self.verdict(self.changed[0])

    @property
    def later(self) -> list[Verdict]:
        """What is said of the others."""
        return [self.verdict(step) for step in self.changed[1:]]

    @property
    def diagnosis(self) -> str:
        return self.first.diagnosis


@dataclass(frozen=True)
class Room:
    """A problem, its numeric questions, and its values with and without mistakes.

    At most so many mistakes are made, spread evenly over all there are.
    """

    problem: Problem
    most: int = 400

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.problem)

    @cached_property
    def asked(self) -> list[Question]:
        """List the questions that are answered with numbers, or with words that stand for them.

        None where all that is asked is a yes or a no: that tells of no mistake.
        """
        every = [q for q in self.desk.questions if not q.manual and self.desk.is_numeric(q)]
        forms = [self.problem.plan[question.step].form for question in every]
        telling = any(form is None or form.type not in {"truth", "text"} for form in forms)
        return every if telling else []

    @cached_property
    def targets(self) -> list[str]:
        return [question.step for question in self.asked]

    @cached_property
    def base(self) -> Solution:
        with np.errstate(all="ignore"):
            plan, targets = self.problem.plan, self.targets
            return evaluate(plan, None, "numpy", targets=targets, lenient=True)

    @cached_property
    def right(self) -> Values:
        return {key: np.asarray(self.base[key], dtype=float) for key in self.targets}

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        return mistakes(self.problem.plan, self.targets) if self.targets else ()

    @property
    def chosen(self) -> tuple[Mistake, ...]:
        """Choose those that are made."""
        return self.mistakes[:: max(1, -(-len(self.mistakes) // self.most))]

    def wrong(self, mistake: Mistake) -> Values | None:
        """Compute the answers of somebody who makes a mistake; None if they notice."""
        try:
            with np.errstate(all="ignore"):
                found = evaluated(self.base, mistake, self.targets)
        except (MarkschemeError, ArithmeticError, ValueError):
            return None
        kept = {key: np.asarray(found[key], dtype=float) for key in self.targets}
        return kept if all(np.isfinite(value).all() for value in kept.values()) else None

    def changed(self, wrong: Values, by: float) -> tuple[str, ...]:
        """List the answers that a mistake changes by so much, in the order of the plan."""
        order = (step.name for step in self.problem.plan.steps)
        return tuple(
            key for key in order if key in wrong and differs(self.right[key], wrong[key], by)
        )

    def handed(self, wrong: Values) -> Handed | None:
        """Write the answers down; None if one of them cannot be said."""
        texts = {q.name: self._text(q, wrong) for q in self.asked}
        if any(text is None for text in texts.values()):
            return None
        return Handed(answers={name: Answer(str(text)) for name, text in texts.items()})

    def _text(self, question: Question, wrong: Values) -> str | None:
        form, value = self.problem.plan[question.step].form, wrong[question.step]
        if form is None or form.numeric or form.reads_numbers or form.type == "table":
            return text(value)
        if not differs(self.right[question.step], value, SEEN):
            return expected(self.desk, question, self._pupil)
        if isinstance(form, Extent):
            sizes = value.reshape(-1).tolist()
            whole = all(size > 0 and abs(size - round(size)) < SAME for size in sizes)
            return " x ".join(str(round(size)) for size in sizes) if whole else None
        if form.type == "truth" and not value.shape:
            return str(form.words(float(value))[0]) if float(value) in {0.0, 1.0} else None
        return None

    @cached_property
    def _pupil(self) -> Pupil:
        return Pupil(self.problem, Handed(), self.desk.solved)

    def agrees(self, slipped: Slipped) -> bool:
        """Tell whether a mistake with the words of a diagnosis gives the student's first value."""
        key, words = slipped.changed[0], slipped.diagnosis
        same = (one for one in self.mistakes if one.words == words)
        return any(self._gives(one, key, slipped.wrong[key]) for one in same)

    def _gives(self, mistake: Mistake, key: str, value: Any) -> bool:
        try:
            with np.errstate(all="ignore"):
                found = evaluated(self.base, mistake, [key])[key]
        except (MarkschemeError, ArithmeticError, ValueError):
            return False
        return not differs(np.asarray(found, dtype=float), value, SAME)


def slipped(room: Room) -> Iterator[Slipped]:
    """Mark a student for every mistake that changes an answer."""
    cases = []
    for mistake in room.chosen:
        wrong = room.wrong(mistake)
        changed = room.changed(wrong, PLAIN) if wrong else ()
        handed = room.handed(wrong) if wrong and changed else None
        if wrong is not None and handed is not None:
            cases.append((mistake, wrong, changed, handed))
    cards = marked(room.problem, [handed for *_, handed in cases]) if cases else []
    for (mistake, wrong, changed, _), card in zip(cases, cards, strict=True):
        yield Slipped(mistake, wrong, changed, room.changed(wrong, SEEN) != changed, card)


def differs(right: Any, wrong: Any, by: float) -> bool:
    """Tell whether two values differ by more than a share of the larger one."""
    largest = max(np.abs(right).max(initial=0.0), np.abs(wrong).max(initial=0.0))
    return bool((np.abs(right - wrong) > by * largest + TINY).any())


def text(value: Any) -> str:
    """Write an array as a student who copies all the digits of a calculator."""
    return str(np.vectorize(_digits)(value).tolist())


def _digits(entry: float) -> float:
    return 0.0 if abs(entry) < 1e-13 else float(f"{entry:.9g}")
