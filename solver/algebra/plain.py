"""Plain notation: what the reader takes; reading what is printed gives the same expression."""

from __future__ import annotations

from solver.algebra.expr import Expr
from solver.algebra.notation import P_OR, plain_call
from solver.algebra.op import OPS, Law, Words, Written
from solver.algebra.shapes import Dim


class Plain:
    """A printer in Python syntax."""

    def at(self, expr: Expr, level: int) -> str:
        text, binds = self.written(expr)
        return text if binds >= level else f"({text})"

    def written(self, expr: Expr) -> Written:
        op = OPS[expr.op]
        return (op.plain or plain_call(expr.op))(self, expr)

    def name(self, text: str) -> str:
        return text

    function = name

    def size(self, dim: Dim) -> str:
        return str(dim)


_PRINTER = Plain()


def plain(expr: Expr) -> str:
    """Print an expression in Python syntax, with the brackets it needs and no more."""
    return _PRINTER.at(expr, P_OR)


def sentence(words: Words) -> str:
    """Print a reason, its formulas in plain notation."""
    return "".join(_word(part) for part in words)


def _word(part: str | Expr | Law) -> str:
    if isinstance(part, Law):
        return part.text
    return part if isinstance(part, str) else plain(part)
