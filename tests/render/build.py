"""Short ways to write blocks by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import ops  # noqa: F401 - fills the op table
from solver.algebra.expr import Expr
from solver.document.blocks import (
    Block,
    Chain,
    Document,
    Formula,
    Inlines,
    Link,
    Maths,
    Paragraph,
    Source,
    StepBlock,
    Text,
    Value,
)


def matrix(*rows: Any) -> tuple[Any, ...]:
    """Make an exact value of numbers or strings such as '1/3'."""
    return tuple(matrix(*r) if isinstance(r, list | tuple) else Fraction(r) for r in rows)


def f(expr: Expr) -> Formula:
    return Formula(expr)


def s(latex: str) -> Source:
    return Source(latex)


def words(*parts: str | Maths | Text) -> Inlines:
    """Make a line of text and mathematics."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def say(*parts: str | Maths | Text) -> Paragraph:
    return Paragraph(words(*parts))


def chain(left: Maths | None, *links: Link | Maths) -> Chain:
    """Make a chain; a link that is bare mathematics has no reason."""
    return Chain(left, tuple(k if isinstance(k, Link) else Link(k) for k in links))


def because(right: Maths, *why: str | Maths, boxed: bool = False) -> Link:
    return Link(right, words(*why), boxed=boxed)


def boxed(right: Maths) -> Link:
    return Link(right, boxed=True)


def step(
    ref: Expr, why: Inlines, *links: Link | Maths, blocks: tuple[Block, ...] = ()
) -> StepBlock:
    """Make a step of a named expression; it is asked for if its last link is boxed."""
    asked = isinstance(links[-1], Link) and links[-1].boxed
    return StepBlock(ref.attr("name"), why, chain(f(ref), *links), ref.shape, asked, blocks)


def value(*rows: Any) -> Value:
    return Value(matrix(*rows))


def paper(*blocks: Block, title: str = "A title", view: str = "key") -> Document:
    return Document(title, blocks, view=view)
