"""Things side by side: a product, a number with its unit, or a slip of the pen."""

from __future__ import annotations

from solver.marking.reader.cursor import Cursor
from solver.marking.reader.lexicon import GREEK_NAMES, UNITS
from solver.marking.reader.named import words
from solver.marking.syntax import Binary, Node, Number, Symbol


def juxtaposed(p: Cursor, left: Node, start: int) -> Node:
    """Read what follows without a sign between."""
    tail = _tail(left)
    if isinstance(tail, Number):
        if p.at("number"):
            _refuse_numbers(p)
        if p.at("open", "(") and p.after().kind == "number" and p.after(2).text == "%":
            p.fail("a second number in brackets", "give one of the two")
        if p.at("frac") and _is_whole(tail) and _is_plain_fraction(p):
            return mixed(p, left, start)
        if _is_unit(p):
            return Binary("jux", left, words(p), span=p.span(start))
    right = p.factor()
    if _is_prose(p, tail) and _is_prose(p, right):
        p.fail("this looks like words, not a formula", "give the result alone")
    return Binary("jux", left, right, span=p.span(start))


def _tail(node: Node) -> Node:
    while isinstance(node, Binary) and node.op == "jux":
        node = node.right
    return node


def _refuse_numbers(p: Cursor) -> None:
    first, second, after = p.last.text, p.next.text, p.after()
    if after.kind == "op" and after.text == "/":
        hint = f"write {first} + {second}/… or {first} · {second}/…"
    else:
        hint = f"write {first}{second} if it is one number, {first} · {second} if it is a product"
    p.fail("two numbers side by side", hint)


def _is_whole(node: Number) -> bool:
    return node.quantum == 1 and node.value > 0


def _is_plain_fraction(p: Cursor) -> bool:
    r"""Tell whether `\frac{1}{3}` comes next, numbers above and below."""
    kinds = [p.after(k).kind for k in range(1, 7)]
    return kinds[:2] == ["number", "number"] or kinds == ["open", "number", "close"] * 2


def mixed(p: Cursor, left: Node, start: int) -> Node:
    r"""Read `2\tfrac13` and 2½ as 2 + 1/3; `2\frac13` may mean either, and is refused."""
    if p.at("frac", "frac") or not isinstance(left, Number):
        p.fail(
            "a number beside a fraction may be a sum or a product",
            "write 2 + \\frac13 or 2 \\cdot \\frac13",
        )
    return Binary("+", left, p.factor() if p.at("frac") else p.atom(), span=p.span(start))


def _is_unit(p: Cursor) -> bool:
    """Tell whether words come next that are no name: `6000 min`, `3 trials`."""
    token, after = p.next, p.after()
    if token.kind == "text":
        return True
    if token.kind != "name" or len(token.text) < 2 or token.marks or p.latex:
        return False
    if after.kind in {"digits", "sub", "sup", "usub", "usup", "prime", "open"}:
        return False
    if token.text in p.words.whole or token.text in p.words.letters or token.text in GREEK_NAMES:
        return False
    if token.text in UNITS:
        return True
    return token.text not in p.words.functions and token.gap > 0 and len(token.text) > 2


def _is_prose(p: Cursor, node: Node) -> bool:
    if not isinstance(node, Symbol) or len(node.base) < 3 or p.latex:
        return False
    known = node.base in p.words.letters or node.base in p.words.functions
    return not (known or node.base in GREEK_NAMES or node.below or node.above or node.marks)
