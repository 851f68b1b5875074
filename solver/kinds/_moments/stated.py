"""The statement of a problem on moments: what is random, and the quantities."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.ops.moments import Random
from solver.document.blocks import Belongs, Block, Formula, Inline, Items, Paragraph, Text
from solver.document.words import joined
from solver.kinds._moments.build import Kept


def stated(kept: Kept) -> Iterator[Block]:
    """Say what is random, with its moments, and what is asked about."""
    names = joined([(Formula(one.ref),) for one in kept.random], ", ")
    arrays = any(one.ref.shape for one in kept.random)
    lead = Text("The entries of " if arrays else "The numbers ")
    known = " are random and independent of each other. Of their distributions only this is known:"
    yield Paragraph((lead, *names, Text(known)), leads=True)
    yield Items(tuple((Paragraph(tuple(_random(one))),) for one in kept.random))
    for left, right in kept.quantities:
        yield Paragraph((Text("Let "), Formula(left, right), Text(".")))


def _random(one: Random) -> Iterator[Inline]:
    yield Belongs(one.ref) if one.ref.shape else Formula(one.ref)
    yield Text(", every entry with mean " if one.ref.shape else ", with mean ")
    yield Formula(one.mean)
    yield Text(" and variance ")
    yield Formula(one.variance)
