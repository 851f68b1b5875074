"""Batches of samples: how many an update takes, and where those of its turn stand."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number
from solver.kinds._descent.methods import COUNT, METHODS
from solver.spec.nodes import Table
from solver.spec.reading import refused


def batch_of(node: Table, method: str, written: int) -> int:
    """Say how many samples an update takes, which some methods fix and others need to know."""
    fixed = METHODS[method].batch if method else 0
    if fixed and written not in {0, fixed}:
        raise refused(node.mark, f"`{method}` takes one sample at a time", "write `minibatch`")
    if method == "minibatch" and not written:
        raise refused(node.mark, "`minibatch` needs `batch`", "add `batch: 2`")
    return fixed or written


def turn(batch: int, count: int) -> str:
    """Say where the samples of an update stand: the one of its turn, or the place before them."""
    before = f"{COUNT} - 1" if batch == 1 else f"{batch}*({COUNT} - 1)"
    return f"mod({before}, {count}) + 1" if batch == 1 else f"mod({before}, {count})"


def places(batch: int, count: int, turn: Expr) -> list[Expr]:
    """List the places of the samples of an update, counted from 1."""
    if batch == 1:
        return [turn]
    found = [turn + number(k) for k in range(1, batch + 1)]
    if count % batch:  # a batch may go on from the last sample to the first
        one = number(1)
        found = [make("mod", place - one, number(count)) + one for place in found]
    return found
