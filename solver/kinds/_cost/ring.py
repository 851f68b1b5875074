"""Matrix formulas multiplied out: sums of scalars times products that keep their brackets.

Matrices form a ring in which products are associative but do not commute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.shapes import Shape
from solver.algebra.terms import Term, as_factor, terms_of
from solver.errors import FormulaError

MOST_PARTS = 200
LARGEST_POWER = 8
ONE = Term(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A scalar times a product that keeps its brackets; no product stands for the identity."""

    scale: Term
    product: Expr | None = None

    def scaled(self, by: Term) -> Part:
        return Part(self.scale.times(by), self.product)

    def expr(self, shape: Shape) -> Expr:
        """Give the product, or the identity that stands for none."""
        if self.product is not None:
            return self.product
        return make("eye", size=shape[0]) if shape else number(1)

    @property
    def term(self) -> Term:
        """Take a part that is a scalar for a term, its product being one factor."""
        return (
            self.scale if self.product is None else self.scale.times(Term(1, ((self.product, 1),)))
        )


Parts = tuple[Part, ...]


def parts_of(expr: Expr) -> Parts:
    """Multiply a formula out; FormulaError if it has too many terms then."""
    rule = _RULES.get(expr.op)
    if rule:
        return _few(rule(expr))
    if expr.is_scalar and expr.op in {"name", "number", "dim"}:
        return tuple(map(Part, terms_of(expr)))
    return (Part(ONE, expr),)


def _few(parts: Parts) -> Parts:
    if len(parts) > MOST_PARTS:
        raise FormulaError("multiplied out, this has too many terms")
    return parts


def _add(expr: Expr) -> Parts:
    return parts_of(expr.args[0]) + parts_of(expr.args[1])


def _sub(expr: Expr) -> Parts:
    return parts_of(expr.args[0]) + negative(parts_of(expr.args[1]))


def negative(parts: Parts) -> Parts:
    """Change all signs."""
    return tuple(part.scaled(Term(-1)) for part in parts)


def _mul(expr: Expr) -> Parts:
    """Multiply by a scalar; two arrays meet entry by entry, which is no product of matrices."""
    left, right = expr.args
    scalar, other = (left, right) if left.is_scalar else (right, left)
    if not scalar.is_scalar:
        return (Part(ONE, expr),)
    return _crossed(parts_of(scalar), parts_of(other))


def _crossed(scalars: Parts, parts: Parts) -> Parts:
    _few(parts * len(scalars))
    return tuple(part.scaled(one.term) for one in scalars for part in parts)


def _pow(expr: Expr) -> Parts:
    base, power = expr.args[0], value_of(expr.args[1])
    if base.shape or power is None or power.denominator != 1 or not 0 <= power <= LARGEST_POWER:
        return tuple(map(Part, terms_of(expr))) if not base.shape else (Part(ONE, expr),)
    found: Parts = (Part(ONE),)
    for _ in range(int(power)):
        found = _crossed(found, parts_of(base))
    return found


def _div(expr: Expr) -> Parts:
    top, bottom = expr.args
    factor = as_factor(bottom)
    if not bottom.is_scalar or factor is None:
        return (Part(ONE, expr),)
    return tuple(part.scaled(factor.inverse()) for part in parts_of(top))


def _matmul(expr: Expr) -> Parts:
    left, right = map(parts_of, expr.args)
    _few(left * len(right))
    return tuple(
        Part(a.scale.times(b.scale), _times(a.product, b.product)) for a in left for b in right
    )


def _times(left: Expr | None, right: Expr | None) -> Expr | None:
    if left is None or right is None:
        return left or right
    return left @ right


def _transposed(expr: Expr) -> Parts:
    return tuple(Part(part.scale, _turned(part.product)) for part in parts_of(expr.args[0]))


def _turned(product: Expr | None) -> Expr | None:
    if product is None:
        return None
    if product.op == "matmul":
        left, right = map(_turned, product.args)
        return _times(right, left)
    return product.args[0] if product.op == "T" else product.T


_RULES: dict[str, Callable[[Expr], Parts]] = {
    "add": _add,
    "sub": _sub,
    "neg": lambda expr: negative(parts_of(expr.args[0])),
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "matmul": _matmul,
    "T": _transposed,
    "eye": lambda expr: (Part(ONE),),
    "group": lambda expr: parts_of(expr.args[0]),
}
