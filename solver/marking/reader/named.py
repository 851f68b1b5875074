"""Names: letters, words set upright, letters with accents or in another font."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from solver.marking.reader.big import big
from solver.marking.reader.cursor import Cursor
from solver.marking.syntax import Call, Chain, Items, Logic, Node, Number, Symbol, Words

_BIG = frozenset({"sum", "prod", "max", "min"})
_NAME = re.compile(r"([^\W\d_]+)(\d*)")


def name(p: Cursor) -> Node:
    """Read a letter, a Greek letter or a word that is a name."""
    start = p.k
    token = p.next
    if token.text in _BIG and p.after().kind in {"sub", "usub"}:
        return big(p)
    p.take()
    return Symbol(token.text, marks=token.marks, span=p.span(start))


def upright(p: Cursor) -> Node:
    r"""Read `\mathrm{conv}` or `\operatorname{sign}`: one name, its digits below it."""
    start = p.k
    text = p.take().text.replace(" ", "_")
    if text.isdecimal() and p.next.kind not in {"sub", "usub"}:
        return Number(_value(text), digits=len(text), span=p.span(start))
    if text.isdecimal():
        return ones(p, start)
    if found := _NAME.fullmatch(text):
        return Symbol(found[1], below=found[2], span=p.span(start))
    return Symbol(text, span=p.span(start))


def said(p: Cursor) -> Node:
    r"""Read `\text{…}`: a name if it is a known one or something belongs to it, else words."""
    start = p.k
    text = p.next.text
    after = p.after()
    known = text in p.words.whole or text in p.words.letters or text in p.words.functions
    belongs = after.kind in {"sub", "sup", "prime"} or (after.kind == "open" and after.text == "(")
    if text.isalpha() and (known or (belongs and after.gap == 0)):
        p.take()
        return Symbol(text, span=p.span(start))
    if (found := _NAME.fullmatch(text)) and found[1] in p.words.letters and found[2]:
        p.take()
        return Symbol(found[1], below=found[2], span=p.span(start))
    return words(p)


def words(p: Cursor) -> Words:
    """Read words that are no formula, as many as follow each other."""
    start = p.k
    said = [p.take().text]
    while p.next.kind in {"text", "name"} and len(p.next.text) > 1 and p.next.gap:
        said.append(p.take().text)
    return Words(" ".join(said), span=p.span(start))


def dots(p: Cursor) -> Node:
    """Read dots that stand for entries left out."""
    start = p.k
    p.take()
    return Words("…", span=p.span(start))


def accent(p: Cursor) -> Node:
    r"""Read `\hat{y}`; a bar over more than a name is a negation."""
    start = p.k
    mark = p.take().text
    node = _argument(p)
    if isinstance(node, Symbol):
        return replace(node, marks=(*node.marks, mark), span=p.span(start))
    if mark == "bar" and not isinstance(node, Number):
        return Logic("not", (node,), span=p.span(start))
    return p.fail("an accent over something that is no name")


def font(p: Cursor) -> Node:
    r"""Read `\mathbf{W}` as W, and `\mathbf{1}` as ones or an indicator."""
    start = p.k
    word = p.take().text
    node = _argument(p)
    if isinstance(node, Number) and node.value in {0, 1} and _is_vector(p, word):
        return ones(p, start, "ones" if node.value else "zeros")
    return replace(node, span=p.span(start))


def _argument(p: Cursor) -> Node:
    with p.inside():
        return p.atom()


def _is_vector(p: Cursor, font_word: str) -> bool:
    behind = p.next
    return (
        font_word in {"mathbb", "mathbbm", "mathds"}
        or behind.kind in {"sub", "sup", "usup"}
        or (behind.kind == "open" and behind.text in {"[", "{"})
    )


def ones(p: Cursor, start: int, filled: str = "ones") -> Node:
    r"""Read `\mathbf{1}[z > 0]`, `\mathbf{1}_{z > 0}` and `\mathbf{1}_{2 \times 1}`."""
    if p.at("open") and p.next.text in {"[", "{", "("}:
        opened, here = p.take().text, p.k - 1
        with p.inside():
            inner = p.expression()
        p.close(opened, here)
        return Call(Symbol("indicator"), (inner,), span=p.span(start))
    if not p.at("sub"):
        return Symbol(filled, span=p.span(start))
    here = p.k
    p.take()
    if not p.at("open", "group"):
        return Call(Symbol(filled), (_argument(p),), span=p.span(start))
    with p.inside():
        p.take()
        inner = p.atom() if p.at("open", "{") else p.expression()
    p.close("group", here + 1)
    word = "indicator" if isinstance(inner, Chain) or _holds_chain(inner) else filled
    return Call(Symbol(word), (inner,), span=p.span(start))


def _holds_chain(node: Node) -> bool:
    return isinstance(node, Items) and len(node.items) == 1 and isinstance(node.items[0], Chain)


def _value(text: str) -> Fraction:
    return Fraction(int(text[:400]))
