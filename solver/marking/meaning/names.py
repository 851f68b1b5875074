"""The meaning of names: givens and steps, constants, letters that were typed together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce

from solver.algebra.expr import Expr, make, number
from solver.algebra.ops.leaves import size
from solver.marking import syntax as s
from solver.marking.meaning.arrays import sizes
from solver.marking.meaning.elaborator import Elaborator, Meaningless, means, spelled
from solver.marking.meaning.visiting import nodes

PRIMED = "a transpose is written with T, not with a prime"
_CONSTANTS: Mapping[str, Callable[[], Expr]] = {
    "pi": lambda: make("pi"),
    "e": lambda: make("exp", number(1)),
}


@means(s.Symbol)
def symbol(e: Elaborator, node: s.Symbol) -> Expr:
    """Give what a name stands for."""
    bare = node == s.Symbol(node.base)
    if bare and node.base in e.bound:
        return e.bound[node.base]
    found = e.vocabulary.find(node)
    if found is not None:
        return found
    if bare and node.base in _CONSTANTS:
        return _CONSTANTS[node.base]()
    if node.base in {"I", "ones"} and node.below:
        return _array(e, node)
    if bare:
        return _letters(e, node)
    return _term(e, node) or _turned(e, node) or _unknown(node)


def _array(e: Elaborator, node: s.Symbol) -> Expr:
    """Read an identity matrix `I_n`, or an array of ones with its size below."""
    counts = [e(part) for part in sizes(e.vocabulary.read(node.below))]
    name, args = ("eye", counts) if node.base == "I" else ("fill", [number(1), *counts])
    return e.called(s.Symbol(name), tuple(args), node)


def _term(e: Elaborator, node: s.Symbol) -> Expr | None:
    """Read `a_i` as an entry, inside a sum over i; its places count from 1."""
    places = places_of(e, node)
    if not set(places) & set(e.bound) or not all(p in e.bound or p.isdigit() for p in places):
        return None
    array = _indexed(e, node)
    assert array is not None
    found = [e.bound[place] if place in e.bound else number(int(place)) for place in places]
    return make("index", array, *found)


def places_of(e: Elaborator, node: s.Symbol) -> list[str]:
    """List the places that stand below the name of an array: the i and j of `W_{ij}`."""
    if _indexed(e, node) is None:
        return []
    return node.below.split(",") if "," in node.below else list(node.below)


def _indexed(e: Elaborator, node: s.Symbol) -> Expr | None:
    """Find the array whose entry a name with an index below would be."""
    array = e.vocabulary.find(replace(node, below="", span=s.Span()))
    fits = array is not None and array.shape and e.vocabulary.find(node) is None
    return array if fits else None


def run_over(e: Elaborator, node: s.Node, index: str) -> list[Expr]:
    """Say how far an index runs below each of the arrays that have it."""
    found: list[Expr] = []
    for part in nodes(node):
        array = _indexed(e, part) if isinstance(part, s.Symbol) else None
        if isinstance(part, s.Symbol) and array is not None:
            dims = zip(places_of(e, part), array.shape, strict=False)
            found += [size(dim) for place, dim in dims if place == index]
    return list(dict.fromkeys(found))


def _turned(e: Elaborator, node: s.Symbol) -> Expr | None:
    """Read `A'` as a transpose, where no prime belongs to a name."""
    array = e.vocabulary.find(replace(node, primes=0, span=s.Span())) if node.primes == 1 else None
    if array is None or len(array.shape) != 2:
        return None
    e.remarks.append(PRIMED)
    return array.T


def _letters(e: Elaborator, node: s.Symbol) -> Expr:
    """Read letters that were typed together as a product, if each is a name."""
    known = {**e.vocabulary.letters, **e.bound}
    if not 1 < len(node.base) <= 8 or any(letter not in known for letter in node.base):
        return _unknown(node)
    factors = [known[letter] for letter in node.base]
    return reduce(lambda a, b: e.multiplied("jux", a, b), factors)


def _unknown(node: s.Symbol) -> Expr:
    raise Meaningless(f"`{spelled(node)}` is no name that is known here", node.span)


@means(s.Derivative)
def derivative(e: Elaborator, node: s.Derivative) -> Expr:
    """Give the step that a derivative is."""
    found = e.vocabulary.find(node) or _entry_of(e, node)
    if found is None and isinstance(node.bottom, s.Unary) and node.bottom.op == "T":
        return e(replace(node, bottom=node.bottom.arg)).T  # dL/dzᵀ is that of dL/dz
    if found is None:
        what = f"the derivative of {spelled(node.top)} by {spelled(node.bottom)}"
        raise Meaningless(f"{what} is no step that is known here", node.span)
    return found


def _entry_of(e: Elaborator, node: s.Derivative) -> Expr | None:
    """Read the derivative by an entry as an entry of the derivative: dL/dz_i, inside a sum."""
    below = node.bottom
    if not isinstance(below, s.Symbol):
        return None
    bare = replace(below, below="", span=s.Span())
    array = e.vocabulary.find(replace(node, bottom=bare))
    places = places_of(e, below)
    if array is None or not places or not all(place in e.bound for place in places):
        return None
    return make("index", array, *(e.bound[place] for place in places))


@means(s.Number)
def value(_: Elaborator, node: s.Number) -> Expr:
    """Give a number."""
    return number(node.value)
