"""What a text says before it is known what its names mean: a tree, with places in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from solver.errors import MarkschemeError


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece stands in the text: from `start` up to `end`."""

    start: int = 0
    end: int = 0


class Unreadable(MarkschemeError):
    """A text that cannot be read: what is wrong, where, and what would be readable."""

    def __init__(self, message: str, span: Span, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.span, self.hint = message, span, hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of syntax; pieces compare by what they say, not by where they stand."""

    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as typed: `value`, exactly, and what the last digit is worth.

    `quantum` is 1 for `12`, 1/1000 for `0.731`, 100000 for `1.3 M`, 1/1000 for `85.7 %`.
    `digits` counts significant digits. `rounded` numbers were said to be (`≈ 0.731`, `0.33…`).
    """

    value: Fraction
    quantum: Fraction = Fraction(1)
    digits: int = 1
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    r"""A name: `W_1`, `\hat y`, `a^{(2)}`, `\sigma'`; all parts in one spelling.

    Greek letters are their names (`sigma`), whatever way they were typed. `below` and `above` are
    sub- and superscripts without spaces and braces: `l+1`, `(2)`. A superscript is part of a name
    only in round brackets, or if it is a word; else it is a power.
    """

    base: str
    below: str = ""
    above: str = ""
    marks: tuple[str, ...] = ()  # hat, bar, tilde, vec, from the inside out
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`op` is one of `-`, `+`, `T` (transpose), `inverse`, `!`."""

    op: str
    arg: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    r"""`op` is one of `+ - / ^`, or a product as it was written.

    Entry by entry: `.^` (`x^{\odot 2}`), `oslash` (`⊘`, `./`). Also `star` (`⋆`), `otimes`.

    Products: `jux` (side by side), `*`, `cdot` (also `∙`), `times` (`×`, also `x` between
    numbers), `odot` (`⊙`), `circ` (`∘`), `@`, `conv` (`\ast`, `∗`).
    Juxtaposition binds tighter than `odot` and `circ`: `W a ⊙ b` is `(W a) ⊙ b`.
    """

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    r"""A function of arguments: `ReLU'(z)`, `\max(0, z)`, `\ln x`, `\sqrt{x}`, `exp(x)`."""

    function: Symbol
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Index(Node):
    """An entry, `u[n - 4]` or `X[1, 2]`; a `low` one, `[X]_{1,2}`, counts from 1.

    A stretch of places, `1:4` or `:`, is `Items` with the bracket `:`; an open end is `Words("")`.
    """

    array: Node
    places: tuple[Node, ...]
    low: bool = False


@dataclass(frozen=True, slots=True)
class Rows(Node):
    """A matrix, row by row; rows may differ in length, which is for the judge to say.

    `deeper` arrays, `[[[1, 2], [3, 4]], …]`, are `Items` of `Rows`.
    """

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Items(Node):
    """Several things in order, `(34, 34, 16)`, `[1, 2, 3]`, `1, 2, 3` or, as a set, `{1, 2}`.

    `bracket` is `(`, `[`, `{` or nothing. A number in round brackets alone is just that number; one
    in square brackets, `[5]`, is one item.
    """

    items: tuple[Node, ...]
    bracket: str = "("


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """A piecewise text: values with conditions; None is `otherwise`."""

    pieces: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Over(Node):
    r"""`\sum_{i=1}^{m} body`; `op` is `sum`, `prod`, `max` or `min`, or `each`.

    Bounds may be left out. `each` is a sequence, `(x(n))_{n=0}^{3}`.
    """

    op: str
    index: Node | None
    low: Node | None
    high: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    r"""`\partial L / \partial W_1`, `dL/dW1`, `\nabla_{W_1} L`; `order` is 1 for a first one."""

    top: Node
    bottom: Node
    order: int = 1


@dataclass(frozen=True, slots=True)
class Norm(Node):
    r"""`|x|` (`which` is `abs`), `\|x\|_1`, `\|x\|_2` (`2`, the default), `F`, `inf`."""

    body: Node
    which: str = "2"


@dataclass(frozen=True, slots=True)
class Rounding(Node):
    r"""`\lfloor x \rfloor` (`which` is `floor`) or `\lceil x \rceil` (`ceil`)."""

    body: Node
    which: str


@dataclass(frozen=True, slots=True)
class Chain(Node):
    r"""Members with relations between them: `a = b ≈ c`, `0 ≤ n < 4`, `n ∈ {1, 2}`.

    Relations: `= ≈ < <= > >= != in => ->` (`≥`, `\geq` and the like are `>=`).
    """

    members: tuple[Node, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Statements joined by `and`, `or` or `xor`, or one with `not` before it."""

    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Words(Node):
    r"""Words within a formula, `\text{if }`, that are no name: `otherwise`, `trials`, a unit."""

    text: str
