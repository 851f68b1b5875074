"""Mathematics in a document to LaTeX: formulas, values put in, shapes, and authors' own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from solver.algebra.expr import Expr
from solver.algebra.gradient_names import as_derivative
from solver.algebra.latex import ATOM, CALL, HAD, POW, SUM
from solver.algebra.shapes import Shape
from solver.algebra.symbols import differential
from solver.digits import written
from solver.document.blocks import (
    Belongs,
    Filled,
    Formula,
    Inline,
    Maths,
    Said,
    ShapeOf,
    Source,
    Text,
    Value,
)
from solver.render.formula import PageLatex
from solver.render.matrix import value_latex
from solver.text.escape import escape
from solver.text.source import MENTION, ascii_math, checked

_RELATIONS = {
    "=": "=",
    "==": "=",
    "!=": r"\ne",
    "<": "<",
    "<=": r"\le",
    ">": ">",
    ">=": r"\ge",
    "<-": r"\leftarrow",
}


@dataclass(frozen=True, slots=True)
class MathsWriter:
    """Prints mathematics, naming things as the author's `symbols` say."""

    symbols: Mapping[str, str] = field(default_factory=dict)
    printed: dict[tuple[Expr, bool], str] = field(default_factory=dict)  # formulas, once each

    def __call__(self, maths: Maths, small: bool = False) -> str:
        """Print without the dollar signs; `small` is for the middle of a line of text."""
        match maths:
            case Formula(expr, None):
                return self.formula(expr, small)
            case Formula(expr, right, relation):
                assert right is not None
                between = _RELATIONS[relation]
                return f"{self.formula(expr, small)} {between} {self.formula(right, small)}"
            case Filled(expr, values, digits):
                return self.filled(expr, dict(values), digits, small)
            case Value(value, digits, of):
                left = f"{self.formula(of, small)} = " if of is not None else ""
                return left + value_latex(value, digits, small)
            case Source(latex, values):
                return self.source(latex, values, small)
            case ShapeOf(shape):
                return self.shape(shape)
            case Belongs(expr, whole, bound):
                return rf"{self.formula(expr, small)} \in {self.space(expr.shape, whole, bound)}"
            case Said(words):
                return rf"\text{{{''.join(self._word(word) for word in words)}}}"

    def _word(self, word: Inline) -> str:
        return escape(word.text) if isinstance(word, Text) else f"${self(word, small=True)}$"

    def formula(self, expr: Expr, small: bool = False) -> str:
        """Print a formula in symbols."""
        if (expr, small) not in self.printed:
            text = ascii_math(PageLatex(self.symbols, self._flat if small else None)(expr))
            self.printed[expr, small] = text
        return self.printed[expr, small]

    def _flat(self, wanted: str, expr: Expr) -> tuple[str, int]:
        r"""Print a derivative as `\partial L / \partial x`, to read well in a line of text."""
        pair = as_derivative(wanted)
        if pair is None or wanted in self.symbols:
            return PageLatex(self.symbols).symbol(wanted)
        top, bottom = (differential(side, self.symbols) for side in pair)
        return f"{top}/{bottom}", HAD

    def source(self, latex: str, values: tuple[Maths, ...], small: bool) -> str:
        """Print an author's mathematics with the values it mentions."""
        printed = [self(value, small) for value in values]
        return MENTION.sub(lambda mark: printed[int(mark[1])], checked(latex, len(values)))

    def filled(self, expr: Expr, values: Mapping[str, Any], digits: int, small: bool) -> str:
        """Print a formula with values in place of names."""
        return ascii_math(PageLatex(self.symbols, self._leaf(values, digits, small))(expr))

    def shape(self, shape: Shape) -> str:
        r"""Print a shape as `2 \times n`."""
        return ascii_math(PageLatex(self.symbols).shape(shape)) if shape else r"\text{scalar}"

    def space(self, shape: Shape, whole: bool = False, bound: str = "") -> str:
        """Print the space that values of a shape live in."""
        sign, _, end = bound.partition(" ")
        below = f"_{{{_RELATIONS[sign]} {end}}}" if bound else ""
        above = f"^{{{self.shape(shape)}}}" if shape else ""
        return rf"\mathbb{{{'Z' if whole else 'R'}}}{below}{above}"

    def _leaf(
        self, values: Mapping[str, Any], digits: int, small: bool
    ) -> Callable[[str, Expr], tuple[str, int]]:
        def leaf(wanted: str, expr: Expr) -> tuple[str, int]:
            if wanted not in values:
                return PageLatex(self.symbols).symbol(wanted)
            shown = value_latex(values[wanted], digits, small)
            return shown, _level(values[wanted], shown, digits)

        return leaf


def _level(value: Any, shown: str, digits: int) -> int:
    """Tell how tightly a printed value binds: two numbers side by side must not look like one.

    A negative one stands in brackets even where its sign could lead: `1·2 + (-2)·3`.
    """
    if isinstance(value, tuple):
        return POW if shown.endswith(r"^{\top}") else ATOM
    form = written(value, digits)
    if form.negative:
        return SUM
    return {"scientific": HAD, "fraction": CALL}.get(form.kind, ATOM)
