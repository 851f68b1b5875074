r"""Derivatives: `\frac{\partial L}{\partial W}`, `dL/dW1`, `\nabla_W L`, also with δ for ∂."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from solver.marking.reader.cursor import STARTS, Cursor
from solver.marking.syntax import Binary, Call, Derivative, Node, Number, Symbol, Unreadable

_LETTERS = frozenset({"d", "delta"})


@dataclass(frozen=True, slots=True)
class Differential(Node):
    """`∂L` on its own, until what it is derived by is known."""

    body: Node | None
    order: int = 1


def differential(p: Cursor) -> Node:
    """Read `∂L`, and `∂L/∂W` in whole."""
    start = p.k
    p.take()
    order = _order(p)
    body = p.factor() if p.next.kind in STARTS or p.at("open") else None
    if p.at("op", "/") and p.after().kind == "diff":
        p.take(), p.take()
        _order(p)
        top = Differential(body, order)
        return _derivative(p, top, Differential(p.factor(), order), start)
    return Differential(body, order, span=p.span(start))


def _order(p: Cursor) -> int:
    if p.at("usup") and p.next.text.isdecimal() and len(p.next.text) == 1:
        return int(p.take().text)
    if not p.at("sup"):
        return 1
    braces = p.after().kind == "open"
    digit = p.after(1 + braces)
    if digit.kind != "number" or not digit.text.isdecimal() or len(digit.text) != 1:
        p.fail("the order of a derivative must be a number")
    for _ in range(2 + 2 * braces):
        p.take()
    return int(digit.text)


def fraction(p: Cursor, top: Node, bottom: Node, start: int) -> Node:
    """Make a quotient, or a derivative if differentials stand above and below."""
    above, below = _as_differential(top), _as_differential(bottom)
    if above and below and below.body is not None:
        return _derivative(p, above, below, start)
    for node in (top, bottom):
        if isinstance(node, Differential):
            raise Unreadable("∂ stands only above or only below", node.span, "write ∂L/∂W")
    if both := _joined(top, bottom):
        return Derivative(*both, span=p.span(start))
    return Binary("/", top, bottom, span=p.span(start))


def _derivative(p: Cursor, top: Differential, bottom: Differential, start: int) -> Node:
    body = top.body
    if body is None:  # the operator d/dx stands before what is derived
        if p.next.kind not in STARTS and not p.at("open"):
            p.fail("what is derived is missing here", "write ∂L/∂W")
        body = p.factor()
    by, order = _without_power(bottom.body), top.order
    if by is None:
        p.fail("what is derived by is missing")
    return Derivative(body, by, order, span=p.span(start))


def _without_power(node: Node | None) -> Node | None:
    """Take the square off `∂x²`."""
    if isinstance(node, Binary) and node.op == "^" and isinstance(node.right, Number):
        return node.left
    return node


def _as_differential(node: Node) -> Differential | None:
    r"""See `dL` and `\delta L` as differentials."""
    if isinstance(node, Differential):
        return node
    if isinstance(node, Symbol) and node == Symbol("d"):
        return Differential(None, span=node.span)
    if not (isinstance(node, Binary) and node.op == "jux"):
        return None
    order, letter = 1, node.left
    if isinstance(letter, Binary) and letter.op == "^" and isinstance(letter.right, Number):
        order, letter = _small(letter.right.value), letter.left
    if isinstance(letter, Symbol) and letter.base in _LETTERS and letter == Symbol(letter.base):
        return Differential(node.right, order, span=node.span)
    return None


def _small(value: Fraction) -> int:
    return int(value) if value in {1, 2, 3, 4} else 1


def _joined(top: Node, bottom: Node) -> tuple[Node, Node] | None:
    """See `dL` over `dW1` as a derivative, each typed as one name."""
    sides = [_less_d(node) for node in (top, bottom)]
    first, second = sides
    return (first, second) if first is not None and second is not None else None


def _less_d(node: Node) -> Node | None:
    if isinstance(node, Symbol) and len(node.base) > 1 and node.base[0] == "d":
        return replace(node, base=node.base[1:]) if node.base not in {"diag", "det"} else None
    return None


def gradient(p: Cursor) -> Node:
    r"""Read `\nabla_{W_1} L`."""
    start = p.k
    p.take()
    by: Node | None = None
    if p.accept("sub"):
        by = p.factor() if not p.accept("open", "group") else _group(p)
    if p.next.kind not in STARTS and not p.at("open"):
        p.fail("what the gradient is of is missing here", "write \\nabla_{W} L")
    body = p.factor()
    if by is None:
        return Call(Symbol("nabla"), (body,), span=p.span(start))
    return Derivative(body, by, span=p.span(start))


def _group(p: Cursor) -> Node:
    start = p.k - 1
    with p.inside():
        node = p.expression()
    p.close("group", start)
    return node
