"""What goes wrong with sums and differences: a term left out, a sign, the order of a difference."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, walk
from solver.algebra.op import Slip
from solver.algebra.ops.slips import argument_of, fitting, is_literal, whole

PRODUCTS = frozenset({"matmul", "convolve2d", "correlate2d", "convolve"})


def _kept(node: Expr, kept: int) -> Expr | None:
    """Leave out the other term, unless nobody would: what is left is a number or a bias."""
    rest, term = node.args[kept], node.args[1 - kept]
    bare = rest.op == "name" and term.op != "name" and not is_literal(term)
    if term.op in {"add", "sub"} or is_literal(rest) or bare or rest.shape != node.shape:
        return None
    return rest


Test = Callable[[Expr, Expr], bool]


def _repeated(term: Expr) -> Expr:
    return term.args[0] if term.op in {"rows", "cols", "fill"} else term


def _term(place: int) -> Callable[[Expr], tuple[Expr, ...]]:
    return lambda node: (_repeated(node.args[place]),)


def _is_bias(term: Expr, rest: Expr) -> bool:
    """Tell whether a name such as `b1` is added to a product of weights and values."""
    repeated = _repeated(term)
    own = repeated.attr("name").rpartition(".")[2] if repeated.op == "name" else ""
    return own[:1] in {"b", "B"} and any(node.op in PRODUCTS for node in walk(rest))


def _are_biases(term: Expr, rest: Expr) -> bool:
    """Tell whether a count `k·k·c·f + f` of parameters adds one for every map."""
    last = rest.args[1] if rest.op == "mul" else rest
    while last.op in {"mul", "pow"} and last != term:
        last = last.args[1] if last.op == "mul" else last.args[0]
    return rest.op == "mul" and last == term


def _is_other(term: Expr, rest: Expr) -> bool:
    return not _is_bias(term, rest) and not _are_biases(term, rest)


def _without(kept: int, test: Test) -> Callable[[Expr], Expr | None]:
    def change(node: Expr) -> Expr | None:
        return _kept(node, kept) if test(node.args[1 - kept], node.args[kept]) else None

    return change


_DROPPED: tuple[tuple[str, Test], ...] = (
    ("the bias {} was not added", _is_bias),
    ("the biases ({}) were not counted", _are_biases),
    ("{} was not added", _is_other),
)
SUM = (
    *(
        Slip(words, _without(kept, test), _term(1 - kept), quiet=True)
        for words, test in _DROPPED
        for kept in (0, 1)
    ),
    Slip(
        "{} was subtracted instead of added",
        lambda node: node.args[0] - node.args[1],
        argument_of(1),
        quiet=True,
    ),
)


def _second(node: Expr) -> Expr | None:
    return node.args[1] if is_literal(node.args[0]) and not is_literal(node.args[1]) else None


DIFFERENCE = (
    Slip(
        "{} was added instead of subtracted",
        lambda node: node.args[0] + node.args[1],
        argument_of(1),
        quiet=True,
    ),
    Slip(
        "the difference {} was taken the other way round",
        lambda node: node.args[1] - node.args[0],
        whole,
        quiet=True,
    ),
    Slip("{} was not subtracted", lambda node: _kept(node, 0), argument_of(1), quiet=True),
    Slip(
        "{} was taken instead of {}",
        fitting(_second),
        lambda node: (node.args[1], node),
        quiet=True,
    ),
)
NEGATIVE = (Slip("the minus sign was left out", lambda node: node.args[0], quiet=True),)
