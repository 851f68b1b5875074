"""What an opening bracket of any kind holds."""

from __future__ import annotations

from dataclasses import replace

from solver.marking.reader.brackets import bracket
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.environments import environment
from solver.marking.reader.scripts import script
from solver.marking.syntax import Binary, Index, Node, Norm, Rounding, Words


def enclosed(p: Cursor) -> Node:
    """Read brackets, bars that were said to open, ⌊ ⌋ and sets."""
    token, start = p.next, p.k
    if token.text in {"(", "[", "group"}:
        return bracket(p)
    if token.text == "{":
        return _set(p)
    p.take()
    if token.text == "angle":
        return _inner(p, start)
    with p.inside():
        body = p.expression()
    if token.text == ".":
        return _at_a_place(p, body, start)
    p.close(token.text, start)
    if token.text in {"floor", "ceil"}:
        return Rounding(body, token.text, span=p.span(start))
    return Norm(body, "abs" if token.text == "|" else "2", span=p.span(start))


def _inner(p: Cursor, start: int) -> Node:
    """Read an inner product, ⟨x, y⟩."""
    with p.inside():
        left = p.expression()
        if not p.accept("sep", ","):
            p.fail("an inner product has two factors", "write x^T y")
        right = p.expression()
    p.close("angle", start)
    return Binary("inner", left, right, span=p.span(start))


def _at_a_place(p: Cursor, body: Node, start: int) -> Node:
    r"""Read `\left. x \right|_{place}`."""
    if not (p.accept("close") or p.accept("bar")):
        p.fail("\\right is missing here")
    if not p.accept("sub"):
        return body
    return Index(body, (Words(script(p)),), low=True, span=p.span(start))


def _set(p: Cursor) -> Node:
    r"""Read a set, or the cases of `\left\{ \begin{array}…`."""
    if p.after().kind != "begin":
        return bracket(p)
    start = p.k
    p.take()
    node = environment(p, braced=True)
    p.accept("close", "{")
    return replace(node, span=p.span(start))
