"""Where an epoch of LMS stops being stable, against eigenvalues of many rates and by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq, fmpq_poly
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.exact import Undecided
from solver.algebra.expr import make, name
from solver.algebra.ops.stable_rate import affordable
from solver.algebra.stability import conditions, first_root, first_unstable
from solver.errors import FormulaError
from tests.algebra.quick import quick

SMALL = fmpq(1, 2**50)
WHOLE = st.integers(-4, 4)


def found(samples: Any) -> tuple[Fraction, Fraction]:
    rows = [[fmpq(entry) for entry in row] for row in samples]
    low, high = first_unstable(rows, SMALL)
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


def eigenvalues(samples: Any, rate: float) -> Any:
    """Multiply the maps of all samples, the last on the left."""
    epoch = np.eye(len(samples[0]))
    for row in np.asarray(samples, dtype=float):
        epoch = epoch - rate * np.outer(row, row @ epoch)
    return np.linalg.eigvals(epoch)


@st.composite
def data(draw: Any) -> list[list[int]]:
    size, count = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    rows = draw(
        st.lists(st.lists(WHOLE, min_size=size, max_size=size), min_size=count, max_size=count)
    )
    assume(np.linalg.matrix_rank(np.array(rows)) == size)
    return rows  # type: ignore[no-any-return]


@quick(60)
@given(data())
def test_every_rate_below_is_stable_and_the_rate_itself_is_not(samples: list[list[int]]) -> None:
    low, high = map(float, found(samples))
    assert high - low <= 1e-14 * high
    for share in np.linspace(0.002, 0.998, 400):
        assert np.max(np.abs(eigenvalues(samples, share * low))) < 1
    assert abs(np.max(np.abs(eigenvalues(samples, low))) - 1) < 1e-5


@quick(40)
@given(data(), st.fractions(Fraction(1, 9), 2, max_denominator=9))
def test_the_conditions_are_products_over_eigenvalues(
    samples: list[list[int]], rate: Fraction
) -> None:
    """Each polynomial is 0 where the product is, but for what was divided out of it."""
    values = eigenvalues(samples, float(rate))
    products = (
        np.prod([1 - value for value in values]),
        np.prod([1 + value for value in values]),
        np.prod([1 - a * b for a, b in combinations(values, 2)]),
    )
    rows = [[fmpq(entry) for entry in row] for row in samples]
    at = fmpq(rate.numerator, rate.denominator)
    for condition, product in zip(conditions(rows), products, strict=True):
        if abs(product) > 1e-6:
            assert condition(at) != 0
        if condition(at) == 0:
            assert abs(product) < 1e-6


@pytest.mark.parametrize(
    ("samples", "rate"),
    [
        ([[1]], Fraction(2)),
        ([[1], [2]], Fraction(5, 4)),
        # (1 - r)(1 - 4r)² touches 1 at 3/4, where no grid would see it, and stays below for a while
        ([[1], [2], [2]], Fraction(3, 4)),
        ([[1, 0], [1, 1], [1, 2]], Fraction(6, 7)),
        ([[0, 0], [1, 0], [0, 3]], Fraction(2, 9)),  # a sample of zeros changes nothing
    ],
)
def test_by_hand(samples: list[list[int]], rate: Fraction) -> None:
    low, high = found(samples)
    assert low <= rate <= high


def test_the_rate_of_samples_that_are_not_rational() -> None:
    """One weight, x = √2 twice: |1 - 2r|² = 1 at r = 1."""
    low, high = first_unstable([[arb(2).sqrt()], [arb(2).sqrt()]], fmpq(1, 2**26))
    assert arb(low).union(arb(high)).contains(arb(1))


def test_a_touch_that_balls_cannot_tell_from_a_crossing_is_undecided() -> None:
    root = arb(2).sqrt()
    with pytest.raises(Undecided):
        first_unstable([[root], [2 * root], [2 * root]], SMALL)


@quick(60)
@given(st.lists(st.fractions(Fraction(-1, 2), Fraction(3, 2), max_denominator=12), max_size=5))
def test_the_first_root_is_isolated(roots: list[Fraction]) -> None:
    """Polynomials with chosen roots, some of them twice over, and a pair that is not real."""
    total = fmpq_poly([3, -2, 1])
    for root in set(roots):
        total *= fmpq_poly([fmpq(-root.numerator, root.denominator), 1])
    assume(total(fmpq(0)) != 0)
    inside = sorted(root for root in set(roots) if 0 < root < 1)
    ends = first_root(total.numer())
    assert (ends is None) == (not inside)
    if ends is not None:
        low, high = (Fraction(int(end.p), int(end.q)) for end in ends)
        assert low <= inside[0] <= high
        assert [root for root in inside if low < root < high] in ([], inside[:1])


def test_very_many_samples_are_refused() -> None:
    assert affordable(100, 3)
    with pytest.raises(FormulaError, match="takes too long"):
        make("stable_rate", name("X", (2000, 2)))
