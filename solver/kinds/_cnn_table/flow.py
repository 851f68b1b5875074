"""What passes from layer to layer, and what a layer says about itself: the cells of its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import Words
from solver.algebra.ops.extent import extent
from solver.errors import Mark
from solver.plan import Line

if TYPE_CHECKING:
    from solver.kinds._cnn_table.sight import Sights
    from solver.kinds._cnn_table.window import Window

ONE = number(1)
LAYOUTS = ("HWC", "WHC", "CHW", "NHWC", "NCHW")
Pair = tuple[Expr, Expr]  # height and width
TITLES = {
    "input_shape": "the input shape of ",
    "shape": "the output shape of ",
    "weight_shape": "the shape of the weights of ",
    "weights": "the number of weights of ",
    "biases": "the number of biases of ",
    "params": "the number of parameters of ",
    "macs": "the number of MACs of ",
    "flops": "the number of FLOPs of ",
    "field": "the receptive field of ",
    "jump": "the jump of ",
}
COLUMNS = tuple(TITLES)
SHAPES = frozenset({"input_shape", "shape", "weight_shape"})
COUNTS = ("weights", "biases", "params", "macs", "flops")  # which add up over the layers


@dataclass(frozen=True, slots=True)
class Cell:
    """A quantity of a layer: its formula, why, and the lines that lead to it."""

    formula: Expr
    why: Words
    before: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """What a layer starts from.

    `shape` refers to the whole shape. `sides` are height and width, or None once they are gone.
    `channels` counts channels, or features. `field` and `jump` describe what one entry sees of the
    network's input; pairs (height, width) where the two differ. `sights` says where that is, if
    numbers tell. `origin` is the layer it comes from: none for the input.
    """

    layout: str
    shape: Expr
    sides: Pair | None
    channels: Expr
    batch: Expr | None = None
    field: Expr | None = ONE
    jump: Expr | None = ONE
    sights: Sights | None = None
    origin: str = ""

    def extent(self, sides: Pair | None, channels: Expr) -> Expr:
        """List sizes in the order of the layout."""
        known = {"C": channels, "N": self.batch}
        known |= dict(zip("HW", sides, strict=True)) if sides else {}
        order = (known.get(letter) for letter in self.layout)
        return extent(*(size for size in order if size is not None))

    def place(self, letter: str) -> int:
        """Find where a size stands in the shape."""
        if letter == "C" and not self.sides:
            return int(self.batch is not None)
        return self.layout.index(letter)

    def size(self, letter: str) -> Expr:
        """Refer to one of the sizes of the shape."""
        return make("index", self.shape, number(self.place(letter)))

    @property
    def channels_lead(self) -> bool:
        return self.layout.index("C") < self.layout.index("H")


@dataclass(frozen=True, slots=True)
class Row:
    """A layer's row: what it is, its cells by column, what the next layer starts from.

    `feeds` are the layers whose output goes in; an empty name is the network's input.
    """

    name: str
    about: Words
    cells: Mapping[str, Cell]
    flow: Flow
    mark: Mark
    needs: tuple[Need, ...] = ()
    window: Window | None = None
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What must hold of a layer's numbers: `value` is whole, and between `least` and `most`.

    `message` says what is wrong otherwise, with `{0}`, `{1}`, … for the values of `shown`.
    """

    mark: Mark
    value: Expr
    message: str
    hint: str = ""
    least: int | None = 1
    most: int | None = None
    shown: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Which counts a problem goes by: what is a parameter, and what is an operation."""

    biases: bool = True
    bias_adds: bool = False
    elementwise: bool = False

    def words(self, columns: Sequence[str]) -> str:
        """State the convention of the columns that are printed."""
        found = []
        if {"params", "biases"} & set(columns):
            which = "weights and biases" if self.biases else "weights alone, and not biases"
            found.append(f"Parameters are {which}.")
        if "macs" in columns:
            found.append("One multiplication and one addition make one MAC.")
        if "flops" in columns:
            found.append("Each multiplication and each addition is one FLOP.")
        if {"macs", "flops"} & set(columns):
            found.append(self._extras())
        return " ".join(found)

    def _extras(self) -> str:
        adds = "is" if self.bias_adds else "is not"
        rest = (
            "Activations, normalisation and sums of branches count once for every entry "
            "and operation, pooling once for every entry of a window."
            if self.elementwise
            else "Activations, pooling and normalisation are not counted."
        )
        return f"Adding a bias {adds} counted. {rest}"


# The conventions by name; a problem may start from one and change it.
CONVENTIONS: Mapping[str, Count] = {
    "multiply_add": Count(),
    "weights_only": Count(biases=False),
    "with_bias_adds": Count(bias_adds=True),
    "everything": Count(bias_adds=True, elementwise=True),
}


# --- formulas ------------------------------------------------------------------------------------
def product(*factors: Expr) -> Expr:
    """Multiply; a letter that stands twice in a row is squared."""
    found: list[Expr] = []
    for factor in factors:
        squares = found and found[-1] == factor and value_of(factor) is None and factor.op == "name"
        found = [*found[:-1], factor ** number(2)] if squares else [*found, factor]
    return reduce(lambda left, right: left * right, found)


def total(terms: Sequence[Expr]) -> Expr:
    """Add up; nothing adds up to 0."""
    return reduce(lambda left, right: left + right, terms) if terms else number(0)


def is_number(expr: Expr, value: int) -> bool:
    """Tell whether an expression is a literal of this value."""
    return value_of(expr) == value


def joint(pair: Iterable[Expr]) -> Expr:
    """Give the one size of a square, or both as a pair."""
    high, wide = pair
    return high if high == wide else extent(high, wide)


def sides_of(size: Expr) -> Pair:
    """Give the sizes along height and width of what may be one size for both."""
    return (
        (make("index", size, number(0)), make("index", size, ONE)) if size.shape else (size, size)
    )


def nothing(why: str) -> Cell:
    """Make the cell of what does not occur."""
    return Cell(number(0), (why,))
