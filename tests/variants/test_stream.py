"""Draws from a key: pinned for ever, spread evenly, and independent of how they are asked for."""

from __future__ import annotations

from math import prod

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from solver.variants.stream import below, key_of, order, words

KEY = key_of("salt", "relu-l1", "s17", "W1")
MASK = 2**64 - 1


def by_hand(key: tuple[int, int], counter: int) -> int:
    """SplitMix64's mixing in Python integers, twice."""

    def mixed(z: int) -> int:
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    return mixed(mixed((key[0] + (counter + 1) * 0x9E3779B97F4A7C15) & MASK) ^ key[1])


def test_todays_numbers_are_tomorrows() -> None:
    """Literals, on purpose: if they change, every student gets another variant."""
    assert key_of("a", "b") == (5748106433516211361, 2503607966340825558)
    assert words([key_of("a", "b")], range(2), 3).tolist() == [
        [
            [4452411013393098782, 4789070147139461253, 13633883329997788540],
            [13023042618313508991, 11458726145038485169, 5145025103981834514],
        ]
    ]


@given(
    st.tuples(*[st.integers(0, MASK)] * 2),
    st.integers(0, 2**20),
    st.integers(1, 4),
    st.integers(1, 5),
)
def test_array_arithmetic_is_that_of_integers(
    key: tuple[int, int], start: int, attempts: int, entries: int
) -> None:
    found = words([key], range(start, start + attempts), entries)[0]
    for a in range(attempts):
        for e in range(entries):
            assert int(found[a, e]) == by_hand(key, ((start + a) << 32) + e)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_different_texts_make_different_keys(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)


def test_numbers_do_not_depend_on_what_else_is_drawn() -> None:
    keys = [key_of(str(k)) for k in range(5)]
    whole = words(keys, range(10), 7)
    assert (words(keys[3:4], range(4, 6), 3) == whole[3:4, 4:6, :3]).all()


@given(st.integers(0, MASK), st.integers(1, 2**32))
def test_a_word_is_scaled_exactly(word: int, bound: int) -> None:
    assert int(below(np.array([word], dtype=np.uint64), bound)[0]) == word * bound >> 64


def test_values_entries_attempts_and_keys_are_spread_evenly() -> None:
    keys = [key_of(str(k)) for k in range(40)]
    drawn = below(words(keys, range(50), 10), 7)
    assert stats.chisquare(np.bincount(drawn.ravel())).pvalue > 0.001
    for axis in range(3):
        left, right = np.delete(drawn, 0, axis).ravel(), np.delete(drawn, -1, axis).ravel()
        assert abs(np.corrcoef(left, right)[0, 1]) < 4 / np.sqrt(prod(drawn.shape))


def test_every_order_comes_up() -> None:
    found = order(words([KEY], range(6000), 3))[0]
    assert (np.sort(found, axis=-1) == np.arange(3)).all()
    counts = np.unique(found @ np.array([9, 3, 1]), return_counts=True)[1]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 0.001
