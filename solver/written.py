"""The forms a number can take on the page, as data, and their notations."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from solver.rounding import PLAIN, Rounded, round_digits

SHORT = 6  # a terminating decimal of at most so many significant digits prints in full
DENOMINATOR = 360  # a fraction prints as one up to this denominator
NUMERATOR = 100_000  # and below this numerator
LONGEST = 20  # an integer of more digits prints in scientific notation
BEYOND = 10**LONGEST


@dataclass(frozen=True, slots=True)
class Written:
    """A number ready to print.

    `kind` is integer, decimal, fraction, scientific or nonfinite; `text` is what stands before
    the point and after it, the numerator or the mantissa, without a sign; `approx` asks for `≈`.
    """

    kind: str
    negative: bool
    text: str
    below: str = ""  # the denominator
    power: int = 0  # of ten
    approx: bool = False


# --- the forms ---------------------------------------------------------------------------------
def short(x: Fraction) -> Written | None:
    """Write an integer or a terminating decimal of few digits; None for anything longer."""
    if x.denominator == 1:
        return whole(x)
    near = round_digits(x, SHORT)
    return None if near.value != x else replace(decimal(_trim(near)), approx=False)


def _trim(number: Rounded) -> Rounded:
    return replace(number, digits=number.digits.rstrip("0") or "0")


def whole(x: Fraction) -> Written | None:
    """Write an integer, a very long one in scientific notation; None for any other number."""
    if x.denominator != 1:
        return None
    if -BEYOND < x.numerator < BEYOND:
        return _integer(x.numerator)
    near = _trim(round_digits(x, SHORT))
    return replace(_scientific(near), approx=near.value != x)


@lru_cache(maxsize=4096)
def _integer(x: int) -> Written:
    return Written("integer", x < 0, str(abs(x)))


def whole_or_fraction(x: Fraction) -> Written | None:
    """Write an integer or a fraction of few digits; None for anything longer."""
    return whole(x) or fraction(x)


def fraction(x: Fraction) -> Written | None:
    """Write a quotient of small integers; None for anything longer."""
    if x.denominator > DENOMINATOR or abs(x.numerator) >= NUMERATOR:
        return None
    return Written("fraction", x < 0, str(abs(x.numerator)), str(x.denominator))


def decimal(number: Rounded) -> Written:
    """Write a rounded number as a decimal, or in scientific notation far from 1."""
    if not number.value:
        return zero(0)
    if number.exponent not in PLAIN:
        return _scientific(number)
    text = number.digits + "0" * max(-number.decimals, 0)
    return Written("decimal", number.negative, _point(text, max(number.decimals, 0)), approx=True)


def zero(decimals: int) -> Written:
    """Write zero with as many decimals as its neighbours have."""
    return Written("decimal", False, _point("0", decimals), approx=True)


def _scientific(number: Rounded) -> Written:
    mantissa = _point(number.digits, len(number.digits) - 1)
    return Written("scientific", number.negative, mantissa, power=number.exponent, approx=True)


def _point(text: str, decimals: int) -> str:
    """Put the decimal point into a row of digits."""
    if not decimals:
        return text
    text = text.zfill(decimals + 1)
    return f"{text[:-decimals]}.{text[-decimals:]}"


def nonfinite(number: float) -> Written:
    """Write an infinity or NaN."""
    return Written("nonfinite", number < 0, "nan" if math.isnan(number) else "inf")


# --- the notations -----------------------------------------------------------------------------
def plain(number: Written) -> str:
    """Print in ASCII, as it can be typed: `-1/2`, `0.7311`, `5e-6`."""
    below = f"/{number.below}" if number.kind == "fraction" else ""
    power = f"e{number.power}" if number.kind == "scientific" else ""
    return f"{'-' if number.negative else ''}{number.text}{below}{power}"


def latex(number: Written) -> str:
    r"""Print in LaTeX that KaTeX reads too: `-\frac{1}{2}`, `12\,345`, `5 \times 10^{-6}`."""
    return ("-" if number.negative else "") + _unsigned(number)


def _unsigned(number: Written) -> str:
    if number.kind == "fraction":
        return rf"\frac{{{_grouped(number.text)}}}{{{number.below}}}"
    if number.kind == "scientific":
        power = f"10^{{{number.power}}}"
        return power if number.text == "1" else rf"{number.text} \times {power}"
    if number.kind == "nonfinite":
        return {"inf": r"\infty", "nan": r"\mathrm{NaN}"}[number.text]
    whole, dot, rest = number.text.partition(".")
    return _grouped(whole) + dot + rest


def _grouped(whole: str) -> str:
    return rf"{int(whole):,}".replace(",", r"\,") if len(whole) >= 5 else whole
