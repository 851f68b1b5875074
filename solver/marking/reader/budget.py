"""How much is read of one answer: each bound is counted, and so the same on every machine."""

from __future__ import annotations

from solver.marking.syntax import Span, Unreadable

LONGEST = 20_000  # characters
TOKENS = 8_000
DEEPEST = 64  # brackets, one inside the other
STEPS = 100_000  # pieces looked at while parsing
DIGITS = 400  # of one number, and of the power of ten behind it
TALLEST = 150  # nodes one inside the other, as in a long sum: who walks the tree may recurse
LETTERS = 80  # of one name
ENTRIES = 10_000  # of one matrix or list


def check_length(text: str) -> None:
    """Refuse a text that is too long, before anything else looks at it."""
    if len(text) > LONGEST:
        raise Unreadable(
            f"the answer has {len(text)} characters",
            Span(LONGEST, len(text)),
            f"at most {LONGEST} are read: give the result alone",
        )


def check_tokens(count: int, place: Span) -> None:
    """Refuse a text of too many pieces."""
    if count > TOKENS:
        raise Unreadable(
            f"the answer has more than {TOKENS} pieces", place, "give the result alone"
        )


def check_digits(count: int, place: Span) -> None:
    """Refuse a number that is too long to mean anything."""
    if count > DIGITS:
        raise Unreadable(f"a number with more than {DIGITS} digits", place, "round it")


def check_exponent(power: int, place: Span) -> None:
    """Refuse a power of ten that no answer has."""
    if abs(power) > DIGITS:
        raise Unreadable(
            f"the power of ten {power} is too large", place, f"at most {DIGITS} is read"
        )


def check_entries(count: int, place: Span) -> None:
    """Refuse a list that is too long."""
    if count > ENTRIES:
        raise Unreadable(f"more than {ENTRIES} entries", place)


def check_name(count: int, place: Span) -> None:
    """Refuse a name that is none."""
    if count > LETTERS:
        raise Unreadable(f"a name of more than {LETTERS} letters", place)
