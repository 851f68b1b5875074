"""A failing draw is made simpler until no single step keeps it failing, within its laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from solver.plan import Given
from solver.spec.model import Choice, Law, Range, Shuffle, Signs
from solver.variants.shrink import moves_of, shrunk
from solver.variants.sources import Source

Fails = Callable[[Mapping[str, Any]], bool]


def source(law: Law, value: tuple[int, ...], name: str = "v") -> Source:
    own = tuple((Fraction(entry),) for entry in value)
    return Source(name, law, Given(name, (len(value), 1), own), (name,))


def column(*entries: int) -> tuple[tuple[Fraction], ...]:
    return tuple((Fraction(entry),) for entry in entries)


def whole(low: int, high: int) -> Range:
    return Range(Fraction(low), Fraction(1), high - low + 1)


def entries_of(drawn: Mapping[str, Any], name: str = "v") -> list[int]:
    return [int(row[0]) for row in drawn[name]]


def test_what_always_fails_becomes_zero() -> None:
    found = shrunk({"v": column(7, -5, 3)}, [source(whole(-9, 9), (1, 1, 1))], lambda drawn: True)
    assert entries_of(found) == [0, 0, 0]


def test_zero_may_be_out_of_range() -> None:
    found = shrunk({"v": column(7, 5)}, [source(whole(2, 9), (3, 3))], lambda drawn: True)
    assert entries_of(found) == [2, 2]


def test_the_smallest_that_fails_is_found_entry_by_entry() -> None:
    def fails(drawn: Mapping[str, Any]) -> bool:
        return entries_of(drawn)[1] < -3

    found = shrunk({"v": column(7, -9, 3)}, [source(whole(-9, 9), (1, 1, 1))], fails)
    assert entries_of(found) == [0, -4, 0]


def test_choices_go_to_what_is_listed_first() -> None:
    law = Choice((Fraction(5), Fraction(0), Fraction(2)))
    fails: Fails = lambda drawn: 2 in entries_of(drawn)  # noqa: E731
    assert entries_of(shrunk({"v": column(2, 2)}, [source(law, (1, 1))], fails)) in ([2, 5], [5, 2])
    values = (column(3, 4), column(0, 1), column(7, 7))
    found = shrunk({"v": values[2]}, [source(Choice(values, (2, 1)), (1, 1))], lambda drawn: True)
    assert entries_of(found) == [3, 4]


def test_signs_and_orders_go_back_to_the_authors() -> None:
    found = shrunk({"v": column(-1, 2, 0)}, [source(Signs(), (1, 2, 0))], lambda drawn: True)
    assert entries_of(found) == [1, 2, 0]
    fails: Fails = lambda drawn: entries_of(drawn)[0] == 3  # noqa: E731
    found = shrunk({"v": column(3, 1, 2, 4)}, [source(Shuffle(), (1, 2, 3, 4))], fails)
    assert sorted(entries_of(found)) == [1, 2, 3, 4]
    assert entries_of(found) in ([3, 1, 2, 4], [3, 2, 1, 4])


def test_it_ends_after_as_many_tries_as_are_allowed() -> None:
    tried: list[Mapping[str, Any]] = []

    def fails(drawn: Mapping[str, Any]) -> bool:
        tried.append(drawn)
        return False

    shrunk({"v": column(*range(1, 9))}, [source(whole(-9, 9), (1,) * 8)], fails, most=5)
    assert len(tried) == 5


columns = st.lists(st.integers(-6, 6), min_size=3, max_size=3)


@given(columns, st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.integers(-8, 8))
def test_no_simpler_draw_one_step_away_fails(
    start: list[int], factors: list[int], bound: int
) -> None:
    own = source(whole(-6, 6), (1, 1, 1))

    def fails(drawn: Mapping[str, Any]) -> bool:
        pairs = zip(factors, entries_of(drawn), strict=True)
        return sum(factor * entry for factor, entry in pairs) >= bound

    drawn = {"v": column(*start)}
    if not fails(drawn):
        return
    found = shrunk(drawn, [own], fails, most=10**4)
    assert fails(found)
    assert sum(map(abs, entries_of(found))) <= sum(map(abs, start))
    assert not any(fails({"v": value}) for value in moves_of(own, found["v"]))


@given(columns)
def test_every_move_is_allowed_by_the_law(start: list[int]) -> None:
    own = source(whole(-6, 6), (1, 1, 1))
    for value in moves_of(own, column(*start)):
        assert all(-6 <= row[0] <= 6 and row[0].denominator == 1 for row in value)
        assert value != column(*start)


def test_givens_of_several_laws_shrink_together() -> None:
    sources = [source(whole(-9, 9), (1, 1), "a"), source(Signs(), (4, 5), "b")]

    def fails(drawn: Mapping[str, Any]) -> bool:
        return entries_of(drawn, "a")[0] > 2 and entries_of(drawn, "b")[1] < 0

    found = shrunk({"a": column(8, 8), "b": column(-4, -5)}, sources, fails)
    assert (entries_of(found, "a"), entries_of(found, "b")) == ([3, 0], [4, -5])
