"""What every rule needs: what is random, how moments are written, and the reasons so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.algebra.expr import Expr, names_in, number
from solver.algebra.op import Law, Words
from solver.algebra.ops.moments import moment
from solver.kinds._moments.independence import Known


@dataclass(slots=True)
class Noted:
    """Writes moments of formulas in what is `known` to be random, and notes reasons."""

    known: Known
    reasons: list[Words] = field(default_factory=list)

    def fixed(self, e: Expr) -> bool:
        """Tell whether nothing in a formula is random."""
        return set(self.known).isdisjoint(names_in(e))

    def mean(self, e: Expr) -> Expr:
        """Write E of a formula, or the formula itself if it is not random."""
        return e if self.fixed(e) else moment("expectation", e, self.known)

    def variance(self, e: Expr) -> Expr:
        """Write Var of a formula."""
        return number(0) if self.fixed(e) else moment("variance", e, self.known)

    def note(self, *words: str | Expr | Law) -> None:
        """Note a reason, once."""
        if words not in self.reasons:
            self.reasons.append(words)
