"""Students who make one mistake each: every slip of every op, made in every problem that ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.errors import MarkschemeError
from solver.evaluate import evaluate
from solver.marking.handed import Answer, Handed
from solver.marking.judging import Desk
from solver.marking.marking import marked
from solver.marking.mistakes import Mistake, mistaken, mistakes
from solver.marking.naming import Question
from solver.marking.verdicts import Marked, Outcome, Verdict
from solver.problem import Problem


@dataclass(frozen=True)
class Slipped:
    """A student who made one mistake, the steps whose values it changed, and the verdicts."""

    mistake: Mistake
    changed: tuple[str, ...]  # in the order of the plan
    marked: Marked

    def verdict(self, step: str) -> Verdict:
        """Find what is said of a step."""
        return next(one for one in self.marked.verdicts if one.step == step)

    @property
    def diagnosis(self) -> str:
        """What is said of the first step that the mistake changed."""
        return self.verdict(self.changed[0]).diagnosis


def slipped(problem: Problem) -> Iterator[Slipped]:
    """Mark a student for every mistake that changes an answer."""
    desk = Desk(problem)
    asked = [q for q in desk.questions if not q.manual and is_plain(desk, q)]
    targets = [q.step for q in asked]
    if not targets:
        return
    right = values(problem, None, targets)
    cases = []
    for mistake in mistakes(problem.plan, targets):
        wrong = values(problem, mistake, targets)
        if wrong is None or right is None:
            continue
        changed = [
            s.name for s in problem.plan.steps if s.name in wrong and differs(right, wrong, s.name)
        ]
        if changed:
            cases.append((mistake, tuple(changed), wrong))
    handed = [Handed(answers={q.name: Answer(text(w[q.step])) for q in asked}) for _, _, w in cases]
    cards = marked(problem, handed)
    for (mistake, changed, _), card in zip(cases, cards, strict=True):
        yield Slipped(mistake, changed, card)


def is_plain(desk: Desk, question: Question) -> bool:
    """Tell whether a question is answered with bare numbers."""
    return desk.is_numeric(question) and desk.problem.plan[question.step].form is None


def values(problem: Problem, mistake: Mistake | None, targets: list[str]) -> dict[str, Any] | None:
    """Compute the answers of somebody who makes a mistake; None if they notice."""
    plan = problem.plan if mistake is None else mistaken(problem.plan, mistake)
    try:
        with np.errstate(all="ignore"):
            found = evaluate(plan, None, "numpy", targets=targets, lenient=True)
    except (MarkschemeError, ArithmeticError, ValueError):
        return None
    kept = {key: np.asarray(found[key], dtype=float) for key in targets}
    return kept if all(np.isfinite(value).all() for value in kept.values()) else None


def differs(right: dict[str, Any], wrong: dict[str, Any], key: str) -> bool:
    """Tell whether an answer is wrong beyond rounding."""
    largest = max(
        float(np.abs(right[key]).max(initial=0.0)), float(np.abs(wrong[key]).max(initial=0.0))
    )
    return bool((np.abs(right[key] - wrong[key]) > 0.02 * largest).any())


def text(value: Any) -> str:
    """Write an array as a student who copies all the digits of a calculator."""
    return str(np.vectorize(lambda entry: float(f"{entry:.9g}"))(value).tolist())


__all__ = ["Outcome", "Slipped", "slipped"]
