"""LaTeX notation, in the order the author wrote, with the brackets it needs and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from solver.algebra.entries import entry
from solver.algebra.expr import Expr, name, names_in
from solver.algebra.notation import ATOM, HAD, JUX, POW, SUM, bracket, latex_call, operator
from solver.algebra.op import OPS, Written
from solver.algebra.shapes import Dim, Shape, is_vector, length
from solver.algebra.symbols import symbol_latex
from solver.errors import FormulaError

__all__ = ["ATOM", "HAD", "JUX", "POW", "SUM", "Latex"]

_NUMBER = re.compile(r"\(-?[\d.]+\)")

Leaf = Callable[[str, Expr], Written]


class Latex:
    """A printer of formulas.

    `symbols` maps names to LaTeX. `leaf(name, expr)` may print a name differently: as its value.
    """

    def __init__(self, symbols: Mapping[str, str] | None = None, leaf: Leaf | None = None) -> None:
        self.symbols = symbols or {}
        self._leaf = leaf

    def __call__(self, expr: Expr) -> str:
        return self.at(expr, 0)

    def at(self, expr: Expr, level: int) -> str:
        """Print an expression, in brackets if it binds looser than `level`."""
        text, binds = self.written(expr)
        return text if binds >= level else bracket(text)

    def written(self, expr: Expr) -> Written:
        """Print an expression and say how tightly the result binds."""
        op = OPS[expr.op]
        return (op.latex or latex_call(operator(expr.op.replace("_", " "))))(self, expr)

    # --- what ops ask for ---
    def leaf(self, expr: Expr) -> Written:
        """Print a name, or what stands for it."""
        text: str = expr.attr("name")
        return self._leaf(text, expr) if self._leaf else (self.name(text), ATOM)

    def name(self, text: str) -> str:
        return symbol_latex(text, self.symbols)

    def function(self, text: str) -> str:
        """Print an author's function: one letter in italics, a word upright, primes kept."""
        bare, primes = text.rstrip("'"), text[len(text.rstrip("'")) :]
        if bare in self.symbols or len(bare) == 1 or bare[-1].isdigit():
            return self.name(bare) + primes
        return operator(bare) + primes

    def size(self, dim: Dim) -> str:
        if isinstance(dim, int):
            return str(dim)
        terms = [f"{_count(count)}{self.name(key)}" for key, count in dim.terms]
        constant = [f"{dim.const:+d}"] if dim.const else []
        return "".join([*terms, *constant]).removeprefix("+")

    def shape(self, shape: Shape) -> str:
        """Print a shape, with a cross between the sizes."""
        return r" \times ".join(map(self.size, shape))

    def between(self, first: str, second: str) -> str:
        """Choose what stands between two factors set side by side."""
        if second[:1].isdigit() or second.startswith("-"):
            return r" \cdot "
        if first[-1:].isdigit() and second.startswith(r"\frac{") and r"\partial" not in second:
            return r" \cdot "
        if second.startswith(("(", r"\left(")) and first[-1:].isdigit():
            return r" \cdot " if _NUMBER.fullmatch(second) else ""
        return r"\,"

    def raised(self, base: Expr) -> str:
        """Print the base of a superscript, so that it never meets another superscript."""
        text, binds = self.written(base)
        if binds < ATOM:
            return bracket(text)
        if base.op == "fn" or text.startswith(
            (r"\sigma(", r"\sigma\left", r"\operatorname", r"\log", r"\exp")
        ):
            return bracket(text)
        if base.op == "name" and r"\frac" in text:
            return bracket(text)
        return f"{{{text}}}" if "^" in text else text

    def bracketed(self, expr: Expr) -> str:
        """Print an array whose entries are about to be named, `[x]`."""
        return bracket(self.at(expr, SUM), "[", "]")

    def indexed(self, array: Expr, places: Sequence[Expr]) -> str:
        """Print one entry: `[x]_i`, or `x^{(t)}` for an iterate of a sequence."""
        marks = [self.at(place, SUM) for place in places]
        if len(array.shape) in {1, 3}:
            return f"{self.at(array, ATOM)}[{', '.join(marks)}]"
        separator = "," if any(len(mark) > 1 for mark in marks) else ""
        return f"{self.bracketed(array)}_{{{separator.join(marks)}}}"

    def summation(self, expr: Expr) -> str:
        """Print a sum over entries with an index, entry by entry where that reads well."""
        arg, axis = expr.args[0], expr.attr("axis")
        if axis is not None:
            over, entries = ("i", "ij") if axis == 0 else ("j", "ij")
            return rf"\sum_{{{over}}} {self.bracketed(arg)}_{{{entries}}}"
        if arg.is_scalar:
            return self.at(arg, JUX)
        letters, ranges = self._indices(arg)
        try:
            body = self.at(entry(arg, tuple(name(letter) for letter in letters)), HAD)
        except FormulaError:
            body = f"{self.bracketed(arg)}_{{{''.join(letters)}}}"
        return rf"{ranges} {body}"

    def _indices(self, arg: Expr) -> tuple[list[str], str]:
        taken = set(names_in(arg))
        letters = [letter for letter in "ijklpq" if letter not in taken]
        if is_vector(arg.shape):
            one = letters[0]
            return [one], rf"\sum_{{{one}=1}}^{{{self.size(length(arg.shape))}}}"
        used = letters[: len(arg.shape)]
        return used, rf"\sum_{{{','.join(used)}}}"


def _count(count: int) -> str:
    return {1: "+", -1: "-"}.get(count, f"{count:+d}")
