"""What outcomes are worth: a set says how strict it is about notation and digits."""

from __future__ import annotations

from fractions import Fraction

from solver.marking.verdicts import Outcome

HALF = Fraction(1, 2)
# what an answer that is right but for its notation, and one with too few digits, is worth
LEVELS = {"lenient": (Fraction(1), HALF), "standard": (HALF, HALF), "strict": (Fraction(0),) * 2}


def shares(outcome: Outcome, strictness: str) -> tuple[Fraction, Fraction]:
    """Give the share of the points without and with follow-through."""
    notation, imprecise = LEVELS[strictness]
    alone = {
        Outcome.CORRECT: Fraction(1), Outcome.NOTATION: notation, Outcome.IMPRECISE: imprecise,
    }.get(outcome, Fraction(0))  # fmt: skip
    return alone, Fraction(1) if outcome is Outcome.FOLLOWS else alone
