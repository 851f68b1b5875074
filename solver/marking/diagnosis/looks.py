"""What a wrong value looks like beside the right one: another sign, one digit, a factor."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.said import Entry, Said

_FACTORS = {
    Fraction(2): "twice the right value",
    Fraction(1, 2): "half the right value",
    Fraction(-2): "the right value times −2",
    Fraction(-1, 2): "the right value times −1/2",
    Fraction(100): "100 times the right value: perhaps a percentage",
    Fraction(1, 100): "a hundredth of the right value: perhaps a percentage",
    Fraction(10): "10 times the right value: the decimal point may have slipped",
    Fraction(1, 10): "a tenth of the right value: the decimal point may have slipped",
    Fraction(1000): "1000 times the right value: perhaps another unit",
    Fraction(1, 1000): "a thousandth of the right value: perhaps another unit",
}

QUICK, NEAR = 4, 0.02  # entries that are looked at first, and how close they must be


def looks(said: Said, truth: Truth) -> tuple[str, ...]:
    """Say what may have happened to a value of the right shape; nothing if nothing is seen."""
    if said.shape != truth.shape or not truth.largest:
        return ()
    return tuple(dict.fromkeys(_looks(said, truth)))[:1]


def _looks(said: Said, truth: Truth) -> Iterator[str]:
    if _same(said, truth, Fraction(-1)):
        yield "the sign is the opposite"
    square = len(said.shape) == 2 and said.shape[0] == said.shape[1] > 1
    if square and _right(said.transposed, truth):
        yield "rows and columns are exchanged"
    if len(said.entries) > 1 and _right(_with(said, said.entries[::-1]), truth):
        yield "the entries are in the reverse order"
    yield from _mistyped(said, truth)
    for factor, words in _FACTORS.items():
        if _same(said, truth, factor):
            yield words
    if not said.shape and _is_off_by_one(said.entries[0].value, truth.entries[0]):
        yield "it is off by one"


def _same(said: Said, truth: Truth, factor: Fraction) -> bool:
    """Tell whether a value is the right one times a factor; the first entries tell at once."""
    pairs = zip(said.entries[:QUICK], truth.entries[:QUICK], strict=True)
    if not all(_is_near(entry, factor, right, truth.largest) for entry, right in pairs):
        return False
    entries = tuple(
        Entry(e.value / factor, e.quantum / abs(factor), e.digits) for e in said.entries
    )
    return _right(_with(said, entries), truth)


def _is_near(entry: Entry, factor: Fraction, right: Fraction | float, largest: float) -> bool:
    by = float(factor)
    room = float(entry.quantum) + NEAR * abs(by) * largest
    return abs(float(entry.value) - by * float(right)) <= room


def _right(said: Said, truth: Truth) -> bool:
    return compared(said, truth)[0] is Match.RIGHT


def _with(said: Said, entries: tuple[Entry, ...]) -> Said:
    return Said(said.shape, entries, said.loose)


def _is_off_by_one(value: Fraction, right: Fraction | float) -> bool:
    whole = value.denominator == 1 and float(right).is_integer()
    return whole and abs(value - Fraction(right)) == 1 and abs(value) > 2


# --- one entry, one digit -------------------------------------------------------------------------
def _mistyped(said: Said, truth: Truth) -> Iterator[str]:
    """Find the one entry that is wrong, if only one digit of it differs, or its sign."""
    if len(said.entries) < 2:
        return
    wrong = [
        (entry, right)
        for entry, right in zip(said.entries, truth.entries, strict=True)
        if compared(Said((), (entry,)), Truth((), (right,)))[0] is not Match.RIGHT
    ]
    if len(wrong) != 1:
        return
    (entry, right) = wrong[0]
    ours, theirs = _text(Fraction(right)), _text(entry.value)
    if ours is None or theirs is None:
        return
    if ours.lstrip("-") == theirs.lstrip("-"):
        yield f"one entry has the wrong sign: {theirs} for {ours}"
    elif (
        len(ours.strip("-")) > 1
        and len(ours) == len(theirs)
        and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1
    ):
        yield f"one digit of one entry differs: {theirs} for {ours}"


def _text(value: Fraction) -> str | None:
    """Write a number that ends as a decimal."""
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            body = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"-{body}" if value < 0 else body
    return None
