"""Few bits against a table of all codes, written out bit by bit."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from solver.algebra.expr import make, name
from solver.algebra.ops.minifloat import minifloat
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step

FORMATS = {(4, 3): (448, torch.float8_e4m3fn), (5, 2): (57344, torch.float8_e5m2)}


@cache
def codes(exponent: int, mantissa: int, largest: int) -> list[tuple[Fraction, int]]:
    """List every number from 0 to the largest with its code, as the bits define it."""
    bias, found = 2 ** (exponent - 1) - 1, []
    for code in range(2 ** (exponent + mantissa)):
        e, m = divmod(code, 2**mantissa)
        lead, power = (1, e - bias) if e else (0, 1 - bias)
        value = (lead + Fraction(m, 2**mantissa)) * Fraction(2) ** power
        if value <= largest:
            found.append((value, code))
    return found


def nearest(x: Fraction, bits: tuple[int, int]) -> Fraction:
    """Look the nearest number up; of two as near, take the one with the even code."""
    table = codes(*bits, FORMATS[bits][0])
    size = min(abs(x), table[-1][0])
    at = bisect_left(table, (size, 0))
    around = table[max(at - 1, 0) : at + 1]
    value = min(around, key=lambda pair: (abs(pair[0] - size), pair[1] % 2))[0]
    return value if x >= 0 else -value


def computed(xs: list[Fraction], bits: tuple[int, int], backend: str) -> list[Fraction]:
    shape = (len(xs), 1)
    node = minifloat(name("x", shape), *bits, Fraction(FORMATS[bits][0]))
    plan = Plan((Given("x", shape, tuple((x,) for x in xs)),), (Step("y", node, ()),))
    solution = evaluate(plan, None, backend)
    if backend == "exact":
        return [Fraction(row[0]) for row in solution.exact("y") or ()]
    return [Fraction(float(row[0])) for row in np.asarray(solution["y"])]


def test_the_table_of_e4m3_has_the_numbers_that_are_known() -> None:
    table = [value for value, _ in codes(4, 3, 448)]
    assert len(table) == 127  # with the negative ones 253, as 0 has two codes
    assert (table[1], table[8], table[-1]) == (Fraction(1, 512), Fraction(1, 64), Fraction(448))


@pytest.mark.parametrize("backend", ["exact", "numpy", "torch"])
@pytest.mark.parametrize("bits", FORMATS)
def test_every_code_stays_and_every_middle_goes_to_the_even_one(
    bits: tuple[int, int], backend: str
) -> None:
    table = [value for value, _ in codes(*bits, FORMATS[bits][0])]
    middles = [(a + b) / 2 for a, b in pairwise(table)]
    xs = [sign * x for x in (*table, *middles) for sign in (1, -1)]
    assert computed(xs, bits, backend) == [nearest(x, bits) for x in xs]


@pytest.mark.parametrize("bits", FORMATS)
@given(x=st.floats(-600, 600).filter(math.isfinite))
@example(x=500.0)
@example(x=2.0**-30)
def test_any_number_goes_to_the_nearest(bits: tuple[int, int], x: float) -> None:
    for backend in ("exact", "numpy"):
        assert computed([Fraction(x)], bits, backend) == [nearest(Fraction(x), bits)]


@given(x=st.floats(-400, 400))
def test_torch_converts_alike(x: float) -> None:
    for bits, (_, dtype) in FORMATS.items():
        found = torch.tensor(np.float32(x)).to(dtype).double().item()
        assert computed([Fraction(float(np.float32(x)))], bits, "exact") == [Fraction(found)]


def test_a_number_that_is_not_rational_is_rounded_when_it_is_known_well_enough() -> None:
    node = minifloat(make("sqrt", name("x")))
    for x in (2, 3, 10**6):
        plan = Plan((Given("x", (), Fraction(x)),), (Step("y", node, ()),))
        expected = nearest(Fraction(math.sqrt(x)), (4, 3))
        assert evaluate(plan, None, "exact").exact("y") == str(expected)


@pytest.mark.parametrize("bits", [(1, 3), (4, 30), (Fraction(9, 2), 3)])
def test_bits_that_no_format_has_are_refused(bits: tuple[int, int]) -> None:
    with pytest.raises(FormulaError, match="bits"):
        minifloat(name("x"), *bits)
    with pytest.raises(FormulaError, match="largest"):
        minifloat(name("x"), 4, 3, Fraction(-1))
