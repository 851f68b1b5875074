"""The meaning of arrays, of their sizes, and of their entries."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number
from solver.marking import syntax as s
from solver.marking.meaning.elaborator import Elaborator, Meaningless, means


@means(s.Rows)
def rows(e: Elaborator, node: s.Rows) -> Expr:
    """Read a matrix row by row."""
    if not node.rows or len({len(row) for row in node.rows}) != 1 or not node.rows[0]:
        raise Meaningless("the rows of this matrix differ in length", node.span)
    entries = [_entry(e, entry) for row in node.rows for entry in row]
    return make("stack", *entries, columns=len(node.rows[0]))


@means(s.Items)
def items(e: Elaborator, node: s.Items) -> Expr:
    """Read a list of numbers as a column, as in a problem file."""
    if not node.items:
        raise Meaningless("this list is empty", node.span)
    return make("stack", *(_entry(e, item) for item in node.items), columns=1)


def _entry(e: Elaborator, node: s.Node) -> Expr:
    found = e(node)
    if not found.is_scalar:
        raise Meaningless("an entry of a matrix is a number", node.span)
    return found


@means(s.Index)
def index(e: Elaborator, node: s.Index) -> Expr:
    """Take an entry, or a term of a sequence; u[n] and δ[n] are known without being given."""
    places = tuple(map(e, node.places))
    base = node.array
    unknown = isinstance(base, s.Symbol) and e.vocabulary.find(base) is None
    if unknown and len(places) == 1 and (known := signal(base, places[0])) is not None:
        return known
    array = e(base)
    if len(array.shape) == 1 and len(places) == 1:
        return e.vocabulary.at(array, places[0])
    return make("index", array, *places)


def signal(name: s.Node, place: Expr) -> Expr | None:
    """Give the unit step u[n] or the unit impulse δ[n]; None for anything else."""
    if not isinstance(name, s.Symbol) or name != s.Symbol(name.base):
        return None
    relation = {"u": "ge", "step": "ge", "delta": "eq", "d": "eq"}.get(name.base)
    if relation is None:
        return None
    return make("cases", number(1), make(relation, place, number(0)), number(0))


def sizes(node: s.Node) -> list[s.Node]:
    """List the sizes in `m × n`, or the parts of `(m, n)`."""
    if isinstance(node, s.Items):
        return list(node.items)
    if isinstance(node, s.Binary) and node.op == "times":
        return [*sizes(node.left), *sizes(node.right)]
    if isinstance(node, s.Binary) and node.op == "jux" and isinstance(node.left, s.Binary):
        left, cross = node.left.left, node.left.right  # (n + 1) x (n + 1), with a letter
        if node.left.op == "jux" and cross == s.Symbol("x"):
            return [*sizes(left), *sizes(node.right)]
    return [node]


def as_extent(node: s.Node) -> s.Node:
    """Read `n × n × c` as a size, where a size is asked."""
    parts = sizes(node)
    if len(parts) == 1:
        return node
    return s.Call(s.Symbol("extent"), tuple(parts), span=node.span)
