"""Superscripts: parts of a name, transposes, inverses, and powers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from solver.marking.reader.brackets import listed
from solver.marking.reader.budget import check_digits
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.scripts import script
from solver.marking.syntax import Binary, Items, Node, Number, Span, Symbol, Unary, Words

_NAME_PART = re.compile(r"\([\w+\-,]+\)|\[[\w+\-,]+\]|\*|\+")
_WITH_TRANSPOSE = re.compile(r"(\([\w+\-,]+\)|\[[\w+\-,]+\])T")
_TRANSPOSE = frozenset({"T", "top", "t r", "tr", "intercal"})
_WORDS = frozenset("new old next prev opt max min true pred".split())


def raised(p: Cursor, node: Node, start: int) -> Node:
    """Read what follows `^`: a part of the name, a transpose, an inverse, or a power."""
    if p.at("usup"):
        return _raised_text(p, node, start, p.take().text)
    operator = p.take().text
    if (text := _as_text(p, node)) is not None:
        return _raised_text(p, node, start, text)
    if p.at("op") and p.next.text in {"odot", "circ"}:
        operator = ".^"
        p.take()
    power = _power(p)
    if isinstance(power, Binary) and power.op == ".^" and isinstance(power.left, Words):
        return Binary(".^", node, power.right, span=p.span(start))
    return Binary(operator, node, power, span=p.span(start))


def _power(p: Cursor) -> Node:
    start = p.k
    if p.accept("op", "-"):
        with p.deeper():
            return Unary("-", _power(p), span=p.span(start))
    if p.accept("open", "group") or (not p.latex and p.accept("open", "{")):
        with p.inside():
            by_entry = p.at("op", "odot") or (p.at("op", "circ") and p.after().kind != "close")
            if by_entry:
                p.take()
            entries = listed(p).entries
            inner = entries[0] if len(entries) == 1 else Items(tuple(entries), "")
        p.close("group" if p.tokens[start].text == "group" else "{", start)
        return Binary(".^", Words(""), inner, span=p.span(start)) if by_entry else inner
    with p.deeper():  # powers nest without brackets
        return p.factor()


def _as_text(p: Cursor, node: Node) -> str | None:
    """Give a superscript that is no power, and take it; None, and nothing taken, if it is one."""
    start = p.k
    if p.at("T") or p.at("prime"):
        return p.take().text
    if p.at("op") and p.next.text in {"conv", "star", "*", "+"} and p.after().kind != "number":
        return "*" if p.take().text != "+" else "+"
    brackets = p.at("open", "(") and not p.latex
    if not (p.at("open", "group") or p.at("open", "{") or brackets or _is_word(p)):
        return None
    text = script(p) if not brackets else f"({script(p)})"
    if (
        _names(text, node, brackets)
        or text in {"T", "-T"}
        or (text == "-1" and not _is_number(node))
    ):
        return text
    if text.strip("'") == "" and text:
        return text
    p.k = start
    return None


def _is_word(p: Cursor) -> bool:
    return p.next.kind in {"text", "upright", "font", "name"} and (
        p.next.kind == "font" or p.next.text == "T" or p.next.text in _WORDS
        or p.next.kind in {"text", "upright"}
    )  # fmt: skip


def _names(text: str, node: Node, typed_brackets: bool) -> bool:
    if not isinstance(node, Symbol) or (node.base == "e" and not node.below):
        return False
    if typed_brackets:
        return text[1:-1].isdecimal()
    if _WITH_TRANSPOSE.fullmatch(text):
        return True
    return bool(_NAME_PART.fullmatch(text)) or text in _WORDS or (text.isalpha() and len(text) > 3)


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Unary) and _is_number(node.arg))


def _raised_text(p: Cursor, node: Node, start: int, text: str) -> Node:
    place = p.span(start)
    if both := _WITH_TRANSPOSE.fullmatch(text):
        return Unary("T", _raised_text(p, node, start, both[1]), span=place)
    if text in _TRANSPOSE:
        return Unary("T", node, span=place)
    if text == "-T":
        return Unary("T", Unary("inverse", node, span=place), span=place)
    if text == "-1" and not _is_number(node):
        return Unary("inverse", node, span=place)
    if isinstance(node, Symbol) and text.strip("'") == "":
        return replace(node, primes=node.primes + len(text), span=place)
    if text.lstrip("+-").isdecimal():
        return Binary("^", node, _integer(text, place), span=place)
    if isinstance(node, Symbol) and (not text.isalpha() or len(text) > 1):
        return replace(node, above=text, span=place)
    if text.isalpha():
        return Binary("^", node, Symbol(text, span=place), span=place)
    return p.fail("this superscript belongs to no name", "write a power as x^2")


def _integer(text: str, place: Span) -> Node:
    digits = text.lstrip("+-")
    check_digits(len(digits), place)
    value = Number(Fraction(int(digits)), digits=len(digits), span=place)
    return Unary("-", value, span=place) if text.startswith("-") else value
