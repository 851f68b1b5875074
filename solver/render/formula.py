"""Formulas on the page: a bar in a bar is too small to read, and a long list must break."""

from __future__ import annotations

import re
from collections.abc import Iterable

from solver.algebra.expr import Expr
from solver.algebra.latex import HAD, POW, Latex
from solver.algebra.op import Written

_BRACED = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_FRACTION = re.compile(rf"(-?)\\frac{_BRACED}{_BRACED}")


class PageLatex(Latex):
    """A printer of formulas that writes `a / b` inside of a fraction, and breaks repetitions."""

    _inside = False  # whether a fraction stands around what is printed

    def fraction(self, top: Expr, bottom: Expr) -> Written:
        """Print a quotient of scalars in the way its place asks for."""
        if not self._inside:
            return Latex.fraction(self._with(_inside=True), top, bottom)
        first, binds = self.leading(top, HAD)
        return f"{first} / {self.at(bottom, POW)}", binds

    def listed(self, items: Iterable[str]) -> str:
        """Let a line break after the commas of a list, whose brackets then cannot grow."""
        return r"\bigl[" + r",\allowbreak\; ".join(items) + r"\bigr]"

    def leaf(self, expr: Expr) -> Written:
        """Print a name or its value, which may be a fraction, too."""
        text, binds = super().leaf(expr)
        found = _FRACTION.fullmatch(text) if self._inside else None
        return (f"{found[1]}{found[2]}/{found[3]}", min(binds, HAD)) if found else (text, binds)
