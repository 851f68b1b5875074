"""How much of a signal is read: numbers that can be printed, terms that can be multiplied out."""

from __future__ import annotations

from fractions import Fraction

from solver.algebra.expr import name
from solver.errors import FormulaError
from solver.kinds._fir.monomials import Polynomial
from solver.kinds._fir.pieces import INDEX, Pieces
from solver.kinds._fir.sums import HIGHEST

MOST = 200  # pieces of a signal
MOST_TERMS = 2000  # terms that are multiplied out
LARGEST = 2_000  # bits of a number that is printed


def check(pieces: Pieces) -> None:
    """Refuse a signal of too many pieces, too large numbers or too high powers."""
    if len(pieces) > MOST:
        raise FormulaError(f"the signal has {len(pieces)} pieces: at most {MOST} are taken")
    for piece in pieces:
        refuse_large(piece.terms)
    _refuse_high_powers(pieces)


def bits(value: Fraction) -> int:
    """Measure a number."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def refuse_large(terms: Polynomial) -> None:
    """Refuse numbers with more digits than anyone reads."""
    if any(bits(term.coefficient) > LARGEST for term in terms):
        raise FormulaError("there are numbers in this that are too large to print")


def size(pieces: Pieces) -> int:
    """Count the terms of a signal."""
    return sum(len(piece.terms) for piece in pieces)


def refuse_many(terms: int) -> None:
    """Refuse to multiply out what has too many terms."""
    if terms > MOST_TERMS:
        raise FormulaError(f"the signal has {terms} terms: at most {MOST_TERMS} are taken")


def _refuse_high_powers(pieces: Pieces) -> None:
    powers = [e for p in pieces for t in p.terms for b, e in t.powers if b == name(INDEX)]
    highest = max((e for e in powers if isinstance(e, int)), default=0)
    if highest > HIGHEST or any(isinstance(e, int) and e < 0 for e in powers):
        message = f"powers of n are summed from n**0 to n**{HIGHEST}"
        raise FormulaError(
            f"the signal has n**{highest if highest > 0 else min(powers, key=str)}", message
        )
