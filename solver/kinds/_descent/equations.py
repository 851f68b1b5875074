"""The update equations of a method in order, with those that go without saying."""

from __future__ import annotations

import re
from collections.abc import Iterator

from solver.algebra.scope import Scope
from solver.errors import Mark
from solver.kinds._descent.batches import turn
from solver.kinds._descent.fields import MethodSpec
from solver.kinds._descent.methods import COUNT, GRADIENT, METHODS, PLACE, VARIABLE
from solver.kinds._descent.names import Task
from solver.spec.model import Formula

Equation = tuple[str, Mark, Formula]


def equations_of(task: Task, method: MethodSpec, scope: Scope) -> Iterator[Equation]:
    """List the equations, and before them those of the count and the gradient if needed."""
    mark, variable = method.mark, task.variable
    if method.method:
        own = [_split(text, mark, variable) for text in METHODS[method.method].update]
    else:
        own = list(method.update)
    defined = {key for key, _, _ in own}
    used = " ".join(formula.text for _, _, formula in own)
    if COUNT not in defined | set(scope.names) and (mentions(used, COUNT) or method.batch):
        yield COUNT, mark, Formula(f"{COUNT} + 1", mark)
    if method.batch:
        yield PLACE, mark, Formula(turn(method.batch, task.count), mark)
    if GRADIENT not in defined and mentions(used, GRADIENT):
        yield GRADIENT, mark, Formula(f"grad({variable})", mark)
    yield from own


def _split(text: str, mark: Mark, variable: str) -> Equation:
    """Read an equation of the table, whose variable is called `x` there."""
    left, right = (side.strip() for side in text.split("=", 1))
    return _named(left, variable), mark, Formula(_named(right, variable), mark)


def _named(text: str, variable: str) -> str:
    return re.sub(rf"\b{VARIABLE}\b", variable, text)


def mentions(text: str, word: str) -> bool:
    """Tell whether a formula uses a word."""
    return re.search(rf"(?<![\w.]){word}(?![\w])", text) is not None
