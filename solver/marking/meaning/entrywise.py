r"""Answers that are given entry by entry: `δ_i x_j` for a matrix, `\sum_j W_{ij} x_j` for a vector.

Letters below the names of arrays which nothing binds run over the array that is asked for: in the
order of the alphabet the first counts its rows, the second its columns, unless only the other order
fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, Shape
from solver.marking import syntax as s
from solver.marking.judging.costs import too_long
from solver.marking.meaning.elaborator import Elaborator, Meaningless
from solver.marking.meaning.names import places_of, run_over
from solver.marking.meaning.visiting import nodes

ENTRIES = "it is given entry by entry"


def entrywise(e: Elaborator, node: s.Node, shape: Shape) -> Expr | None:
    """Give the array whose entries a text describes; None if it does not describe entries.

    Raises Meaningless if the letters do not run as the entries do.
    """
    letters = _letters(e, node)
    if not letters:
        return None
    dims = [dim for dim in shape if dim != 1] if len(shape) == 2 else []
    order = _in_order(e, node, letters, dims)
    for letter in order:
        e = e.binding(letter)
    body = e(node)
    if not body.is_scalar:
        return None
    found = make("place", body, *map(name, order), shape=shape)
    for letter, dim in zip(order, dims, strict=True):
        found = make("bigsum", found, number(1), size(dim), index=letter)
    if why := too_long(found):
        raise Meaningless(why, node.span)
    e.remarks.append(ENTRIES)
    return found


def _in_order(
    e: Elaborator, node: s.Node, letters: Sequence[str], dims: Sequence[Dim]
) -> tuple[str, ...]:
    """Give the letters of rows and columns; that of the alphabet, or the other that fits."""
    runs = "run" if len(letters) > 1 else "runs"
    told = " and ".join(f"`{letter}`" for letter in letters)
    if len(letters) != len(dims):
        asked = "a number is" if not dims else "one index is" if len(dims) == 1 else "two are"
        hint = "write \\sum where it is added up"
        raise Meaningless(f"{told} {runs} free here, and {asked} asked", node.span, hint)
    ranges = {letter: set(run_over(e, node, letter)) for letter in letters}
    for order in permutations(letters):
        if all(ranges[one] <= {size(dim)} for one, dim in zip(order, dims, strict=True)):
            return order
    misfit = f"{told} {runs} further than the entries that are asked, or less far"
    raise Meaningless(misfit, node.span, misfit=True, final=True)


def _letters(e: Elaborator, node: s.Node) -> list[str]:
    """List the letters that stand for places, and that no sum binds."""
    summed = {over.index for over in nodes(node) if isinstance(over, s.Over)}
    found = {letter for part in nodes(node) for letter in _below(e, part)}
    free = (letter for letter in sorted(found) if s.Symbol(letter) not in summed)
    return [letter for letter in free if e.vocabulary.find(s.Symbol(letter)) is None]


def _below(e: Elaborator, part: s.Node) -> Iterator[str]:
    if isinstance(part, s.Symbol):
        yield from (place for place in places_of(e, part) if place.isalpha())
    elif isinstance(part, s.Index):
        bare = (place for place in part.places if isinstance(place, s.Symbol))
        yield from (place.base for place in bare if place == s.Symbol(place.base))
