"""Sub- and superscripts: parts of a name as text, transposes, and powers."""

from __future__ import annotations

import re
from dataclasses import replace

from solver.marking.reader.cursor import Cursor
from solver.marking.reader.token import Token
from solver.marking.syntax import Binary, Node, Norm, Symbol, Unary

_INDEX = re.compile(r"(?<=[^\W\d_])_(?=\d)")
_PAIR = re.compile(r"(?<=\d)_(?=\d)")
_SHOWN = {"cdot": "·", "times": "×", "conv": "*", "odot": "⊙", "infinity": "∞", "group": ""}
_NORMS = {"∞": "inf", "infinity": "inf", "oo": "inf"}


def script(p: Cursor) -> str:
    """Read what is set below or above as text without spaces and braces."""
    start = p.k
    if p.at("open", "group") or p.at("open", "{"):
        opened = p.take().text
        text = _until_close(p)
        p.close(opened, start)
        return text
    if p.at("open", "("):
        p.take()
        text = _until_close(p)
        p.close("(", start)
        return text
    if p.at("font") or p.at("accent"):
        mark = p.take()
        return script(p) + (mark.text if mark.kind == "accent" else "")
    if not p.next.kind or p.next.kind in {"close", "sep", "amp", "row"}:
        p.fail("a sub- or superscript is missing here")
    return _identifier(p)


def _identifier(p: Cursor) -> str:
    """Read a script without braces: one token in LaTeX, `next_2` in plain text."""
    first = p.take()
    text = shown(first)
    if first.kind == "op" and text in {"+", "-"} and p.next.kind == "number":
        return text + shown(p.take())
    while first.kind == "name" and p.next.gap == 0:
        if p.at("digits") or (p.at("number") and p.next.text.isdecimal()):
            text += p.take().text
        elif not p.latex and p.at("name"):
            text += shown(p.take())
        elif not p.latex and p.at("sub") and p.after().kind in {"name", "number"}:
            p.take()
            text += "_"
            text += shown(p.take())
        else:
            break
    if first.kind == "number" and not p.latex:
        while p.at("sub") and p.after().kind in {"name", "number"}:
            p.take()
            text += "," + _identifier(p)
    return text


def _until_close(p: Cursor) -> str:
    text, depth, gone = "", 0, Token("", "", 0, 0)
    while p.next.kind and (depth or p.next.kind != "close"):
        gone = p.take()
        depth += (gone.kind == "open") - (gone.kind == "close")
        text += shown(gone)
    return text


def shown(token: Token) -> str:
    """Spell a token as it stands within a name."""
    if token.kind in {"font", "accent"}:
        return ""
    if token.kind == "close":
        return {"(": ")", "[": "]"}.get(token.text, "" if token.text in {"group", "{"} else "}")
    if token.kind == "open" and token.text == "{":
        return ""
    text = token.text.replace(" ", "_")
    return _SHOWN.get(text, text) if token.kind != "name" or text == "infinity" else text


def lowered(p: Cursor, node: Node, start: int) -> Node:
    """Set what follows `_` below a name, also where a power was written first."""
    if isinstance(node, Norm):
        text = p.take().text if p.at("usub") else script(_past_sub(p))
        return replace(node, which=_NORMS.get(text, text), span=p.span(start))
    if isinstance(node, Binary) and node.op == "^" and isinstance(node.left, Symbol | Norm):
        return replace(node, left=lowered(p, node.left, start))
    if isinstance(node, Unary) and node.op == "T" and isinstance(node.arg, Symbol):
        return replace(node, arg=lowered(p, node.arg, start))
    if not isinstance(node, Symbol):
        p.fail("an index below something that is no name", "write the entry as X[1, 2]")
    text = p.take().text if p.at("usub") else tight(script(_past_sub(p)))
    if node.below and not p.latex and not text.startswith(","):
        text = f"{node.below},{text}"
    return replace(node, below=text, span=p.span(start))


def tight(text: str) -> str:
    """Spell `z_1` as `z1` within a subscript, and `1_2` as `1,2`, where these are the same."""
    return _PAIR.sub(",", _INDEX.sub("", text))


def _past_sub(p: Cursor) -> Cursor:
    p.take()
    return p
