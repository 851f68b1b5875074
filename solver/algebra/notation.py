"""Binding levels of the two notations, and the small pieces that ops print themselves with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from solver.algebra.shapes import Size

if TYPE_CHECKING:
    from solver.algebra.expr import Expr
    from solver.algebra.op import Written

# LaTeX: ⊙ binds looser than juxtaposition, as people write it. A BIG operator such as Σ swallows
# the product behind it. A CALL is a piece of its own, but a superscript behind it would be read as
# belonging to its last part: f(x), a fraction.
SUM, BIG, HAD, JUX, POW, CALL, ATOM = 1, 2, 3, 4, 5, 6, 7
# Python: `*`, `/` and `@` share one level and group to the left; `2.T` is not a transpose
P_SUM, P_MUL, P_NEG, P_POW, P_NUM, P_ATOM = 1, 2, 3, 4, 5, 6
P_OR, P_AND, P_NOT, P_COMPARE = -3, -2, -1, 0  # looser than any sum


def signed(level: int) -> int:
    """Give the level of a minus sign in front of something that binds at `level`.

    It stands where a sum may stand, but may also lead a product: `(-a) b` is written `-a b`.
    """
    return -level


_TALL = (r"\frac", r"\begin", r"\sum", r"\left", r"\big")


def bracket(text: str, left: str = "(", right: str = ")") -> str:
    """Set brackets; they grow only around what is taller than a line, as growing costs spacing."""
    if any(mark in text for mark in _TALL):
        return rf"\left{left}{text}\right{right}"
    return f"{left}{text}{right}"


def latex_call(head: str) -> Callable[[Any, Expr], Written]:
    """Print a node as `head(arguments)`."""

    def show(p: Any, e: Expr) -> Written:
        return head + bracket(", ".join(p.at(arg, SUM) for arg in e.args)), CALL

    return show


def operator(word: str) -> str:
    """Set a word as an operator name."""
    return rf"\operatorname{{{word}}}"


def plain_call(head: str, *keywords: str) -> Callable[[Any, Expr], Written]:
    """Print a node as `head(arguments, keyword=attribute)`, as the reader takes it."""

    def show(p: Any, e: Expr) -> Written:
        shown = [p.at(arg, P_SUM) for arg in e.args]
        shown += [f"{key}={plain_attr(e.attr(key))}" for key in keywords]
        return f"{head}({', '.join(shown)})", P_ATOM

    return show


def plain_attr(value: Any) -> str:
    """Print an attribute as the reader takes it: a number, a size, or a list of them."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(plain_attr, value)) + "]"
    return value.spelled("*") if isinstance(value, Size) else str(value)


def infix(symbol: str, level: int) -> Callable[[Any, Expr], Written]:
    """Print two arguments around a symbol that groups to the left."""

    def show(p: Any, e: Expr) -> Written:
        left, right = e.args
        return f"{p.at(left, level)} {symbol} {p.at(right, level + 1)}", level

    return show
