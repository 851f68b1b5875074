"""The one node type of the algebra: `(op, args, attrs)` with a shape, frozen, order-preserving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from solver.algebra.op import OPS
from solver.algebra.shapes import Shape, show

_keep = object.__setattr__  # how a frozen node notes what it has worked out


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """An expression over names; compares and hashes by structure.

    `weight` counts the nodes a reader meets, repeated parts as often as they are written. The hash
    and the free names (see `names_in`) are kept once they are known.
    """

    op: str
    args: tuple[Expr, ...] = ()
    attrs: tuple[tuple[str, Any], ...] = ()
    shape: Shape = ()
    weight: int = field(init=False)
    _hash: int = field(init=False)
    _names: tuple[str, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        weight = 1
        for arg in self.args:
            weight += arg.weight
        _keep(self, "weight", weight)
        _keep(self, "_hash", hash((self.op, self.args, self.attrs, self.shape)))
        _keep(self, "_names", None)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what defines the node: hashes of text differ from process to process."""
        return Expr, (self.op, self.args, self.attrs, self.shape)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Expr)
            and self._hash == other._hash
            and (self.op, self.attrs, self.shape) == (other.op, other.attrs, other.shape)
            and self.args == other.args
        )

    def attr(self, key: str) -> Any:
        """Look up an attribute that the op is known to have."""
        for name, value in self.attrs:
            if name == key:
                return value
        raise KeyError(key)

    @property
    def is_scalar(self) -> bool:
        return not self.shape

    def __add__(self, other: Expr) -> Expr:
        return make("add", self, other)

    def __sub__(self, other: Expr) -> Expr:
        return make("sub", self, other)

    def __mul__(self, other: Expr) -> Expr:
        return make("mul", self, other)

    def __truediv__(self, other: Expr) -> Expr:
        return make("div", self, other)

    def __pow__(self, other: Expr) -> Expr:
        return make("pow", self, other)

    def __matmul__(self, other: Expr) -> Expr:
        from solver.algebra.ops.linear import product  # a scalar may stand for a 1×1 matrix

        return product(self, other)

    def __neg__(self) -> Expr:
        return number(-self.attr("value")) if self.op == "number" else make("neg", self)

    @property
    def T(self) -> Expr:  # noqa: N802 - the name everyone writes
        return make("T", self)

    def __str__(self) -> str:
        from solver.algebra.plain import plain  # printing sits above the node type

        return plain(self)

    def __repr__(self) -> str:
        return f"<{self} : {show(self.shape)}>"


def make(op: str, *args: Expr, **attrs: Any) -> Expr:
    """Build a node; the op's shape rule raises FormulaError if the operands do not fit."""
    packed = tuple(sorted(attrs.items()))
    return Expr(op, args, packed, OPS[op].shape(args, attrs))


def rebuild(expr: Expr, args: tuple[Expr, ...]) -> Expr:
    """Give a node other arguments; the shape is inferred anew."""
    return expr if args == expr.args else make(expr.op, *args, **dict(expr.attrs))


def name(text: str, shape: Shape = ()) -> Expr:
    """Refer to a given or an earlier step by its name."""
    return Expr("name", (), (("name", text),), shape)


def number(value: Fraction | int) -> Expr:
    """Write a number: a decimal that ends is one literal, any other fraction a quotient."""
    value = Fraction(value)
    if _terminates(value.denominator):
        return Expr("number", (), (("value", value),))
    return make("div", number(value.numerator), number(value.denominator))


def _terminates(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def value_of(expr: Expr) -> Fraction | None:
    """Read a literal back: a number, or a quotient of two; None for anything else."""
    if expr.op == "number":
        found: Fraction = expr.attr("value")
        return found
    if expr.op == "neg":
        inner = value_of(expr.args[0])
        return None if inner is None else -inner
    if expr.op == "div":
        top, bottom = (value_of(arg) for arg in expr.args)
        if top is not None and bottom:
            return top / bottom
    return None


def walk(expr: Expr) -> tuple[Expr, ...]:
    """List every distinct node once, arguments before the nodes that use them."""
    found: dict[Expr, None] = {}

    def visit(node: Expr) -> None:
        if node not in found:
            for arg in node.args:
                visit(arg)
            found[node] = None

    visit(expr)
    return tuple(found)


def bound_names(expr: Expr) -> tuple[tuple[str, ...], ...]:
    """List, for each argument, the names a node binds inside it (`sum` over an index, `scan`)."""
    binds = OPS[expr.op].binds
    return binds(expr) if binds else ((),) * len(expr.args)


def names_in(expr: Expr) -> tuple[str, ...]:
    """List the free names of an expression, in order of first appearance."""
    if expr._names is None:
        _keep(expr, "_names", _free_names(expr))
    return expr._names or ()


def _free_names(expr: Expr) -> tuple[str, ...]:
    if expr.op == "name":
        return (expr.attr("name"),)
    pairs = zip(expr.args, bound_names(expr), strict=True)
    return tuple(
        dict.fromkeys(name for arg, bound in pairs for name in names_in(arg) if name not in bound)
    )


def substitute(expr: Expr, table: Mapping[str, Expr]) -> Expr:
    """Replace free names by expressions of the same shape.

    A name stays where its replacement would be caught by a sum or a scan that binds one of the
    replacement's own names.
    """
    if table.keys().isdisjoint(names_in(expr)):
        return expr
    if expr.op == "name":
        return table[expr.attr("name")]
    pairs = zip(expr.args, bound_names(expr), strict=True)
    return rebuild(expr, tuple(substitute(arg, _outside(table, bound)) for arg, bound in pairs))


def _outside(table: Mapping[str, Expr], bound: tuple[str, ...]) -> Mapping[str, Expr]:
    if not bound:
        return table
    caught = frozenset(bound)
    return {
        key: value
        for key, value in table.items()
        if key not in caught and caught.isdisjoint(names_in(value))
    }


def transform(expr: Expr, rule: Callable[[Expr], Expr]) -> Expr:
    """Apply a rule to every node, arguments first."""
    return rule(rebuild(expr, tuple(transform(arg, rule) for arg in expr.args)))
