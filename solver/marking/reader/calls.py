"""Functions of arguments; those with a notation of their own are read as that."""

from __future__ import annotations

from dataclasses import replace

from solver.marking.reader import lexicon
from solver.marking.reader.brackets import listed
from solver.marking.reader.cursor import Cursor
from solver.marking.reader.piecewise import assembled
from solver.marking.reader.token import LINE
from solver.marking.syntax import (
    Binary,
    Call,
    Cases,
    Chain,
    Items,
    Node,
    Norm,
    Number,
    Over,
    Rounding,
    Symbol,
    Unary,
)

BRACES = frozenset({"(", "[", "{"})
_WRITTEN_SO = frozenset({"sigma", "f", "ones", "indicator"})
_OF_LISTS = frozenset({"max", "min", "argmax", "argmin"})
_NUMPY = {"maximum": "max", "minimum": "min", "amax": "max", "power": "pow"}
_ARRAYS = frozenset({"array", "tensor", "matrix", "asarray", "Matrix"})


def is_function(p: Cursor, node: Node) -> bool:
    """Tell whether a name is one of a function, for certain or by its prime."""
    if not isinstance(node, Symbol):
        return False
    known = node.base in p.words.functions or node.base in _WRITTEN_SO or node.base in _ARRAYS
    return known or bool(node.primes)


def takes_brackets(p: Cursor, node: Node) -> bool:
    """Tell whether the bracket that comes next holds arguments."""
    token = p.next
    head = _head(node)
    if token.gap >= LINE or not is_function(p, head):
        return _seems_function(p, node) and token.text == "(" and token.gap == 0
    if token.text == "(":
        return True
    assert isinstance(head, Symbol)
    if token.text == "{":
        return head.base in _OF_LISTS or head.base in lexicon.BARE
    return head.base in lexicon.BARE or head.base == "indicator"


def _seems_function(p: Cursor, node: Node) -> bool:
    """Tell whether a name nobody knows looks like a function's: a word, not a letter."""
    if not isinstance(node, Symbol) or node.above:
        return False
    known = node.base in p.words.letters or node.base in p.words.whole
    return p.last.kind == "upright" or (
        not known and not p.latex and len(node.base) > 1 and node.base not in lexicon.GREEK_NAMES
    )


def takes_bare(p: Cursor, node: Node) -> bool:
    r"""Tell whether a function takes what comes next without brackets, as in `\ln x`."""
    head = _head(node)
    if p.next.kind == "open" and p.next.text != "group":
        return False
    return isinstance(head, Symbol) and head.base in lexicon.BARE and not p.at("text")


def _head(node: Node) -> Node:
    r"""See the function in `\sin^2`."""
    if isinstance(node, Binary) and node.op == "^" and isinstance(node.left, Symbol):
        return node.left if node.left.base in lexicon.BARE else node
    return node


def called(p: Cursor, node: Node, start: int) -> Node:
    """Read the arguments, in brackets or bare."""
    args = _arguments(p) if p.at("open") and p.next.text in BRACES else (_bare(p),)
    if isinstance(node, Binary):
        return replace(node, left=Call(_symbol(node.left), args), span=p.span(start))
    made = _own_notation(_symbol(node), args)
    return replace(made, span=p.span(start))


def _symbol(node: Node) -> Symbol:
    assert isinstance(node, Symbol)
    return node


def _bare(p: Cursor) -> Node:
    start = p.k
    with p.deeper():  # functions nest without brackets
        node = p.factor()
    while isinstance(node, Number) and p.next.gap == 0 and p.next.kind == "name":
        node = Binary("jux", node, p.factor(), span=p.span(start))
    return node


def _arguments(p: Cursor) -> tuple[Node, ...]:
    start = p.k
    opened = p.take().text
    with p.inside():
        found = listed(p)
    p.close(opened, start)
    cases = assembled(p, found.rows, p.span(start))
    if cases is not None:
        return (cases,)
    return tuple(found.entries)


def _own_notation(function: Symbol, args: tuple[Node, ...]) -> Node:
    """Read `floor(x)` as ⌊x⌋, `transpose(W)` as Wᵀ, `np.array([1, 2])` as the list."""
    word, count = function.base, len(args)
    if function != Symbol(word):
        return Call(function, args)
    if word in _ARRAYS and args:
        return args[0] if all(isinstance(arg, Chain) for arg in args[1:]) else Call(function, args)
    if count == 1 and word in {"floor", "ceil"}:
        return Rounding(args[0], word)
    if count == 1 and word in {"transpose", "inv"}:
        return Unary("T" if word == "transpose" else "inverse", args[0])
    if count == 1 and word in {"abs", "norm"}:
        return Norm(args[0], "abs" if word == "abs" else "2")
    if count == 2 and word == "norm" and isinstance(args[1], Number):
        return Norm(args[0], str(args[1].value))
    if count == 2 and word in {"dot", "matmul"}:
        return Binary("@", *args)
    if count == 3 and word == "where":
        return Cases(((args[1], args[0]), (args[2], None)))
    if count == 2 and word == "multiply":
        return Binary("odot", *args)
    if word in _NUMPY:
        return Call(Symbol(_NUMPY[word]), args)
    return _counted(function, args)


def _counted(function: Symbol, args: tuple[Node, ...]) -> Node:
    """Read `sum(x[i], (i, 1, m))`."""
    if function.base in {"sum", "prod"} and len(args) == 2 and isinstance(args[1], Items):
        span = args[1].items
        if len(span) == 3 and isinstance(span[0], Symbol):
            return Over(function.base, span[0], span[1], span[2], args[0])
    return Call(function, args)
