"""What a student hands in for one problem, and what it is to be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from solver.algebra.expr import Expr
from solver.errors import MarkschemeError
from solver.evaluate import extended, tried
from solver.marking.judging.comparing import Truth
from solver.marking.judging.costs import LIMITS
from solver.marking.limited import on_nobodys_time
from solver.marking.transcripts.model import Section
from solver.plan import Plan, Step
from solver.problem import Problem
from solver.solved import Solved

ANSWER = "the answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as text, and where it stands, if it is part of something longer."""

    text: str
    line: int | None = None


@dataclass(frozen=True)
class Handed:
    """One student's answers to one problem.

    `values` are the student's givens, exact, by the plan's names; the problem's own where there are
    none. `answers` go by the names of the questions, without the set's label. `manual` are points
    that a person gave. `right` are the right answers, if they are known from a build. `sections`
    are those of a transcript that are about this problem.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    manual: Mapping[str, Fraction] = field(default_factory=dict)
    right: Mapping[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Pupil:
    """A student's own problem: its values, worked out when they are needed."""

    problem: Problem
    handed: Handed
    example: Solved | None = None  # the problem with its own numbers, if it is solved already

    @cached_property
    def solved(self) -> Solved:
        """Solve the student's variant; routes were compared when it was printed."""
        values = self.handed.values
        if not values and self.example is not None:
            return self.example
        with on_nobodys_time():
            return (self.problem.bound(values) if values else self.problem).solve(check="none")

    def truth(self, step: Step) -> Truth:
        """Give the right value of a step that has numbers."""
        found = self.handed.right.get(step.name)
        if found is None or (isinstance(found, str) and step.shape):
            found = _numbers(self.solved.solution, step.name)
        return as_truth(found)

    def value(self, expr: Expr) -> Truth | None:
        """Compute what a student wrote from the problem's values; None if that cannot be done."""
        solution = self.solved.solution
        try:
            plan = Plan(solution.plan.givens, (*solution.plan.steps, Step(ANSWER, expr, ())))
            if solution.backend == "exact":
                return as_truth(_numbers(extended(solution, plan, limits=LIMITS), ANSWER))
            found = tried(solution, expr, LIMITS)
            return None if found is None else as_truth(found.tolist())
        except (MarkschemeError, ArithmeticError, KeyError, ValueError):
            return None


def _numbers(solution: Any, name: str) -> Any:
    exact = solution.exact(name)
    return solution.floats(name) if exact is None else exact


def as_truth(found: Any) -> Truth:
    """Read nested lists of numbers, or of texts such as `-3/4` and `inf`."""
    shape: list[int] = []
    level = found
    while isinstance(level, list | tuple):
        shape.append(len(level))
        level = level[0] if level else ()
    return Truth(tuple(shape), tuple(_flat(found)))


def _flat(found: Any) -> list[Fraction | float]:
    if isinstance(found, list | tuple):
        return [entry for part in found for entry in _flat(part)]
    if isinstance(found, str):
        return [float(found) if found.strip("-") in {"inf", "nan"} else Fraction(found)]
    return [found if isinstance(found, Fraction) else float(found)]
