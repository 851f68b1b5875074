"""Numbers are read exactly as written."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.spec.numbers import PATTERN, NotANumber, exact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", Fraction(1, 1000)),
        ("3/4", Fraction(3, 4)),
        ("-3 / 4", Fraction(-3, 4)),
        ("0.5/0.25", Fraction(2)),
        ("010", Fraction(10)),
        ("1.702", Fraction(851, 500)),
        ("−2", Fraction(-2)),
        ("+.5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("1E+2", Fraction(100)),
        ("1e308", Fraction(10) ** 308),
        ("1e0000000005", Fraction(100_000)),
        ("-0", Fraction(0)),
    ],
)
def test_numbers_mean_what_they_say(text: str, value: Fraction) -> None:
    assert exact(text) == value


NO_NUMBERS = """- . 1e e5 on 1:30 0x1F 1_000 0,5 1//2 1/2/3 1/-2 nan inf -.inf 1e309 1e-309
1e99999999999 1/0 ٣ ½ 1j"""


@pytest.mark.parametrize("text", [*NO_NUMBERS.split(), "", "1 2", "9" * 401])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        exact(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_decimals_are_exact(number: Decimal) -> None:
    text = str(number)
    assert exact(text) == Fraction(number)


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**40))
def test_quotients_are_exact(above: int, below: int) -> None:
    assert exact(f"{above}/{below}") == Fraction(above, below)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_they_print(number: float) -> None:
    try:
        assert exact(repr(number)) == Fraction(repr(number))
    except NotANumber:
        assert 0 < abs(number) < 1e-300


@given(st.text(alphabet="0123456789.eE+-−/ ", max_size=12))
def test_the_schema_takes_every_number(text: str) -> None:
    try:
        exact(text)
    except NotANumber:
        return
    assert re.search(PATTERN, text)
