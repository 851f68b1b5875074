"""The form a student fills in: every step that is asked for, its shape, and blanks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from solver.marking.naming import labelled, numbered
from solver.plan import Step
from solver.report import is_number
from solver.solved import Solved
from solver.spec.model import Ask, Discuss

_HEAD = """\
# Write your answers between the quotation marks: numbers such as 3/4 or -0.25,
# formulas as you would write them, matrices row by row. Leave the names as they are.
"""


def form(set_id: str, student: str, variant: str, solved: Sequence[Solved]) -> str:
    """Write the form of one student as YAML."""
    head = [f"set: {quoted(set_id)}", f"student: {quoted(student)}", f"variant: {quoted(variant)}"]
    lines = [line for each in solved for line in _answers(each)]
    return "\n".join([_HEAD + head[0], *head[1:], "answers:", *lines, ""])


def _answers(solved: Solved) -> Iterator[str]:
    problem = solved.problem
    yield f"  # {problem.label or problem.spec.id}: {' '.join(problem.spec.title.split())}"
    for own, part, ask in numbered(problem):
        name = labelled(problem.label, own)
        if isinstance(ask, Discuss):
            yield f"  # {name}: in words, on paper"
        elif isinstance(ask, Ask):
            yield _blank(name, problem.answering(part, ask), ask, solved)


def _blank(name: str, step: Step, ask: Ask, solved: Solved) -> str:
    numeric = is_number(solved, step, ask.form)
    shape = solved.solution[step.name].shape if numeric and step.form is None else ()
    unit = f" {ask.unit}" if ask.unit else ""
    size = f"  # {' × '.join(map(str, shape))}{unit}" if shape else (unit and f"  #{unit}")
    return f"  {quoted(name)}: {_cells(tuple(shape))}{size}"


def _cells(shape: tuple[int, ...]) -> str:
    if not shape:
        return '""'
    if len(shape) == 2 and shape[1] == 1:
        shape = shape[:1]  # a column is a flat list, as in a problem file
    return f"[{', '.join([_cells(shape[1:])] * shape[0])}]"


def quoted(text: str) -> str:
    """Quote a text for YAML, in which JSON's quotes mean the same."""
    return json.dumps(text, ensure_ascii=False)
