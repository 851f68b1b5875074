"""The document as data: blocks that hold formulas and values, never LaTeX of ours.

A writer (`solver/render/`) turns them into LaTeX; another could turn them into HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.algebra.expr import Expr
from solver.algebra.shapes import Shape
from solver.document.plots import Drawing


# --- inside a line -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, escaped by the writer; `style` is '', 'strong', 'emph' or 'code'."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in symbols; with `right`, the relation `expr = right`."""

    expr: Expr
    right: Expr | None = None
    relation: str = "="


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula with the names in `values` replaced by their values (see `Value.value`)."""

    expr: Expr
    values: tuple[tuple[str, Any], ...]
    digits: int = 4


@dataclass(frozen=True, slots=True)
class Value:
    """A value: nested tuples of exact numbers (Fraction) or rounded ones (`solver.digits.Rounded`).

    With `of`, the equation `of = value`.
    """

    value: Any
    digits: int = 4
    of: Expr | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Mathematics an author typed between dollar signs, in LaTeX.

    The markers U+E000 k U+E001 stand for the k-th of the values, which the author mentioned.
    """

    latex: str
    values: tuple[Maths, ...] = ()


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """A shape, printed as `m × n`."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Belongs:
    """`name ∈ ℝ^{m×n}`, as in a list of givens.

    `whole` numbers are from ℤ. `bound` says what holds of every entry: `>= 1`, `> 0`.
    """

    expr: Expr
    whole: bool = False
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Words where mathematics is expected, as for a value that stands for a word."""

    words: Inlines


Maths = Formula | Filled | Value | Source | ShapeOf | Belongs | Said
Inline = Text | Maths
Inlines = tuple[Inline, ...]


# --- blocks ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1: a problem, 2: a part, 3: a section within it
    words: Inlines
    points: str = ""  # '5 points', set at the right margin


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Inlines
    leads: bool = False  # to what follows, which stays on its page


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain of equalities: `= right`, with the reason printed beside it.

    `relation` is '=' or '≈'. `boxed` marks an asked answer. An `optional` link may be left out
    where it would be too small to read.
    """

    right: Maths
    why: Inlines = ()
    relation: str = "="
    boxed: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """`left = first = second = …`, broken over lines by the writer when it does not fit."""

    left: Maths | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class StepBlock:
    """One step of a solution: its name (so that it can be quoted), the rule, and the chain."""

    name: str
    why: Inlines
    chain: Chain
    shape: Shape
    asked: bool = False
    blocks: tuple[Block, ...] = ()  # remarks below the chain: a sample entry, a kink


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `blanks` are the steps whose values are to be filled in, on a handout."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    align: str = ""  # one of l, c, r per column
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One circle of a network diagram: a name, and its value if it has one."""

    label: Maths
    value: Maths | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A column of a diagram: circles when `units` are given, else one box with name and shape."""

    label: Maths
    shape: Shape
    units: tuple[Unit, ...] = ()
    operation: Inlines = ()  # what leads into it: `W1 · + b1`, then ReLU
    role: str = "hidden"  # input, hidden, output, target, loss, parameter


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow between layers (or, with unit indices, between two circles), perhaps labelled."""

    start: int
    end: int
    label: Maths | None = None
    units: tuple[int, int] | None = None
    curved: bool = False  # a skip connection, drawn around the layers between


@dataclass(frozen=True, slots=True)
class Diagram:
    """A network as layers from left to right and the wires between them."""

    layers: tuple[Layer, ...]
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    data: Diagram | Drawing
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A framed remark: an author's note, a model answer, what was checked."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Empty room to write an answer in, with its label and shape; `lines` of handwriting high."""

    label: Inlines
    lines: int


@dataclass(frozen=True, slots=True)
class Named:
    """Blocks in which names are printed as `symbols` say: a problem's own."""

    symbols: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Blocks in a place of fixed height, so that what follows stands where it does for everybody.

    The first on a page has its distance from the top: none, or the height of the title block.
    """

    name: str  # for a message, should the blocks be higher; letters, digits, simple signs
    blocks: tuple[Block, ...]
    height: int  # points
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """Blocks that are not printed: how high they are is written to the log."""

    name: str
    blocks: tuple[Block, ...]
    percent: int = 100  # of the width


Block = (
    Heading
    | Paragraph
    | Items
    | Chain
    | StepBlock
    | Table
    | Figure
    | Box
    | Room
    | Named
    | Slot
    | Trial
)


@dataclass(frozen=True, slots=True)
class Document:
    """A title block and the blocks under it."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""  # course, due date
    view: str = "key"
    instructions: tuple[Block, ...] = ()
