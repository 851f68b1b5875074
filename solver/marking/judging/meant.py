"""What an answer means where it stands: the names in sight, and what it must not use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from solver.algebra.expr import Expr, name, names_in
from solver.algebra.shapes import Shape
from solver.marking import syntax as s
from solver.marking.meaning import Elaborator, Meaningless
from solver.marking.meaning.entrywise import entrywise
from solver.marking.meaning.vocabulary import Vocabulary
from solver.plan import Step


@dataclass(frozen=True, slots=True)
class Meaning:
    """Turns what was read into expressions.

    `shape` is that of what is asked; `sought` is its name, with those of all that depends on it.
    """

    names: Vocabulary
    shape: Shape = ()
    indices: Mapping[str, Expr] = field(default_factory=dict)
    sought: frozenset[str] = frozenset()

    def __call__(self, node: s.Node, remarks: list[str], starred: bool = False) -> Expr:
        """Give the meaning of an answer; Meaningless if it uses what it is to find.

        `starred` takes a star for a product of matrices; see Elaborator.
        """
        found = self._meaning(Elaborator(self.names, self.indices, remarks, starred), node)
        circular = self.sought.intersection(names_in(found))
        if circular:
            own = min(circular).rpartition(".")[2]
            raise Meaningless(f"`{own}` is what is to be found, or depends on it", node.span)
        return found

    def _meaning(self, e: Elaborator, node: s.Node) -> Expr:
        try:
            return e(node)
        except Meaningless as error:
            entries = None if error.misfit else entrywise(e, node, self.shape)
            if entries is None:
                raise
            return entries


def indices_of(step: Step) -> dict[str, Expr]:
    """List the variables of a function that is asked for: the n of `y(n)`."""
    if step.formula.op != "tabulate":
        return {}
    return {step.formula.attr("index"): name(step.formula.attr("index"))}
