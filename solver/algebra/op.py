"""The op table: everything that is known of an operation, declared in one place.

A family of ops is a module in `solver/algebra/ops/`; importing the package fills the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from solver.algebra.shapes import Dim, Shape

if TYPE_CHECKING:
    from fractions import Fraction

    from solver.algebra.expr import Expr

Attrs = Mapping[str, Any]
LONGEST = 50  # characters of a formula in the words of a slip


class Context(Protocol):
    """What a kernel may ask of the backend that runs it.

    `xp` is an Array API namespace (NumPy, Torch, or exact numbers in object arrays). Values
    carry any number of leading batch axes; the trailing axes are those of the node's shape.
    `lenient` says that exact numbers have a result: a kernel of doubles that cannot tell gives NaN.
    """

    xp: Any
    lenient: bool

    def dims(self, shape: Shape) -> tuple[int, ...]:
        """Give the sizes of a shape their numbers."""
        ...

    def number(self, value: Fraction | int) -> Any:
        """Make a 0-d array of the backend's number type."""
        ...

    def constant(self, rows: Any) -> Any:
        """Make an array of the backend's number type from nested lists of ints or Fractions."""
        ...

    def special(self, function: str, value: Any) -> Any:
        """Apply a function outside the Array API standard, such as `erf`."""
        ...

    def run(self, expr: Expr, bound: Mapping[str, Any]) -> Any:
        """Evaluate a body with some names bound (sum over an index, scan)."""
        ...

    def times(self, count: int, bodies: Sequence[Expr]) -> range:
        """Count the repetitions of bodies, of which there may be too many."""
        ...


class Speaker(Protocol):
    """What an op's notation may ask of a printer; see `latex.py` and `plain.py`."""

    def at(self, expr: Expr, level: int) -> str:
        """Print an argument, in brackets if it binds looser than `level`."""
        ...

    def name(self, text: str) -> str:
        """Print a name."""
        ...


Written = tuple[str, int]  # the text and how tightly it binds


@dataclass(frozen=True, slots=True)
class Law:
    """A law in symbols of its own, such as σ′ = σ(1 − σ): as text, and as LaTeX."""

    text: str
    latex: str


Words = tuple["str | Expr | Law", ...]  # a sentence: text with formulas in it
Gradient = tuple["Expr", Words]  # what flows to an argument, and the rule in words
Rewriting = tuple["Expr", Words]  # another way to write it, and the rule that leads there


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake people make with an operation.

    `words` name it as a student would be told ("the kernel was not flipped"), with a `{}` for each
    of the `parts` of the node that it is about ("the factor {} was left out"). `change(node)` gives
    the node that makes the mistake, or None where it cannot be made; what comes of it may have
    another shape, and need not fit (FormulaError). A `quiet` one is no concern of the author's if
    no answer reveals it: it is too ordinary, or it shows in rare cases only, as whether a boundary
    belongs to a case does.
    """

    words: str
    change: Callable[[Expr], Expr | None]
    parts: Callable[[Expr], Sequence[Expr | str]] | None = None
    quiet: bool = False

    def told(self, node: Expr, write: Callable[[Expr | str], str] = str) -> str:
        """Say what was done to a node for which there is a change; `write` spells its parts."""
        parts = self.parts(node) if self.parts else ()
        return self.words.format(*(_short(write(part)) for part in parts))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    shape     the rule that infers the shape, or raises FormulaError naming both operands
    kernel    `kernel(ctx, node, *values)`, the same code for NumPy, Torch and exact arrays
    exact     for elementwise functions: `exact(number, **attrs)`, one flint `fmpq` or `arb` to
              another
    vjp       `vjp(node, upstream, i)`: the gradient that flows to argument `i`, and why
    reached   `reached(node, upstream, i)`: forms of the gradient that lead to the one of `vjp`, as
              the entries written out do, in reading order
    jacobian  `jacobian(node, i)`: d node / d argument `i` for vectors, `n_out × n_in`, and why
    entry     `entry(node, index)`: the scalar expression of one entry (1-based index)
    latex, plain  the notations, one column each
    elementwise   entry (i, j) of the result depends on entry (i, j) of the arguments only
    lazy      the kernel gets the node alone and evaluates its arguments itself, through `ctx.run`
    binds     `binds(node)`: for each argument, the names that are bound inside it
    by_name   `vjp(node, upstream, name)` asks for a free name instead of an argument, since the
              op's body is evaluated many times
    says      what the op does, in words, for the steps of a forward pass
    kink      where the derivative jumps, and the convention taken there, in words
    on_kink   `on_kink(node)`: expressions whose zeros are the kinks
    flows     `flows(node, upstream)`: the gradients of all that the node uses at once, where that
              reads better than argument by argument; None elsewhere
    whole     arguments from this place on are whole numbers, such as indices, bounds and powers
    inner     `inner(node)`: how many products each entry of the result adds up; None for one
    slips     the mistakes people make with it
    opaque    with its numbers put in it explains nothing, as a search does not
    call      `call(*args, **literals)`: builds the node when an author writes `name(…)` in a
              formula; None if authors cannot
    """

    name: str
    shape: Callable[[tuple[Expr, ...], Attrs], Shape]
    kernel: Callable[..., Any]
    vjp: Callable[[Expr, Expr, Any], Gradient] | None = None
    exact: Callable[..., Any] | None = None
    reached: Callable[[Expr, Expr, int], tuple[Rewriting, ...]] | None = None
    jacobian: Callable[[Expr, int], Gradient] | None = None
    entry: Callable[[Expr, tuple[Any, ...]], Expr] | None = None
    latex: Callable[[Any, Expr], Written] | None = None
    plain: Callable[[Any, Expr], Written] | None = None
    elementwise: bool = False
    lazy: bool = False
    binds: Callable[[Expr], tuple[tuple[str, ...], ...]] | None = None
    by_name: bool = False
    says: Words = ()
    kink: Words = ()
    on_kink: Callable[[Expr], tuple[Expr, ...]] | None = None
    call: Callable[..., Expr] | None = None
    flows: Callable[[Expr, Expr], Mapping[Expr, Gradient] | None] | None = None
    whole: int | None = None
    inner: Callable[[Expr], Dim] | None = None
    slips: tuple[Slip, ...] = ()
    opaque: bool = False


OPS: dict[str, Op] = {}


def declare(op: Op) -> Op:
    """Enter an op into the table; a name is declared once."""
    if op.name in OPS:
        raise ValueError(f"op {op.name} is declared twice")
    OPS[op.name] = op
    return op
