"""Draws are what their names say, the same on every route, and each seed has its own."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from solver.algebra.ops.draws import DISTRIBUTIONS, drawn, units
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import FormulaError
from solver.keyed import Draws
from solver.plan import Plan, Step

ENDS = {"uniform": (-1, 2), "integers": (-3, 3)}
WORDS = sorted(DISTRIBUTIONS)
many = 20_000


def sample(word: str, seed: int = 1, count: int = many) -> np.ndarray:
    places = 0 if DISTRIBUTIONS[word].whole else 4
    return np.array(units(word, seed, ENDS.get(word, ()), places, (count,))) / 10**places


def test_a_draw_never_changes() -> None:
    """What students were given once must come out again: these are literals, not computed."""
    assert units("normal", 7, (), 4, (2, 3)) == ((7412, -858, 8669), (3444, -11864, -8518))
    assert units("uniform", 3, (-1, 1), 4, (5,)) == (7294, -9396, 681, 4805, -4139)
    assert units("integers", 1, (-3, 3), 0, (2, 3)) == ((-1, 2, -3), (1, 3, 1))


@pytest.mark.parametrize(
    ("word", "distribution"),
    [("normal", stats.norm()), ("uniform", stats.uniform(-1, 3))],
)
def test_fractions_are_distributed_as_they_say(word: str, distribution: object) -> None:
    assert stats.kstest(sample(word), distribution.cdf).pvalue > 0.01  # type: ignore[attr-defined]


@pytest.mark.parametrize(("word", "values"), [("integers", range(-3, 4)), ("signs", (-1, 1))])
def test_whole_numbers_are_as_likely_as_each_other(word: str, values: object) -> None:
    found = Counter(sample(word).tolist())
    assert sorted(found) == list(values)  # type: ignore[call-overload]
    assert stats.chisquare(list(found.values())).pvalue > 0.01


@pytest.mark.parametrize("word", WORDS)
def test_seeds_and_neighbours_know_nothing_of_each_other(word: str) -> None:
    one, other = sample(word, 1), sample(word, 2)
    for left, right in ((one, other), (one[1:], one[:-1])):
        assert abs(np.corrcoef(left, right)[0, 1]) < 4 / np.sqrt(many)


@pytest.mark.parametrize("word", WORDS)
def test_every_backend_sees_the_same_numbers(word: str) -> None:
    plan = Plan((), (Step("A", drawn(word, (3, 4), 5, ENDS.get(word, ())), ("draw",)),))
    exact = [[float(Fraction(x)) for x in row] for row in plan.evaluate().exact("A")]
    for backend in ("numpy", "torch"):
        assert np.asarray(plan.evaluate(backend=backend)["A"]).tolist() == exact


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(0, 10**6))
def test_whole_numbers_stay_between_their_ends(low: int, width: int, seed: int) -> None:
    found = units("integers", seed, (low, low + width), 0, (20,))
    assert all(low <= number <= low + width for number in found)  # type: ignore[union-attr]


def test_a_longer_draw_begins_with_the_shorter() -> None:
    assert sample("normal", count=20)[:10].tolist() == sample("normal", count=10).tolist()


def test_the_stream_depends_on_all_of_its_key() -> None:
    assert Draws("a", 1).bytes(8) != Draws("a", 2).bytes(8) != Draws("b", 2).bytes(8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("normal(shape=[1001, 1000], seed=1)", "at most 1000000 numbers"),
        ("normal(shape=[2, 2, 2, 2], seed=1)", "at most three sizes"),
        ("integers(3, 3, seed=1)", "nothing to draw from 3 to 3"),
        ("integers(1/2, 3, seed=1)", "an end of a range is a whole number"),
        ("signs(seed=0.5)", "a seed is a whole number"),
        ("uniform(0, 1, seed=1, places=12)", "0 to 9 decimals"),
        ("normal(seed=1, shape=[0])", "a size is at least 1"),
        ("signs(shape=[3])", "cannot take these arguments"),
        ("uniform(seed=1)", "cannot take these arguments"),
    ],
)
def test_draws_that_cannot_be(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text, Scope({}))
    assert words in caught.value.message
