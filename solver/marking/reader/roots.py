r"""Fractions and roots in LaTeX, `½`, and what braces hold together."""

from __future__ import annotations

from fractions import Fraction

from solver.marking.reader.cursor import Cursor
from solver.marking.reader.derivatives import fraction
from solver.marking.reader.scripts import script
from solver.marking.syntax import Binary, Call, Node, Number, Span, Symbol


def quotient(p: Cursor) -> Node:
    r"""Read `\frac{a}{b}`, `\frac12`, `\tfrac1{10}`."""
    start = p.k
    p.take()
    top = _argument(p)
    return fraction(p, top, _argument(p), start)


def _argument(p: Cursor) -> Node:
    with p.inside():
        return p.atom()


def root(p: Cursor) -> Node:
    r"""Read `\sqrt{x}`, `\sqrt[3]{x}`, `√x`."""
    start = p.k
    sign = p.take().text
    degree: Node | None = None
    if sign == "sqrt" and p.at("open", "["):
        here = p.k
        p.take()
        with p.inside():
            degree = p.expression()
        p.close("[", here)
    body = _argument(p)
    if degree is None:
        return Call(Symbol("sqrt"), (body,), span=p.span(start))
    return Call(Symbol("root"), (body, degree), span=p.span(start))


def part(p: Cursor) -> Node:
    """Read ½."""
    token = p.take()
    place = Span(token.start, token.end)
    above, below = (Number(Fraction(int(digit)), span=place) for digit in token.text.split("/"))
    return Binary("/", above, below, span=place)


def under(p: Cursor) -> Node:
    r"""Read `\underbrace{x}_{why}` as x."""
    p.take()
    node = _argument(p)
    if p.at("sub") or p.at("sup"):
        p.take()
        script(p)
    return node


def underset(p: Cursor) -> Node:
    r"""Read `\underset{note}{x}` as x."""
    p.take()
    script(p)
    return _argument(p)
