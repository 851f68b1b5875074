"""LaTeX notation, in the order the author wrote, with the brackets it needs and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import count, islice
from typing import Any, Self

from solver.algebra.binding import binding
from solver.algebra.entries import entry
from solver.algebra.expr import Expr, name, names_in, number, walk
from solver.algebra.notation import (
    ATOM,
    BIG,
    CALL,
    HAD,
    JUX,
    POW,
    SUM,
    bracket,
    latex_call,
    operator,
    signed,
)
from solver.algebra.op import OPS, Written
from solver.algebra.shapes import (
    Dim,
    Shape,
    combine,
    is_sum,
    is_vector,
    length,
    runs_over_all,
    symbols_in,
)
from solver.algebra.symbols import EXP, meets_e, symbol_latex
from solver.errors import FormulaError

__all__ = ["ATOM", "CALL", "HAD", "JUX", "POW", "SUM", "Latex"]

_NUMBER = re.compile(r"\(-?[\d.]+\)")  # in brackets, as a negative one stands
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|{_NUMBER.pattern})$")
_LETTER = re.compile(r"[A-Za-z]|\\[A-Za-z]+")  # a name that an index may stand below, bare
_LETTERS = "ijklpqrstuvwxyzabcdefghmno"  # for the entries of a sum, the usual ones first

Leaf = Callable[[str, Expr], Written]


class Latex:
    """A printer of formulas.

    `symbols` maps names to LaTeX. `leaf(name, expr)` may print a name differently: as its value.
    `taken` are the letters that already count entries around what is printed.
    """

    def __init__(
        self,
        symbols: Mapping[str, str] | None = None,
        leaf: Leaf | None = None,
        taken: frozenset[str] = frozenset(),
    ) -> None:
        self.symbols = symbols or {}
        self._leaf = leaf
        self._taken = taken

    def __call__(self, expr: Expr) -> str:
        beside_e = EXP not in self.symbols and meets_e(names_in(expr), self.symbols)
        printer = self._with(symbols={**self.symbols, EXP: r"\exp"}) if beside_e else self
        return printer.at(expr, 0)

    def within(self, letters: Iterable[str]) -> Latex:
        """Make the printer of what stands inside a sum that counts with these letters."""
        return self._with(_taken=self._taken | {self.name(key) for key in letters})

    def _with(self, **changes: Any) -> Self:
        """Make a printer of the same kind that differs in something."""
        other = copy(self)
        vars(other).update(changes)
        return other

    def at(self, expr: Expr, level: int) -> str:
        """Print an expression, in brackets if it binds looser than `level`."""
        return self.fitted(expr, level)[0]

    def fitted(self, expr: Expr, level: int) -> Written:
        """Print as `at` does, and say how tightly the result binds."""
        text, binds = self.written(expr)
        return (text, binds) if max(binds, SUM) >= level else (bracket(text), ATOM)

    def leading(self, expr: Expr, level: int) -> Written:
        """Print the first factor of a product that binds at `level`; its sign leads the product."""
        text, binds = self.written(expr)
        if signed(binds) >= level:
            return text, signed(level)
        return (text if binds >= level else bracket(text)), level

    def written(self, expr: Expr) -> Written:
        """Print an expression and say how tightly the result binds."""
        op = OPS[expr.op]
        return (op.latex or latex_call(operator(expr.op.replace("_", " "))))(self, expr)

    # --- what ops ask for ---
    def leaf(self, expr: Expr) -> Written:
        """Print a name, or what stands for it."""
        text: str = expr.attr("name")
        return self._leaf(text, expr) if self._leaf else self.symbol(text)

    def name(self, text: str) -> str:
        return symbol_latex(text, self.symbols)

    def symbol(self, text: str) -> Written:
        """Print a name, and say how tightly its symbol binds: an author's may hold operators."""
        shown = self.name(text)
        return shown, binding(shown)

    def function(self, text: str) -> str:
        """Print an author's function like any name, but a word as an operator; primes are kept."""
        bare, primes = text.rstrip("'"), text[len(text.rstrip("'")) :]
        shown = self.name(bare)
        own = bare.rpartition(".")[2]  # without the part it belongs to
        return (operator(own) if shown == rf"\mathrm{{{own}}}" else shown) + primes

    def size(self, dim: Dim) -> str:
        if isinstance(dim, int):
            return str(dim)
        terms = [f"{_count(count)}{self.name(key)}" for key, count in dim.ordered]
        constant = [f"{dim.const:+d}"] if dim.const else []
        return "".join([*terms, *constant]).removeprefix("+")

    def shape(self, shape: Shape) -> str:
        """Print a shape, with a cross between the sizes."""
        sizes = [(self.size(dim), len(shape) > 1 and is_sum(dim)) for dim in shape]
        return r" \times ".join(bracket(text) if several else text for text, several in sizes)

    def between(self, first: str, second: str) -> str:
        """Choose what stands between two factors set side by side."""
        if second[:1].isdigit() or second.startswith("-"):
            return r" \cdot "
        if first[-1:].isdigit() and second.startswith(r"\frac{") and r"\partial" not in second:
            return r" \cdot "
        if _ENDS_IN_NUMBER.search(first) and _NUMBER.match(second):
            return r" \cdot "
        return "" if second.startswith(("(", r"\left(")) and first[-1:].isdigit() else r"\,"

    def exponential(self, power: Expr) -> Written:
        """Print a power of Euler's number; in words for an array, and where e is also a name."""
        if power.is_scalar and EXP not in self.symbols:
            return f"e^{{{self.at(power, SUM)}}}", POW
        return r"\exp" + bracket(self.at(power, SUM)), CALL

    def fraction(self, top: Expr, bottom: Expr) -> Written:
        """Print a quotient of scalars."""
        return rf"\frac{{{self.at(top, SUM)}}}{{{self.at(bottom, SUM)}}}", CALL

    def listed(self, items: Iterable[str]) -> str:
        """Print a list in square brackets."""
        return r"\left[" + r",\; ".join(items) + r"\right]"

    def raised(self, base: Expr) -> str:
        """Print the base of a superscript, so that it never meets another superscript."""
        return self.at(base, ATOM)

    def bracketed(self, expr: Expr) -> str:
        """Print an array whose entries are about to be named, `[x]`."""
        return bracket(self.at(expr, SUM), "[", "]")

    def indexed(self, array: Expr, places: Sequence[Expr]) -> str:
        """Print one entry: `[x]_i`, or `x^{(t)}` for an iterate of a sequence."""
        marks = [self.at(place, SUM) for place in places]
        if len(array.shape) in {1, 3}:
            return f"{self.at(array, CALL)}[{', '.join(marks)}]"
        return self._entry(array, marks)

    def _entry(self, array: Expr, marks: Sequence[str]) -> str:
        """Print an entry: `[W_1]_{12}`, and of a matrix that is one letter `X_{1,2}`."""
        if len(marks) == 2 and array.op == "name" and _LETTER.fullmatch(letter := self(array)):
            return f"{letter}_{{{','.join(marks)}}}"
        separator = "," if any(len(mark) > 1 for mark in marks) else ""
        return f"{self.bracketed(array)}_{{{separator.join(marks)}}}"

    # --- what runs over entries ------------------------------------------------------------------
    def reduced(self, head: str, expr: Expr) -> Written:
        r"""Print `head(X)`, or along an axis `head_{j} [X]_{ij}`."""
        arg, axis = expr.args[0], expr.attr("axis")
        if runs_over_all(arg.shape, axis):
            return head + bracket(self.at(arg, SUM)), CALL
        letters, one = self.general_entry(arg)
        return rf"{head}_{{{letters[axis]}}} {one}", BIG

    def general_entry(self, matrix: Expr) -> tuple[list[str], str]:
        """Print the entry of a matrix at two fresh letters, and give the letters."""
        letters = self._fresh(matrix, 2)
        marks = [self.name(letter) for letter in letters]
        return marks, self.within(letters)._entry(matrix, marks)

    def summation(self, expr: Expr) -> Written:
        """Print a sum over entries with an index, entry by entry where that reads well."""
        arg, axis = expr.args[0], expr.attr("axis")
        if arg.is_scalar:
            return self.written(arg)
        if not runs_over_all(arg.shape, axis):
            return self.reduced(r"\sum", expr)
        letters = self._fresh(arg, 1 if is_vector(arg.shape) else len(arg.shape))
        marks, inner = [self.name(letter) for letter in letters], self.within(letters)
        try:
            body = inner.at(entry(arg, _places(arg.shape, letters)), BIG)
        except FormulaError:
            body = inner._entry(arg, marks)
        return rf"{self._ranges(arg.shape, marks)} {body}", BIG

    def _ranges(self, shape: Shape, marks: Sequence[str]) -> str:
        if len(marks) > 1:
            return rf"\sum_{{{','.join(marks)}}}"
        first = 0 if len(shape) == 1 else 1  # sequences count from 0
        last = combine((1, length(shape)), (1, first - 1))
        return rf"\sum_{{{marks[0]}={first}}}^{{{self.size(last)}}}"

    def _fresh(self, arg: Expr, wanted: int) -> list[str]:
        """Choose letters for the entries of an array that nothing in or around it is called."""
        names = {node.attr("name") for node in walk(arg) if node.op == "name"}
        taken = {self.name(key) for key in (*names, *symbols_in(arg.shape))} | self._taken
        return list(islice((key for key in _letters() if self.name(key) not in taken), wanted))


def _places(shape: Shape, letters: Sequence[str]) -> tuple[Expr, ...]:
    places = tuple(map(name, letters))
    if len(shape) == 2 and is_vector(shape):
        return (*places, number(1)) if shape[1] == 1 else (number(1), *places)
    return places


def _letters() -> Iterator[str]:
    yield from _LETTERS
    yield from (f"i{k}" for k in count(1))


def _count(count: int) -> str:
    return {1: "+", -1: "-"}.get(count, f"{count:+d}")
