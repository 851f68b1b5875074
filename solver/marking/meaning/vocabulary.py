"""The names that an answer may use: how each may be written, and what it stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from solver.algebra.expr import Expr, make, name, walk
from solver.algebra.gradient_names import as_derivative, derivative_name
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import symbol as shape_symbol
from solver.algebra.shapes import symbols_in
from solver.algebra.symbols import symbol_latex
from solver.marking.meaning.calls import CALLABLE
from solver.marking.reader import read, spellings, symbol
from solver.marking.syntax import Derivative, Node, Symbol, Unreadable
from solver.plan import Plan

Key = tuple[object, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The names in sight of one part of a problem.

    `names` are spellings; `loose` are the same without regard to case and to whether an index
    stands below or above, where that is not ambiguous: `w_3` then finds `W^{(3)}`.
    """

    names: Mapping[Node, Expr]
    loose: Mapping[Key, Expr]
    functions: Mapping[str, Expr]  # authors' functions, each called somewhere in the plan
    words: frozenset[str]
    starts: Mapping[Expr, Expr]  # for a sequence, how one of its terms is taken in the plan

    def find(self, node: Node) -> Expr | None:
        """Find what a symbol or a derivative stands for; None if it is no known name."""
        found = self.names.get(node)
        if found is None:
            found = self.loose.get(_loose(node))
        return self._slope(node) if found is None and isinstance(node, Derivative) else found

    def _slope(self, node: Derivative) -> Expr | None:
        """Find a derivative by names that a student has given to steps."""
        top, bottom = self.find(node.top), self.find(node.bottom)
        if top is None or bottom is None or {top.op, bottom.op} != {"name"} or node.order != 1:
            return None
        return self.slopes.get(derivative_name(top.attr("name"), bottom.attr("name")))

    @cached_property
    def slopes(self) -> Mapping[str, Expr]:
        """List the derivatives by their names in the plan."""
        found = (expr for node, expr in self.names.items() if isinstance(node, Derivative))
        return {expr.attr("name"): expr for expr in found}

    def read(self, text: str) -> Node:
        """Read a text in which these names may occur."""
        return read(text, self.words, self.calls)

    @cached_property
    def calls(self) -> frozenset[str]:
        """List what takes arguments in brackets: functions, and sequences such as `x(n)`."""
        sequences = (
            node.base
            for node, expr in self.names.items()
            if isinstance(node, Symbol) and len(expr.shape) == 1
        )
        return CALLABLE.union(self.functions, sequences)

    def at(self, sequence: Expr, place: Expr) -> Expr:
        """Take a term of a sequence, counted as the plan counts; 0 beyond its ends."""
        known = self.starts.get(sequence)
        attrs = {"start": 0, "beyond": True} if known is None else dict(known.attrs)
        return make("at", sequence, place, **attrs)

    def knowing(self, more: Mapping[Node, Expr]) -> Vocabulary:
        """Know more names, as those that a student has defined."""
        loose = _unambiguous({**self.names, **more})
        return replace(self, names={**more, **self.names}, loose=loose)

    @cached_property
    def letters(self) -> Mapping[str, Expr]:
        """Names that are plain letters, which may have been typed together."""
        found = ((node, expr) for node, expr in self.names.items() if isinstance(node, Symbol))
        return {node.base: expr for node, expr in found if node == Symbol(node.base)}


def vocabulary(plan: Plan, symbols: Mapping[str, str], label: str = "") -> Vocabulary:
    """List the names that may be used in a part of a problem; its own hide those of others."""
    refs = {given.name: name(given.name, given.shape) for given in plan.givens}
    refs |= {step.name: step.ref for step in plan.steps if not step.minor}
    refs = {**_sizes(plan), **refs}
    order = sorted(refs, key=lambda key: _nearness(key, label))
    words = frozenset(key.rpartition(".")[2] for key in order if "/" not in key)
    names: dict[Node, Expr] = {}
    for key in order:
        for node in written(key, symbols, words):
            names[node] = refs[key]
    starts = {node.args[0]: node for node in _nodes(plan) if node.op == "at"}
    return Vocabulary(names, _unambiguous(names), _functions(plan), words, starts)


def part_of(key: str) -> str:
    """Name the part that a step belongs to: `3` of `3.dL/dx`; none of `dL/dx`."""
    return key.partition("/")[0].rpartition(".")[0]


def _nearness(key: str, label: str) -> int:
    part = part_of(key)
    return 2 if part == label else 1 if not part else 0


def written(key: str, symbols: Mapping[str, str], words: Collection[str]) -> Iterator[Node]:
    """List the ways in which a name may be written: `W1`, and as it is printed, `W^{(1)}`."""
    if " via " in key or "(" in key:
        return
    pair = as_derivative(key)
    if pair:
        sides = (list(written(side, symbols, words)) for side in pair)
        yield from (Derivative(top, bottom) for top, bottom in product(*sides))
        return
    yield from spellings(key.rpartition(".")[2])
    try:
        yield symbol(symbol_latex(key, symbols), words)
    except Unreadable:
        return  # printed in a way that nobody types


def _functions(plan: Plan) -> dict[str, Expr]:
    """Find the authors' functions: each stands somewhere in the plan, with an argument."""
    return {node.attr("name"): node for node in _nodes(plan) if node.op in {"fn", "unknown"}}


def _nodes(plan: Plan) -> Iterator[Expr]:
    return (node for step in plan.steps for node in walk(step.formula))


def _sizes(plan: Plan) -> dict[str, Expr]:
    """Let the sizes in shapes be used as numbers: the n of an n×1 vector."""
    found = {key for given in plan.givens for key in symbols_in(given.shape)}
    return {key: size(shape_symbol(key)) for key in sorted(found)}


# --- without regard to case, and to where an index stands -----------------------------------------
def _unambiguous(names: Mapping[Node, Expr]) -> dict[Key, Expr]:
    found: dict[Key, Expr | None] = {}
    for node, expr in names.items():
        key = _loose(node)
        found[key] = expr if found.get(key, expr) == expr else None
    return {key: expr for key, expr in found.items() if expr is not None}


_SAME = {"ell": "l"}  # a loss is an ℓ to some
_SCANNED = {"l": "1", "o": "0"}  # an index that a scan shows as a letter


def _loose(node: Node) -> Key:
    if isinstance(node, Derivative):
        return (_loose(node.top), _loose(node.bottom), node.order)
    if not isinstance(node, Symbol):
        return (node,)
    base = node.base.lower()
    index = f"{node.below} {node.above.strip('()')}".strip().lower()
    index = _SCANNED.get(index, index)
    return (_SAME.get(base, base), index, node.marks, node.primes)
