"""Formulas on the page: a bar in a bar is too small to read, and a long list must break."""

from __future__ import annotations

import re

from solver.algebra.expr import Expr
from solver.algebra.latex import HAD, POW, Latex
from solver.algebra.op import OPS, Written

_BRACED = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_FRACTION = re.compile(rf"(-?)\\frac{_BRACED}{_BRACED}")


class PageLatex(Latex):
    """A printer of formulas that writes `a / b` inside of a fraction, and breaks repetitions."""

    _inside = False  # whether a fraction stands around what is printed

    def written(self, expr: Expr) -> Written:
        """Print an expression; a quotient of scalars in the way its place asks for."""
        if expr.op == "scan":
            text, binds = super().written(expr)
            return _breakable(text), binds
        latex = OPS["div"].latex
        if expr.op != "div" or latex is None or any(arg.shape for arg in expr.args):
            return super().written(expr)
        if not self._inside:
            return latex(self._with(_inside=True), expr)
        first, binds = self.leading(expr.args[0], HAD)
        return f"{first} / {self.at(expr.args[1], POW)}", binds

    def leaf(self, expr: Expr) -> Written:
        """Print a name or its value, which may be a fraction, too."""
        text, binds = super().leaf(expr)
        found = _FRACTION.fullmatch(text) if self._inside else None
        return (f"{found[1]}{found[2]}/{found[3]}", min(binds, HAD)) if found else (text, binds)


def _breakable(text: str) -> str:
    """Let a line break after the commas of a long list in brackets, which then cannot grow."""
    head, _, rest = text.partition(r"\left[")
    inner, _, _ = rest.rpartition(r"\right]")
    listed = inner.replace(r",\; ", r",\allowbreak\; ")
    return rf"{head}\bigl[{listed}\bigr]"
