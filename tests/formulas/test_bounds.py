"""Ranges of formulas against values of them at random numbers within what is known."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.bounds import Interval, interval_of, point
from solver.algebra.expr import name
from solver.algebra.read import read
from solver.algebra.scope import Scope
from tests.algebra.quick import quick

SCOPE = Scope({key: name(key) for key in "xy"})
F = Fraction
Function = Callable[[float, float], float]
ONE: dict[str, Callable[[float], float]] = {
    "({a})**2": lambda v: v**2, "({a})**3": lambda v: v**3, "({a})**(-1)": lambda v: 1 / v,
    "exp({a})": math.exp, "log({a})": math.log, "sqrt({a})": math.sqrt, "abs({a})": abs,
    "sigmoid({a})": lambda v: 1 / (1 + math.exp(-v)), "-({a})": lambda v: -v,
}  # fmt: skip
TWO: dict[str, Callable[[float, float], float]] = {
    "({a} + {b})": operator.add, "({a} - ({b}))": operator.sub, "({a}) * ({b})": operator.mul,
    "({a}) / ({b})": operator.truediv, "({a})**({b})": math.pow,
}  # fmt: skip
LEAVES: dict[str, Function] = {
    "x": lambda x, y: x, "y": lambda x, y: y, "2": lambda x, y: 2, "0.5": lambda x, y: 0.5,
    "(-1)": lambda x, y: -1,
}  # fmt: skip


@st.composite
def texts(draw: Any, depth: int = 3) -> tuple[str, Function]:
    """Draw a formula in x and y, and what it computes."""
    form = draw(st.sampled_from([*LEAVES] if depth == 0 else [*LEAVES, *ONE, *TWO, *ONE, *TWO]))
    if form in LEAVES:
        return form, LEAVES[form]
    a, f = draw(texts(depth - 1))
    if form in ONE:
        return form.format(a=a), lambda x, y: ONE[form](f(x, y))
    b, g = draw(texts(depth - 1))
    return form.format(a=a, b=b), lambda x, y: TWO[form](f(x, y), g(x, y))


@st.composite
def intervals(draw: Any) -> Interval:
    low = draw(st.fractions(-3, 3, max_denominator=4) | st.just(-math.inf))
    high = draw(st.fractions(-3, 3, max_denominator=4) | st.just(math.inf))
    assume(low < high)
    return Interval((low, low != -math.inf and draw(st.booleans())),
                    (high, high != math.inf and draw(st.booleans())))  # fmt: skip


def inside(interval: Interval, share: float) -> float:
    """Take a number in an interval; at the shares 0 and 1 its ends, if they are reached."""
    low = max(float(interval.low[0]), -8.0)
    high = min(float(interval.high[0]), 8.0)
    if share == 0 and interval.low[1]:
        return low
    if share == 1 and interval.high[1]:
        return high
    return low + (high - low) * min(max(share, 1e-3), 1 - 1e-3)


@given(text=texts(), x=intervals(), y=intervals(), shares=st.tuples(*[st.floats(0, 1)] * 2))
@quick(200)
def test_a_range_holds_every_value(
    text: tuple[str, Function], x: Interval, y: Interval, shares: tuple[float, float]
) -> None:
    written, function = text
    found = interval_of(read(written, SCOPE), {"x": x, "y": y})
    try:
        value = function(inside(x, shares[0]), inside(y, shares[1]))
    except (ValueError, ZeroDivisionError, OverflowError):
        return
    if not math.isfinite(value):
        return
    near = 1e-9 * max(abs(value), 1)
    assert float(found.low[0]) - near <= value <= float(found.high[0]) + near
    if found.sign is not None and abs(value) > 1e-9:
        assert found.sign == math.copysign(1, value)


@pytest.mark.parametrize(("text", "sign"), [
    ("log(1 - x)", -1), ("1 - x", 1), ("-x", -1), ("x**y", 1), ("log(x) * y", -1),
    ("exp(x) - 1", 1), ("x - y", None), ("1/x - 1", 1), ("sqrt(x)", 1),
    ("(x - 1)**2", 1), ("x**2 - x", None),
    ("(1 - x)**y - 1", -1), ("0 * x", 0),
])  # fmt: skip
def test_signs_are_those_that_a_person_sees(text: str, sign: int | None) -> None:
    """For a probability x, neither 0 nor 1, and a positive y."""
    known = {"x": Interval((F(0), False), (F(1), False)), "y": Interval((F(0), False))}
    assert interval_of(read(text, SCOPE), known).sign == sign


@pytest.mark.parametrize("text", ["sqrt(y)", "sqrt(y + 1)", "3.14159265358979323 - pi()", "y**2"])
def test_what_may_be_zero_is_not_taken_for_positive(text: str) -> None:
    """Nothing is known of y: a root reaches 0 wherever it is defined below and above 0."""
    assert interval_of(read(text, SCOPE), {}).sign is None


def test_a_number_is_known_exactly() -> None:
    assert interval_of(read("x + 1", SCOPE), {"x": point(F(1, 3))}) == point(F(4, 3))
