"""The one node type of the algebra: `(op, args, attrs)` with a shape, frozen, order-preserving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from solver.algebra.op import OPS
from solver.algebra.shapes import Shape, show


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """An expression over names; compares and hashes by structure, the hash being kept."""

    op: str
    args: tuple[Expr, ...] = ()
    attrs: tuple[tuple[str, Any], ...] = ()
    shape: Shape = ()
    _hash: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.attrs, self.shape)))

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
        return next(value for name, value in self.attrs if name == key)

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
        return make("neg", self)

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


def walk(expr: Expr) -> Iterator[Expr]:
    """Visit every distinct node once, arguments before the nodes that use them."""
    seen: set[Expr] = set()

    def visit(node: Expr) -> Iterator[Expr]:
        if node not in seen:
            seen.add(node)
            for arg in node.args:
                yield from visit(arg)
            yield node

    return visit(expr)


def bound_names(expr: Expr) -> tuple[tuple[str, ...], ...]:
    """List, for each argument, the names a node binds inside it (`sum` over an index, `scan`)."""
    binds = OPS[expr.op].binds
    return binds(expr) if binds else ((),) * len(expr.args)


def names_in(expr: Expr) -> tuple[str, ...]:
    """List the free names of an expression, in order of first appearance."""
    if expr.op == "name":
        return (expr.attr("name"),)
    pairs = zip(expr.args, bound_names(expr), strict=True)
    found = (name for arg, bound in pairs for name in names_in(arg) if name not in bound)
    return tuple(dict.fromkeys(found))


def substitute(expr: Expr, table: Mapping[str, Expr]) -> Expr:
    """Replace free names by expressions of the same shape."""
    if expr.op == "name":
        return table.get(expr.attr("name"), expr)
    pairs = zip(expr.args, bound_names(expr), strict=True)
    return rebuild(expr, tuple(substitute(arg, _without(table, bound)) for arg, bound in pairs))


def _without(table: Mapping[str, Expr], bound: tuple[str, ...]) -> Mapping[str, Expr]:
    return {key: value for key, value in table.items() if key not in bound} if bound else table


def transform(expr: Expr, rule: Callable[[Expr], Expr]) -> Expr:
    """Apply a rule to every node, arguments first."""
    return rule(rebuild(expr, tuple(transform(arg, rule) for arg in expr.args)))
