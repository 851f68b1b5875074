"""Floor, ceiling and remainder, exactly, against the integers of Python; and spans and extents."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.latex import Latex
from solver.algebra.ops.candidates import MOST, span
from solver.algebra.ops.extent import extent
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

fractions = st.fractions(-50, 50, max_denominator=60)
X, Y = name("x"), name("y")


def value(formula: Expr, backend: str = "exact", **values: object) -> object:
    givens = tuple(Given(key) for key in values)
    return evaluate(Plan(givens, (Step("y_", formula, ()),)), values, backend).exact("y_")


@given(x=fractions)
@quick(40)
def test_floor_and_ceiling_are_exact(x: Fraction) -> None:
    assert value(make("floor", X), x=x) == str(math.floor(x))
    assert value(make("ceil", X), x=x) == str(math.ceil(x))


@given(x=fractions, y=fractions.filter(bool))
@quick(40)
def test_what_a_division_leaves_over_has_the_sign_of_the_divisor(x: Fraction, y: Fraction) -> None:
    assert value(make("mod", X, Y), x=x, y=y) == str(x % y)


def test_a_ball_is_rounded_once_it_is_narrow_enough() -> None:
    whole = make("floor", make("exp", number(40)))
    assert value(whole) == str(math.floor(Fraction("235385266837019985.407899910749")))


def test_the_remainder_by_nothing_is_an_error() -> None:
    with pytest.raises(Exception, match="divides by zero"):
        value(make("mod", X, Y), x=1, y=0)


def test_rounding_is_printed_in_corners() -> None:
    formula = read("floor((n - k)/s) + ceil(n/2) - mod(n, s)", Scope(dict.fromkeys("nks", X)))
    latex = Latex()(formula)
    assert r"\left\lfloor" in latex
    assert r"\right\rceil" in latex
    assert r"x \bmod x" in latex


# --- extents -------------------------------------------------------------------------------------
def test_an_extent_is_printed_with_crosses() -> None:
    assert Latex()(extent(number(28), X + Y, number(10))) == r"28 \times (x + y) \times 10"


def test_an_extent_is_made_of_numbers() -> None:
    with pytest.raises(FormulaError, match=r"not of v \(2×1\)"):
        extent(name("v", (2, 1)), X)


# --- spans ---------------------------------------------------------------------------------------
@given(sizes=st.lists(st.integers(1, 4), min_size=2, max_size=3), first=st.integers(-2, 3))
@quick(20)
def test_spans_run_over_all_combinations(sizes: list[int], first: int) -> None:
    wanted = list(product(*(range(first, first + size) for size in sizes)))
    after = [math.prod(sizes[k + 1 :]) for k in range(len(sizes))]
    before = [math.prod(sizes[:k]) for k in range(len(sizes))]
    lists = [
        value(span(first, first + size - 1, each=each, times=times))
        for size, each, times in zip(sizes, after, before, strict=True)
    ]
    found = [tuple(map(int, entry)) for entry in zip(*lists, strict=True)]  # type: ignore[call-overload]
    assert found == wanted


@pytest.mark.parametrize("ends", [(3, 2), (0, MOST)])
def test_a_span_has_an_end(ends: tuple[int, int]) -> None:
    with pytest.raises(FormulaError):
        span(*ends)
