"""A formula as a list of instructions: each node once, each value freed early.

Compiled once and kept, so that a scan of thousands of updates, and every set of givens, pays only
for its arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import solver.algebra.ops  # noqa: F401 - fills the table, also where a plan was unpickled
from solver.algebra.expr import Expr
from solver.algebra.op import OPS, Op
from solver.backends.base import Incomputable, Scope


@dataclass(frozen=True, slots=True)
class Instruction:
    """Compute a node from earlier slots, then free the slots used for the last time."""

    node: Expr
    op: Op
    inputs: tuple[int, ...]
    name: str | None = None
    frees: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def compiled(formula: Expr) -> tuple[Instruction, ...]:
    """List the instructions of a formula, arguments first; a lazy node keeps its arguments."""
    slots: dict[Expr, int] = {}
    rows: list[tuple[Expr, tuple[int, ...]]] = []
    _visit(formula, slots, rows)
    last = {used: k for k, (_, inputs) in enumerate(rows) for used in inputs}
    return tuple(_instruction(node, inputs, k, last) for k, (node, inputs) in enumerate(rows))


def _visit(node: Expr, slots: dict[Expr, int], rows: list[tuple[Expr, tuple[int, ...]]]) -> int:
    if node not in slots:
        lazy = OPS[node.op].lazy
        inputs = () if lazy else tuple(_visit(arg, slots, rows) for arg in node.args)
        slots[node] = len(rows)
        rows.append((node, inputs))
    return slots[node]


def _instruction(node: Expr, inputs: tuple[int, ...], k: int, last: dict[int, int]) -> Instruction:
    name = node.attr("name") if node.op == "name" else None
    frees = tuple(used for used in dict.fromkeys(inputs) if last[used] == k)
    return Instruction(node, OPS[node.op], inputs, name, frees)


def run(formula: Expr, scope: Scope) -> Any:
    """Evaluate a formula; Incomputable names a value that is missing."""
    apply, names = scope.backend.apply, scope.names
    slots: list[Any] = []
    for step in compiled(formula):
        if step.name is None:
            values = [slots[k] for k in step.inputs]
            slots.append(apply(step.op, scope, step.node, values))
        else:
            slots.append(_look_up(names, step.name))
        for k in step.frees:
            slots[k] = None
    return slots[-1]


def _look_up(names: Any, name: str) -> Any:
    try:
        return names[name]
    except KeyError:
        raise Incomputable(f"{name} has no value") from None
