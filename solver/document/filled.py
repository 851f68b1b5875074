"""Formulas with their numbers put in: whole, or one entry written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice, product
from typing import Any

from solver.algebra.entries import at, picked, summed
from solver.algebra.expr import (
    Expr,
    bound_names,
    name,
    names_in,
    number,
    rebuild,
    substitute,
    transform,
    value_of,
    walk,
)
from solver.algebra.op import OPS
from solver.algebra.ops.entry import places_in
from solver.algebra.shapes import Shape
from solver.algebra.terms import terms_of
from solver.document.blocks import Chain, Filled, Formula, Link, Value
from solver.document.words import DIGITS, is_rounded
from solver.errors import FormulaError
from solver.plan import Step
from solver.solution import Solution

MOST_TERMS = 6
MOST_PRODUCTS = 12  # of a sum of products that is written out as a sample
LONGEST_SIDE = 16  # of an array that is put in; of a longer one only the first rows are printed
MOST_ADDED = 12  # products that one entry of a matrix product adds up
MOST_REPEATED = 20  # nodes of a repetition; with the numbers in a longer one, nobody finds its way
MOST_SOUGHT = 256  # entries among which a telling one is sought
MEETINGS = frozenset({"convolve2d", "correlate2d", "correlate_pairs"})  # with borders of zeros
Place = tuple[int, ...]  # of an entry, all counted from 1
_INDEXED = frozenset(
    {"mean", "max", "argmax_mask"}
)  # along an axis they print `[…]_ij`, as sums do


def filled(formula: Expr, solution: Solution, digits: int = DIGITS) -> Filled | None:
    """Put values in place of names; None where a name has no value, or there is none.

    A sum over few entries is written out term by term. One that is not would print a whole matrix
    under an index, `[…]_ij`, which tells a reader nothing: None, too. So does one in which an array
    stands that is too long to be printed whole.
    """
    names = names_in(formula)
    if not names or any(used not in solution for used in names):
        return None
    opened = _opened(formula)
    entries = {str(node): node for node in walk(opened) if _is_entry(node)}
    if not _reads_well(opened) or any(_places(e, solution) is None for e in entries.values()):
        return None
    shown = transform(opened, lambda e: name(str(e), e.shape) if _is_entry(e) else e)
    if any(node.op == "name" and _is_long(node.shape) for node in walk(shown)):
        return None
    values = ((used, _value(used, entries, solution)) for used in names_in(shown))
    return Filled(shown, tuple(values), digits)


def _reads_well(opened: Expr) -> bool:
    """Tell whether no index is left, and no bound name looks like one whose value is put in."""
    free = frozenset(names_in(opened))
    return not any(_is_obscure(n) or not free.isdisjoint(_bound(n)) for n in walk(opened))


def _is_long(shape: Shape) -> bool:
    return any(isinstance(dim, int) and dim > LONGEST_SIDE for dim in shape[:2])


def _is_obscure(node: Expr) -> bool:
    if OPS[node.op].opaque:
        return True
    if node.op in _INDEXED:
        return node.attr("axis") is not None
    if node.op == "scan":
        return node.weight > MOST_REPEATED
    return node.op == "sum" and bool(node.args[0].shape)


def _bound(node: Expr) -> Iterator[str]:
    if node.op != "fn":  # prints its argument alone, and not the body that binds a name
        for names in bound_names(node):
            yield from names


# --- sums written out ----------------------------------------------------------------------------
def _opened(expr: Expr) -> Expr:
    """Write sums and products over few entries term by term, the outer ones first."""
    if expr.op == "bigsum" and (terms := _terms(expr, "bigsum")):
        flat = [part for term in terms for part in _added(term)]
        return _opened(reduce(lambda total, term: total + term, flat))
    if expr.op == "prod" and (factors := _terms(expr, "prod")):
        return _opened(reduce(lambda total, factor: total * factor, factors))
    inner = rebuild(expr, tuple(map(_opened, expr.args)))
    if expr.op == "add" and expr.args[1].op in {"sum", "bigsum"}:
        return reduce(lambda total, term: total + term, _added(inner.args[1]), inner.args[0])
    if inner.op != "sum" or inner.attr("axis") is not None or not _is_short(inner.args[0].shape):
        return inner
    try:
        return summed(inner, ())
    except FormulaError:
        return inner


def _added(expr: Expr) -> list[Expr]:
    """List the terms of a sum that was written out: behind a plus they need no brackets."""
    return [*_added(expr.args[0]), expr.args[1]] if expr.op == "add" else [expr]


def _terms(node: Expr, op: str) -> list[Expr]:
    """List the terms of a sum or product; none if there are too many, or nobody knows."""
    if node.op != op:
        return [node]
    body, *bounds = node.args
    first, last = map(value_of, bounds)
    if first is None or last is None or last - first >= MOST_TERMS:
        return []
    terms: list[Expr] = []
    for k in range(int(first), int(last) + 1):
        found = _terms(substitute(body, {node.attr("index"): number(k)}), op)
        terms += found
        if not found or len(terms) > MOST_TERMS:
            return []
    return terms


def _is_short(shape: Shape) -> bool:
    counts = [dim for dim in shape if isinstance(dim, int)]
    whole = len(counts) == len(shape) == 2
    return whole and counts[0] * counts[1] <= MOST_TERMS


# --- entries of names ----------------------------------------------------------------------------
def _is_entry(node: Expr) -> bool:
    """Tell whether a node is an entry of a name, which is to be shown as a value of its own.

    An entry of a list of matrices is one of an entry.
    """
    return node.op == "index" and (node.args[0].op == "name" or _is_entry(node.args[0]))


def _places(node: Expr, solution: Solution) -> list[int] | None:
    """Work out the places of an entry; None where they depend on the index of a sum."""
    found = [_whole(place, solution) for place in node.args[1:]]
    known = [place for place in found if place is not None]
    return known if len(known) == len(found) else None


def _whole(place: Expr, solution: Solution) -> int | None:
    known = {
        used: number(int(solution.floats(used))) for used in names_in(place) if used in solution
    }
    terms = terms_of(substitute(place, known))
    return None if any(t.factors for t in terms) else int(sum(t.coefficient for t in terms))


def _value(used: str, entries: Mapping[str, Expr], solution: Solution) -> Any:
    if used not in entries:
        return solution.rounded(used, DIGITS)
    node = entries[used]
    array, places = node.args[0], _places(node, solution) or []
    inside = _is_entry(array)
    value = _value(str(array), entries, solution) if inside else _rounded(array, solution)
    return entry_value(value, array.shape, places)


def _rounded(array: Expr, solution: Solution) -> Any:
    return solution.rounded(array.attr("name"), DIGITS)


def entry_value(value: Any, shape: Shape, places: list[int]) -> Any:
    """Pick the entry of a nested value at the places that people write: an array of a sequence."""
    for place in places_in(shape, places):
        value = value[place]
    return value


# --- one entry written out -----------------------------------------------------------------------
def is_worth_writing_out(step: Step) -> bool:
    """Tell whether an entry of a step is a sum of products that a reader may want to see."""
    whole = len(step.shape) in (2, 3, 4) and all(isinstance(dim, int) for dim in step.shape)
    nodes = walk(step.formula)
    return whole and any(map(_adds_up, nodes)) and not any(map(_adds_many, nodes))


def _adds_many(node: Expr) -> bool:
    inner = OPS[node.op].inner
    count = inner(node) if inner else 1
    return isinstance(count, int) and count > MOST_ADDED


def _adds_up(node: Expr) -> bool:
    if node.op == "sum":
        return node.attr("axis") is not None
    op = OPS[node.op]
    if op.inner is not None and op.entry is not None and node.op != "matmul":
        count = op.inner(node)
        return isinstance(count, int) and count <= MOST_PRODUCTS
    return node.op == "matmul" and node.args[0].shape[1] != 1


def telling_place(step: Step) -> Place:
    """Find the first entry that most products go into: the borders of a map say little."""
    if not any(node.op in MEETINGS for node in walk(step.formula)):
        return (1,) * len(step.shape)
    return max(islice(places_of(step.shape), MOST_SOUGHT), key=lambda place: _products(step, place))


def places_of(shape: Shape) -> Iterator[Place]:
    """List the places of all entries, counted from 1, in reading order."""
    return product(*(range(1, int(str(dim)) + 1) for dim in shape))


def _products(step: Step, place: Place) -> int:
    try:
        return sum(node.op == "mul" for node in walk(at(step.formula, *place)))
    except FormulaError:
        return 0


def sample(step: Step, place: Place, solution: Solution) -> Chain | None:
    """Write out the arithmetic of one entry; None where an op has no entrywise form."""
    try:
        scalar = at(step.formula, *place)
    except FormulaError:
        return None
    shown = filled(scalar, solution)
    if shown is None:
        return None
    value = solution.rounded(step.name, DIGITS)
    for k in place:
        value = value[k - 1]
    relation = "≈" if is_rounded(value) else "="
    left = Formula(picked(step.left, *map(number, place)))
    inexact = any(is_rounded(v) for _, v in shown.values)
    links = (Link(shown, (), "≈" if inexact else "="), Link(Value(value), (), relation))
    return Chain(left, links)
