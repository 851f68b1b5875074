"""The claim on the page."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import name
from solver.document import markdown
from solver.document.blocks import Block, Formula, Maths, Paragraph, Text, Value
from solver.modelling.planned import Planned


def stated(planned: Planned) -> Iterator[Block]:
    """State the claim; what it mentions is given."""
    givens = {given.name: given for given in planned.plan.givens}

    def resolve(mention: str) -> Maths:
        given = givens[planned.key(mention)]
        if given.value is None:
            return Formula(name(given.name, given.shape))
        return Value(given.value)

    first, *rest = markdown.blocks(planned.own["claim"], resolve)
    words = first.words if isinstance(first, Paragraph) else ()
    yield Paragraph((Text("Claim. ", "strong"), *words))
    yield from rest if words else (first, *rest)
