"""Steps with the reasons that an author gives for them, and lines that simplify them."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, name, names_in, number, transform
from solver.algebra.op import Law, Words
from solver.algebra.tidy import tidy
from solver.document import markdown
from solver.document.blocks import Formula, Source, Text
from solver.modelling.describe import describe
from solver.plan import Line, Step


def step(key: str, formula: Expr, why: str) -> Step:
    """Make a step; a product of equal factors becomes a power."""
    return Step(key, formula, words(why) or describe(formula), after=tuple(_powers(formula)))


def words(text: str) -> Words:
    """Turn a line of Markdown into a reason."""
    found = markdown.inlines(text, lambda mention: Formula(name(mention)))
    return tuple(Law(one.latex, one.latex) if isinstance(one, Source) else one.text
                 for one in found if isinstance(one, Source | Text))  # fmt: skip


def _powers(formula: Expr) -> Iterator[Line]:
    shown = transform(formula, _power)
    if shown != formula:
        yield Line(shown, ("equal factors make a power",))


def _power(node: Expr) -> Expr:
    """Write a product of factors in which the index does not stand as a power."""
    if node.op != "prod" or node.attr("index") in names_in(node.args[0]) or node.shape:
        return node
    body, first, last = node.args
    return body ** tidy(last - first + number(1))
