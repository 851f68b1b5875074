"""Binding levels of the two notations, and the small pieces that ops print themselves with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.algebra.expr import Expr
    from solver.algebra.op import Written

# LaTeX: ⊙ binds looser than juxtaposition, as people write it
SUM, HAD, JUX, POW, ATOM = 1, 2, 3, 4, 5
# Python: `*`, `/` and `@` share one level and group to the left
P_SUM, P_MUL, P_NEG, P_POW, P_ATOM = 1, 2, 3, 4, 5


_TALL = (r"\frac", r"\begin", r"\sum", r"\left", r"\big")


def bracket(text: str, left: str = "(", right: str = ")") -> str:
    """Set brackets; they grow only around what is taller than a line, as growing costs spacing."""
    if any(mark in text for mark in _TALL):
        return rf"\left{left}{text}\right{right}"
    return f"{left}{text}{right}"


def latex_call(head: str) -> Callable[[Any, Expr], Written]:
    """Print a node as `head(arguments)`."""

    def show(p: Any, e: Expr) -> Written:
        return head + bracket(", ".join(p.at(arg, SUM) for arg in e.args)), ATOM

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
    return str(value)


def infix(symbol: str, level: int) -> Callable[[Any, Expr], Written]:
    """Print two arguments around a symbol that groups to the left."""

    def show(p: Any, e: Expr) -> Written:
        left, right = e.args
        return f"{p.at(left, level)} {symbol} {p.at(right, level + 1)}", level

    return show
