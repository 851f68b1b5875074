"""How numbers print: rounding against an independent decimal arithmetic, forms, whole matrices."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.digits import Rounded, entries, latex, plain, written, written_all
from solver.rounding import (
    agree_at,
    agree_digits,
    common_decimals,
    magnitude,
    round_at,
    round_digits,
)

rationals = st.builds(Fraction, st.integers(-(10**18), 10**18), st.integers(1, 10**12))
spread = st.builds(lambda x, k: x * Fraction(10) ** k, rationals, st.integers(-30, 30))


def by_decimal(x: Fraction, digits: int) -> decimal.Decimal:
    """Round half up to significant digits with the standard library, from 200 digits."""
    with decimal.localcontext() as ctx:
        ctx.prec = 200
        exact = decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)
        ctx.prec, ctx.rounding = digits, decimal.ROUND_HALF_UP
        return +exact


@given(spread, st.integers(1, 12))
def test_digits_are_those_of_decimal_arithmetic(x: Fraction, digits: int) -> None:
    assume(x and magnitude(x) not in range(digits, 7))  # there the integer part is kept
    rounded = round_digits(x, digits)
    assert rounded.value == Fraction(by_decimal(x, digits))
    assert len(rounded.digits) == digits


@given(spread)
def test_magnitude_brackets(x: Fraction) -> None:
    assume(x)
    power = magnitude(x)
    assert Fraction(10) ** power <= abs(x) < Fraction(10) ** (power + 1)


@pytest.mark.parametrize("power", [-3000, -5, -1, 0, 1, 5, 5000])
def test_magnitude_is_right_at_powers_of_ten(power: int) -> None:
    ten = Fraction(10) ** power
    assert magnitude(ten) == power
    assert magnitude(ten * Fraction(99999, 100000)) == power - 1


@given(spread, st.integers(-3, 9))
def test_rounding_at_a_place_is_within_half_a_unit(x: Fraction, decimals: int) -> None:
    unit = Fraction(1, 10) ** decimals
    rounded = round_at(x, decimals)
    assert abs(rounded.value - x) <= unit / 2
    assert (rounded.value / unit).denominator == 1


def test_ties_go_away_from_zero() -> None:
    assert round_digits(Fraction("0.00125"), 2).value == Fraction("0.0013")
    assert round_digits(Fraction("-0.00125"), 2).value == Fraction("-0.0013")


def test_a_carry_adds_no_digit() -> None:
    assert round_digits(Fraction("9.99996"), 4) == round_digits(Fraction(10), 4)
    assert agree_digits(Fraction("0.999999"), Fraction("1.000001"), 4) == Rounded(False, "1000", 0)


def test_the_integer_part_is_never_rounded_away() -> None:
    assert plain(written(Fraction(1234567, 10) + Fraction(1, 997))) == "123457"
    assert plain(written(Fraction(99999999, 997))) == "100301"


def test_long_numbers_have_digits_too() -> None:
    assert round_at(Fraction(10**6000 + 1), 0).digits == "1" + "0" * 5999 + "1"


@given(spread, st.fractions(0, Fraction(1, 10**6)), st.integers(1, 8))
def test_an_interval_rounds_only_if_all_of_it_does(
    x: Fraction, radius: Fraction, digits: int
) -> None:
    low, high = x - radius, x + radius
    found = agree_digits(low, high, digits)
    if found is None:
        assert round_digits(low, digits) != round_digits(high, digits) or low * high <= 0
    else:
        assert found == round_digits(x, digits)
    placed = agree_at(low, high, digits)
    assert placed is None or placed == round_at(x, digits)


@pytest.mark.parametrize(
    ("number", "text", "form", "kind"),
    [
        (0, "0", "0", "integer"),
        (-12345, "-12345", r"-12\,345", "integer"),
        (10**25, "1e25", "10^{25}", "scientific"),
        (Fraction(1, 2), "0.5", "0.5", "decimal"),
        (Fraction("0.010005"), "0.010005", "0.010005", "decimal"),
        (Fraction("0.000005"), "5e-6", r"5 \times 10^{-6}", "scientific"),
        (Fraction("0.000001"), "1e-6", "10^{-6}", "scientific"),
        (Fraction(-1, 3), "-1/3", r"-\frac{1}{3}", "fraction"),
        (Fraction(1, 361), "0.002770", "0.002770", "decimal"),
        (Fraction(-1, 7_000_000), "-1.429e-7", r"-1.429 \times 10^{-7}", "scientific"),
        (0.1 + 0.2, "0.3", "0.3", "decimal"),
        (1 / 3, "0.3333", "0.3333", "decimal"),
        (float("-inf"), "-inf", r"-\infty", "nonfinite"),
        (float("nan"), "nan", r"\mathrm{NaN}", "nonfinite"),
        (Rounded(False, "2500", -1), "0.2500", "0.2500", "decimal"),
        (Rounded(False, "0", -2000), "0", "0", "decimal"),
    ],
)
def test_forms(number: object, text: str, form: str, kind: str) -> None:
    found = written(number)  # type: ignore[arg-type]
    assert (plain(found), latex(found), found.kind) == (text, form, kind)


def read_back(text: str) -> Fraction:
    return Fraction(text)


@given(rationals)
def test_what_is_not_approximate_reads_back(x: Fraction) -> None:
    found = written(x)
    error = abs(read_back(plain(found)) - x)
    assert (error == 0) != found.approx
    assert error <= abs(x) / 1000  # four digits


@given(st.lists(rationals, min_size=1, max_size=6), st.integers(2, 6))
def test_columns_line_up(numbers: list[Fraction], digits: int) -> None:
    found = written_all(tuple(numbers), digits)
    broken = [w for w, x in zip(found, numbers, strict=True) if x.denominator != 1]
    if {w.kind for w in broken} == {"decimal"} and any(w.approx for w in broken):
        powers = [magnitude(x) for x in numbers if x.denominator != 1]
        if max(powers) - min(powers) <= 2:
            assert len({len(w.text.partition(".")[2]) for w in broken}) == 1
    for w, x in zip(found, numbers, strict=True):
        assert (read_back(plain(w)) == x) != w.approx


def texts(*numbers: object) -> list[str]:
    return [plain(w) for w in entries(written_all(tuple(numbers)))]


def test_one_style_for_a_matrix() -> None:
    assert texts(Fraction(1, 2), Fraction(1, 3), 3) == ["1/2", "1/3", "3"]
    assert texts(Fraction(1, 2), Fraction(1, 4), 3) == ["0.5", "0.25", "3"]
    assert texts(Fraction(1, 2), Fraction(1, 997)) == ["0.50000", "0.00100"]
    assert texts(Fraction(1, 3), Rounded(False, "66524", -1)) == ["0.33333", "0.66524"]
    assert texts(Rounded(False, "8808", -1), Rounded(False, "0", -2000)) == ["0.8808", "0.0000"]
    assert texts(float("inf"), 0.5) == ["inf", "0.5"]


def test_exact_entries_of_a_rounded_matrix_say_so() -> None:
    half, third = written_all((Fraction(1, 2), Fraction(1, 997)))
    assert (half.approx, third.approx) == (False, True)


def test_a_wide_spread_keeps_its_digits() -> None:
    assert texts(0.66524321, 0.00001234567) == ["0.6652", "1.235e-5"]
    assert (
        common_decimals([round_digits(Fraction(1, 3), 4), round_digits(Fraction(1, 10**6), 4)], 4)
        is None
    )


def test_nesting_is_kept() -> None:
    found = written_all(((1, 2), (Fraction(1, 2), 4)))
    assert [[plain(w) for w in row] for row in found] == [["1", "2"], ["0.5", "4"]]
