"""The arguments of a scan, by what they are."""

from __future__ import annotations

from solver.algebra.expr import Expr
from solver.algebra.op import Attrs
from solver.algebra.shapes import Dim


class Parts:
    """The arguments of a scan by what they are: starts, sequences and bodies."""

    def __init__(self, args: tuple[Expr, ...], attrs: Attrs) -> None:
        self.states: tuple[str, ...] = attrs["states"]
        self.inputs: tuple[str, ...] = attrs["inputs"]
        count, split = len(self.states), len(self.states) + len(self.inputs)
        self.starts, self.sequences = args[:count], args[count:split]
        self.bodies = args[split:]
        self.steps: Dim = attrs["steps"]
        self.out: int = attrs["out"]
        self.together: bool = attrs["together"]


def parts(node: Expr) -> Parts:
    """Sort the arguments of a scan node."""
    return Parts(node.args, dict(node.attrs))
