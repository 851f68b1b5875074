"""Numbers read from their text, exactly, within a budget of digits."""

from __future__ import annotations

import re
from fractions import Fraction

from solver.algebra.expr import Expr, number
from solver.errors import FormulaError

_NUMBER = re.compile(r"(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")
MOST_DIGITS, LARGEST_EXPONENT = 60, 99


def read_number(text: str) -> Expr:
    """Read `12`, `0.5`, `1e-3` exactly; FormulaError past the budget of digits."""
    found = _NUMBER.fullmatch(text)
    if not found or not (found[1] or found[2]):
        raise FormulaError(f"`{text}` is not a plain number", "write digits, as in 12, 0.5 or 1e-3")
    whole, decimals, exponent = found[1], found[2] or "", found[3] or "0"
    if (
        len(whole) + len(decimals) > MOST_DIGITS
        or len(exponent) > 4
        or abs(int(exponent)) > LARGEST_EXPONENT
    ):
        raise FormulaError(
            f"`{text if len(text) < 30 else text[:27] + '…'}` is too large or too long a number",
            f"at most {MOST_DIGITS} digits and exponents up to {LARGEST_EXPONENT}",
        )
    return number(
        Fraction(int(whole + decimals or "0")) * Fraction(10) ** (int(exponent) - len(decimals))
    )
