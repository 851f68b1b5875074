"""The whole of an answer: what stands around it goes, the rest is read to its end."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from solver.marking.reader.brackets import listed
from solver.marking.reader.budget import check_length
from solver.marking.reader.characters import clean
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.grammar import Parser
from solver.marking.reader.piecewise import assembled
from solver.marking.reader.token import words_of
from solver.marking.reader.tokens import Scanner
from solver.marking.reader.walking import check_tree
from solver.marking.syntax import Chain, Items, Node, Number, Rows, Span, Unary, Unreadable

_NUMBERED = re.compile(r"[.,;]?\s{0,5}\\q?quad\s{0,5}\(\d{1,3}\)\s*\Z")
_ROW = re.compile(r"[-+\u2212\d][-+\u2212\d.,/eE \t]{0,2000}")  # numbers alone
_END = re.compile(r"(?<![\\.,;\s])(?!\.{3})[.,;\s]{1,20}\Z")


def read(text: str, words: Collection[str] = (), functions: Collection[str] = ()) -> Node:
    """Read what a text says; `Unreadable` with the place, and a hint, if it says nothing.

    `words` are names of several letters, `functions` names that take arguments in brackets.
    """
    check_length(text)
    cleaned, places = clean(_boxed(text))
    try:
        return _parsed(cleaned, words, functions)
    except Unreadable as problem:
        raise _moved(problem, places) from None
    except RecursionError:
        raise Unreadable("the answer is nested too deeply", Span(0, len(text))) from None


def _boxed(text: str) -> str:
    """Put brackets around numbers that stand in rows, line below line, without any."""
    lines = [line.strip(" \t\r,;") for line in text.strip().split("\n")]
    if len(lines) < 2 or not all(map(_ROW.fullmatch, lines)):
        return text
    return f"[{'; '.join(lines)}]"


def _moved(problem: Unreadable, places: tuple[int, ...] | None) -> Unreadable:
    """Give the place in the text as typed, invisible characters counted."""
    if places is None:
        return problem
    start, end = (places[min(k, len(places) - 1)] for k in (problem.span.start, problem.span.end))
    return Unreadable(problem.message, Span(start, end), problem.hint)


def _parsed(text: str, words: Collection[str], functions: Collection[str]) -> Node:
    if text[:2] == "**" == text[-2:]:
        text = f"  {text[2:-2]}"  # bold in Markdown
    for tail in (_NUMBERED, _END):  # the number of an equation, and the stop behind it
        text = text[: end.start()] if (end := tail.search(text)) else text
    known = words_of(frozenset(words), frozenset(functions))
    scanner = Scanner(text, known)
    p = Parser(scanner.tokens(), text, known, scanner.latex)
    if not p.next.kind:
        raise Unreadable("the answer is empty", Span(0, len(text)))
    return _whole(p)


def _whole(p: Parser) -> Node:
    if p.next.text == "cdot" and p.after().kind:
        p.take()  # a bullet
    about = p.accept("rel", "≈")
    while p.next.kind == "rel" and p.next.text in {"=", "=>", "->", "≈"}:
        about = p.take().text == "≈"
    found = listed(p)
    if p.next.kind:
        p.fail("a bracket closes that was not opened" if p.at("close") else "cannot go on here")
    node = _united(p, found.rows, found.commas)
    check_tree(node)
    return _about(node) if about else _after_signs(node)


def _united(p: Cursor, rows: list[list[Node]], commas: bool) -> Node:
    entries = [entry for row in rows for entry in row]
    place = Span(0, p.end.end)
    if not entries:
        raise Unreadable("the answer is empty", place)
    if (cases := assembled(p, rows, place)) is not None:
        return cases
    if len(entries) == 1:
        return entries[0]
    if len(rows) > 1 and commas:
        return Rows(tuple(map(tuple, rows)), span=place)
    return Items(tuple(entries), "", span=place)


def _after_signs(node: Node) -> Node:
    """Note which members of a chain were said to be rounded."""
    if not isinstance(node, Chain) or "≈" not in node.relations:
        return node
    first, *rest = node.members
    shown = (_about(m) if r == "≈" else m for m, r in zip(rest, node.relations, strict=True))
    return replace(node, members=(first, *shown))


def _about(node: Node) -> Node:
    """Note that numbers, or all entries of a matrix, were said to be rounded."""
    if isinstance(node, Number):
        return replace(node, rounded=True)
    if isinstance(node, Unary) and node.op in {"-", "+"}:
        return replace(node, arg=_about(node.arg))
    if isinstance(node, Items):
        return replace(node, items=tuple(map(_about, node.items)))
    if isinstance(node, Rows):
        return replace(node, rows=tuple(tuple(map(_about, row)) for row in node.rows))
    return node
