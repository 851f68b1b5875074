"""How a formula grows in a size: its leading term."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from solver.algebra.expr import Expr, make, name, names_in, number, value_of
from solver.algebra.terms import build, collect, terms_of
from solver.algebra.tidy import tidy
from solver.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Leading:
    """The leading term `coefficient · nᵖ` of a formula for large n."""

    power: Fraction
    coefficient: Expr

    def of(self, variable: str) -> Expr:
        """Write the term."""
        if not self.power:
            return self.coefficient
        size = abs(self.power)
        grown = name(variable) if size == 1 else name(variable) ** number(size)
        if size == Fraction(1, 2):
            grown = make("sqrt", name(variable))
        if self.power < 0:
            return self.coefficient / grown
        return grown if value_of(self.coefficient) == 1 else grown * self.coefficient


def leading(e: Expr, variable: str) -> Leading:
    """Find the leading term in a variable; FormulaError where there is none of that form."""
    if variable not in names_in(e):
        return Leading(Fraction(0), e)
    if e.op == "name":
        return Leading(Fraction(1), number(1))
    rule = _RULES.get(e.op)
    if rule is None:
        raise FormulaError(f"how {e} grows in {variable} is not worked out")
    return rule(e, variable)


def is_negative(coefficient: Expr) -> bool:
    """Tell whether a coefficient is written with a minus in front."""
    found = terms_of(coefficient)
    return len(found) == 1 and found[0].coefficient < 0


def _sum(e: Expr, variable: str) -> Leading:
    """Keep the largest powers; they must not cancel."""
    parts = [leading(arg, variable) for arg in e.args]
    if e.op == "sub":
        parts[1] = Leading(parts[1].power, -parts[1].coefficient)
    top = max(part.power for part in parts)
    kept = [part.coefficient for part in parts if part.power == top]
    total = collect(tuple(term for part in kept for term in terms_of(part)))
    if not total:
        raise FormulaError(f"the leading terms of {e} cancel", "write it multiplied out")
    return Leading(top, build(total, ()))


def _product(e: Expr, variable: str) -> Leading:
    left, right = (leading(arg, variable) for arg in e.args)
    return Leading(left.power + right.power, tidy(left.coefficient * right.coefficient))


def _quotient(e: Expr, variable: str) -> Leading:
    top, bottom = (leading(arg, variable) for arg in e.args)
    return Leading(top.power - bottom.power, tidy(top.coefficient / bottom.coefficient))


def _power(e: Expr, variable: str) -> Leading:
    base, power = leading(e.args[0], variable), value_of(e.args[1])
    if power is None:
        raise FormulaError(f"how {e} grows in {variable} is not worked out")
    return Leading(base.power * power, tidy(base.coefficient ** number(power)))


def _root(e: Expr, variable: str) -> Leading:
    inner = leading(e.args[0], variable)
    found = inner.coefficient
    if is_negative(found):
        raise FormulaError(f"{e} has no value for large {variable}")
    return Leading(inner.power / 2, found if value_of(found) == 1 else make("sqrt", found))


def _negative(e: Expr, variable: str) -> Leading:
    inner = leading(e.args[0], variable)
    return Leading(inner.power, -inner.coefficient)


_RULES: Mapping[str, Callable[[Expr, str], Leading]] = {
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "div": _quotient,
    "pow": _power,
    "sqrt": _root,
    "neg": _negative,
}
