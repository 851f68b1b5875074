"""A tree as one line: `(jux W_1 x)`, so that what was read can be reviewed at a glance."""

from __future__ import annotations

from fractions import Fraction

from solver.marking import syntax as s

_MARKS = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨"}


def shown(node: s.Node | None) -> str:
    """Print a tree in round brackets."""
    match node:
        case None:
            return "-"
        case s.Number():
            return ("≈" if node.rounded else "") + _fraction(node.value)
        case s.Symbol():
            return _symbol(node)
        case s.Unary():
            return f"({node.op} {shown(node.arg)})"
        case s.Binary():
            return f"({node.op} {shown(node.left)} {shown(node.right)})"
        case s.Call():
            return f"{_symbol(node.function)}({', '.join(map(shown, node.args))})"
        case s.Index():
            places = ", ".join(map(shown, node.places))
            return f"{shown(node.array)}[{'low ' * node.low}{places}]"
        case s.Rows():
            return f"<{'; '.join(' '.join(map(shown, row)) for row in node.rows)}>"
        case s.Items():
            close = {"(": ")", "[": "]", "{": "}", ":": ":", "": ""}[node.bracket]
            return f"{node.bracket or 'items'}{{{', '.join(map(shown, node.items))}}}{close}"
        case s.Cases():
            pieces = (f"{shown(v)} if {shown(c) if c else 'else'}" for v, c in node.pieces)
            return f"cases{{{' | '.join(pieces)}}}"
        case s.Over():
            bounds = " ".join(map(shown, (node.index, node.low, node.high)))
            return f"({node.op} [{bounds}] {shown(node.body)})"
        case s.Derivative():
            return (
                f"(D{node.order if node.order > 1 else ''} {shown(node.top)} {shown(node.bottom)})"
            )
        case s.Norm():
            return f"|{shown(node.body)}|{node.which}"
        case s.Rounding():
            return f"{node.which}({shown(node.body)})"
        case s.Chain():
            links = zip(node.relations, map(shown, node.members[1:]), strict=True)
            return f"{{{shown(node.members[0])}{''.join(f' {r} {m}' for r, m in links)}}}"
        case s.Logic():
            return f"({node.op} {' '.join(map(shown, node.args))})"
        case s.Words():
            return f"“{node.text}”"
    raise TypeError(type(node).__name__)


def _fraction(value: Fraction) -> str:
    return str(value)


def _symbol(node: s.Symbol) -> str:
    marks = "".join(_MARKS.get(mark, mark) for mark in node.marks)
    below = f"_{node.below}" if node.below else ""
    above = f"^{node.above}" if node.above else ""
    return f"{node.base}{marks}{below}{above}" + "'" * node.primes
