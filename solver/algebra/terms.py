"""Elementwise algebra as sums of terms: a coefficient times factors with whole powers, in order.

`+ − ⊙ ⊘` and whole powers commute entry by entry, so a formula over other nodes ("atoms") is a sum
of such terms. Terms and factors stay in the order in which they first appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.ops.constants import fill
from solver.algebra.shapes import Shape

Factors = tuple[tuple[Expr, int], ...]
Coefficient = Fraction | int  # an int where it is whole: much quicker, and equal to the fraction


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient · Π factor ^ power`."""

    coefficient: Coefficient
    factors: Factors = ()

    @property
    def size(self) -> Coefficient:
        return -self.coefficient if self.coefficient < 0 else self.coefficient

    def times(self, other: Term) -> Term:
        powers = dict(self.factors)
        for base, power in other.factors:
            powers[base] = powers.get(base, 0) + power
        kept = tuple((base, power) for base, power in powers.items() if power)
        return Term(self.coefficient * other.coefficient, kept)

    def inverse(self) -> Term:
        turned = whole(1 / Fraction(self.coefficient)) if self.coefficient != 1 else 1
        return Term(turned, tuple((base, -power) for base, power in self.factors))


Terms = tuple[Term, ...]


def whole(value: Fraction) -> Coefficient:
    """Take a whole fraction for the integer it is."""
    return value.numerator if value.denominator == 1 else value


def collect(terms: Terms) -> Terms:
    """Merge terms with the same factors; drop those that cancel."""
    if len(terms) < 2:
        return terms
    found: dict[frozenset[tuple[Expr, int]], Term] = {}
    for term in terms:
        key = frozenset(term.factors)
        old = found.get(key)
        if old is not None:
            term = Term(old.coefficient + term.coefficient, old.factors)
        found[key] = term
    return tuple(term for term in found.values() if term.coefficient)


def terms_of(expr: Expr) -> Terms:
    """Take an expression apart; a sum inside a product stays one factor."""
    rule = _RULES.get(expr.op)
    return rule(expr) if rule else _atom(expr)


def is_atom(expr: Expr) -> bool:
    """Tell whether an expression stays one factor, whatever is in it."""
    return expr.op not in _RULES


def _atom(expr: Expr) -> Terms:
    return (Term(1, ((expr, 1),)),)


def _of_number(expr: Expr) -> Terms:
    value: Fraction = expr.attr("value")
    return (Term(whole(value)),) if value else ()


def _of_add(expr: Expr) -> Terms:
    return collect(terms_of(expr.args[0]) + terms_of(expr.args[1]))


def _of_sub(expr: Expr) -> Terms:
    return collect(terms_of(expr.args[0]) + _negated(terms_of(expr.args[1])))


def _negated(terms: Terms) -> Terms:
    return tuple(Term(-term.coefficient, term.factors) for term in terms)


def as_factor(expr: Expr) -> Term | None:
    """Read an expression as one term, keeping a sum as a single factor; None if it is zero."""
    terms = terms_of(expr)
    if not terms:
        return None
    return terms[0] if len(terms) == 1 else Term(1, ((expr, 1),))


def _of_mul(expr: Expr) -> Terms:
    left, right = (as_factor(arg) for arg in expr.args)
    return (left.times(right),) if left and right else ()


def _of_div(expr: Expr) -> Terms:
    top, bottom = (as_factor(arg) for arg in expr.args)
    if bottom is None:
        return _atom(expr)  # a division by zero stays as it is
    return (top.times(bottom.inverse()),) if top else ()


def _of_pow(expr: Expr) -> Terms:
    base, power = as_factor(expr.args[0]), value_of(expr.args[1])
    if base is None or power is None or power.denominator != 1 or abs(power) > 64:
        return _atom(expr)
    count = int(power)
    powers = tuple((factor, own * count) for factor, own in base.factors if own * count)
    return (Term(whole(Fraction(base.coefficient) ** count), powers),)


def _of_fill(expr: Expr) -> Terms:
    return terms_of(expr.args[0])


_RULES = {
    "number": _of_number,
    "add": _of_add,
    "sub": _of_sub,
    "neg": lambda expr: _negated(terms_of(expr.args[0])),
    "mul": _of_mul,
    "div": _of_div,
    "pow": _of_pow,
    "fill": _of_fill,
}


# --- back to an expression -----------------------------------------------------------------------
def build(terms: Terms, shape: Shape) -> Expr:
    """Write terms as an expression of the given shape, a positive term first where there is one."""
    if not terms:
        return fill(number(0), shape)
    if len(terms) > 1 and (share := _common_fraction(terms)) is not None:
        rest = build(tuple(term.times(share.inverse()) for term in terms), shape)
        return build_term(share.times(Term(1, ((rest, 1),))), shape)
    lead = next((i for i, term in enumerate(terms) if term.coefficient > 0), 0)
    ordered = (terms[lead], *terms[:lead], *terms[lead + 1 :])
    total = build_term(ordered[0], shape)
    for term in ordered[1:]:
        size = build_term(Term(term.size, term.factors), shape)
        total = make("sub" if term.coefficient < 0 else "add", total, size)
    return total


def _common_fraction(terms: Terms) -> Term | None:
    """Find the fraction that all terms share, as in a/n − b/n: it is written once."""
    first, *others = terms
    size = first.size if first.size.denominator != 1 else 1
    size = size if all(term.size == size for term in others) else 1
    shared = tuple(
        (base, power)
        for base, power in first.factors
        if power < 0 and base.is_scalar and all((base, power) in t.factors for t in others)
    )
    return Term(size, shared) if size != 1 or shared else None


def build_term(term: Term, shape: Shape) -> Expr:
    """Write one term: sign, coefficient, scalars, arrays, over the denominator."""
    term = _flip_difference(term)
    top = [_power(base, power) for base, power in term.factors if power > 0]
    bottom = [_power(base, -power) for base, power in term.factors if power < 0]
    size = term.size
    if bottom and size.denominator != 1:
        bottom.insert(0, number(size.denominator))
        size = size.numerator
    body = _product(size, top)
    if bottom:
        body = make("div", body, _product(1, bottom))
    if body.shape != shape:
        body = fill(body, shape)
    return -body if term.coefficient < 0 else body


def _power(base: Expr, power: int) -> Expr:
    return base if power == 1 else base ** number(power)


def _product(size: Coefficient, factors: list[Expr]) -> Expr:
    scalars = [factor for factor in factors if factor.is_scalar]
    arrays = [factor for factor in factors if not factor.is_scalar]
    head = [number(size)] if size != 1 or not factors else []
    parts = [*head, *scalars] if not arrays else [*_joined([*head, *scalars]), *_joined(arrays)]
    return _joined(parts)[0]


def _joined(parts: list[Expr]) -> list[Expr]:
    if not parts:
        return []
    total = parts[0]
    for part in parts[1:]:
        total = make("mul", total, part)
    return [total]


def _flip_difference(term: Term) -> Term:
    """Turn −c(a − b) into c(b − a), as people write it; a factor 1 − a stays."""
    if term.coefficient >= 0:
        return term
    for k, (base, power) in enumerate(term.factors):
        if base.op == "sub" and power == 1 and not (_is_rest(base) and len(term.factors) > 1):
            flipped = make("sub", base.args[1], base.args[0])
            return Term(
                -term.coefficient, (*term.factors[:k], (flipped, 1), *term.factors[k + 1 :])
            )
    return term


def _is_rest(difference: Expr) -> bool:
    return difference.args[0].op in {"number", "fill"}
