"""The window and the arithmetic behind an entry, as they stand on the page."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from solver.algebra.expr import Expr, number, walk
from solver.algebra.ops.convolution_meeting import Place, meeting
from solver.algebra.ops.planes import full, window_of
from solver.document.blocks import Block, Chain, Formula, Link, Paragraph, Text, Value
from solver.document.words import is_rounded
from solver.errors import FormulaError
from solver.kinds._conv2d.meeting import (
    CONVOLUTIONS,
    Terms,
    at,
    convolved,
    indexed,
    places_of,
    pooled,
    values_of,
)
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

POOLS = frozenset({"max_pool2d", "average_pool2d"})
MOST_SOUGHT = 20_000  # products among which the sample is chosen
MOST_CELLS = 100  # of a window; a longer sum is not read
MOST = 120  # entries that are written out at full detail
MOST_IN_SYMBOLS, FEW_IN_SYMBOLS = 36, 4  # of one map, and of channels


def sliding(planned: Planned) -> Iterator[tuple[Step, Expr]]:
    """List the steps that slide a window over a named array, with the node that does."""
    for step in planned.plan.steps:
        for node in walk(step.formula):
            named = node.op in CONVOLUTIONS | POOLS and node.args[0].op == "name"
            if named and step.role == "forward" and not step.name.endswith("pool_as_conv"):
                yield step, node


def written_out(
    planned: Planned, solution: Solution, step: Step, node: Expr, detail: str
) -> Iterator[Block]:
    """Write out one entry with its window; every entry at full detail, and in symbols."""
    places = places_of(step.shape)
    numeric = step.name in solution
    if (detail == "brief" and numeric) or not places or _cells(node) > MOST_CELLS:
        return
    if numeric:
        sample = sample_place(solution, node)
        places = [sample, *(place for place in places if place != sample)]
        if node.op in CONVOLUTIONS and len(full(node.args[0].shape)) == 2:
            yield _sample_window(solution, node, sample)
    for k, place in enumerate(places[: _count(node, numeric, detail)]):
        terse = node.op in CONVOLUTIONS and (k > 0 or not numeric)
        if k == 1 and numeric and terse:
            yield Paragraph((Text("The other entries, without products with 0:"),), leads=True)
        try:
            yield _chain(Terms(planned, solution), step, node, place, terse)
        except FormulaError:
            return


def _count(node: Expr, numeric: bool, detail: str) -> int:
    """Count the entries that are written out."""
    if numeric:
        return MOST if detail == "full" else 1
    single = len(full(node.args[0].shape)) == 2
    return MOST_IN_SYMBOLS if single or detail == "full" else FEW_IN_SYMBOLS


def where(place: Place) -> str:
    """Say which entry it is, as people count."""
    return f"row {place[-2] + 1}, column {place[-1] + 1}"


def _cells(node: Expr) -> int:
    """Count what adds up in one entry."""
    if node.op in POOLS:
        return int(node.attr("height")) * int(node.attr("width"))
    single = len(full(node.args[0].shape)) == 2
    seen = full(node.args[1].shape)[-2 if single else -3 :]
    return prod(dim if isinstance(dim, int) else MOST_CELLS + 1 for dim in seen)


def _chain(terms: Terms, step: Step, node: Expr, place: Place, terse: bool) -> Chain:
    if node.op in CONVOLUTIONS:
        expr = convolved(terms, step, node, place, terse)
    else:
        expr = pooled(terms, node, place)
    left, solution = Formula(indexed(step.ref, place)), terms.solution
    links = [Link(terms.shown(expr))]
    if step.name in solution and expr != number(0):
        value = at(values_of(solution, step.ref), place)
        links.append(Link(Value(value), (), "≈" if is_rounded(value) else "="))
    return Chain(left, tuple(links))


def sample_place(solution: Solution, node: Expr) -> Place:
    """Choose the entry that is written out: the first with the most products that are not 0."""
    places = places_of(node.shape)
    if node.op not in CONVOLUTIONS or len(places) * _cells(node) > MOST_SOUGHT:
        return places[0]
    image, kernel = (values_of(solution, arg) for arg in node.args)

    def products(place: Place) -> int:
        return sum(at(image, a) != 0 and at(kernel, b) != 0 for a, b in meeting(node, place))

    return max(places, key=products)  # the first of several


def _sample_window(solution: Solution, node: Expr, place: Place) -> Paragraph:
    """Show what the window sees behind an entry, and the kernel as it is laid over it."""
    window, flipped = window_of(node.args[1].shape, dict(node.attrs)), node.op == "convolve2d"
    image, kernel = (values_of(solution, arg) for arg in node.args)
    pairs = meeting(node, place)
    width = window.sizes[1]
    rows = [pairs[k : k + width] for k in range(0, len(pairs), width)]
    seen = tuple(tuple(at(image, there) for there, _ in row) for row in rows)
    laid = tuple(tuple(at(kernel, own) for _, own in row) for row in rows)
    turned = ", and the kernel turned by 180° is " if flipped else ", and the kernel is "
    return Paragraph(
        (Text(f"At {where(place)} the window sees "), Value(seen),
         Text(turned), Value(laid), Text(". Multiply entry by entry, and add up:")),
        leads=True,
    )  # fmt: skip
