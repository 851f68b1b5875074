"""Nobody shares answers, and nobody moves without a reason."""

from __future__ import annotations

from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

from solver.variants.dealing import dealt, rank

rosters = st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=12)
wishes = st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=6)


def deal(
    lists: dict[str, list[int]], settled: dict[Hashable, str] | None = None
) -> tuple[dict[str, int], list[str]]:
    def choice(student: str, place: int) -> int | None:
        return lists[student][place] if place < len(lists[student]) else None

    return dealt(lists, choice, lambda answer: answer, settled)


@given(st.data(), rosters)
def test_all_differ_and_are_acceptable(data: st.DataObject, roster: list[str]) -> None:
    lists = {student: data.draw(wishes) for student in roster}
    found, without = deal(lists)
    assert len(set(found.values())) == len(found)
    assert all(answer in lists[student] for student, answer in found.items())
    assert set(found) | set(without) == set(roster)
    assert not set(found) & set(without)


@given(st.data(), rosters)
def test_what_somebody_would_rather_have_is_with_one_of_smaller_hash(
    data: st.DataObject, roster: list[str]
) -> None:
    lists = {student: data.draw(wishes) for student in roster}
    found, _ = deal(lists)
    holders = {answer: student for student, answer in found.items()}
    for student, wanted in lists.items():
        got = wanted.index(found[student]) if student in found else len(wanted)
        assert all(rank(holders[answer]) < rank(student) for answer in wanted[:got])


@given(st.data(), rosters)
def test_the_order_of_the_roster_does_not_matter(data: st.DataObject, roster: list[str]) -> None:
    lists = {student: data.draw(wishes) for student in roster}
    again = data.draw(st.permutations(roster))
    assert deal({student: lists[student] for student in again}) == deal(lists)


@given(st.data(), rosters.filter(lambda roster: len(roster) > 1))
def test_one_more_student_moves_only_who_is_pushed_aside(
    data: st.DataObject, roster: list[str]
) -> None:
    lists = {student: data.draw(wishes) for student in roster}
    new = roster[-1]
    before, _ = deal({student: lists[student] for student in roster[:-1]})
    after, _ = deal(lists)
    taken, pushed = after.get(new), new
    moved = {student for student in before if before[student] != after.get(student)}
    while taken in before.values():  # follow the chain of those pushed aside
        pushed = next(student for student, answer in before.items() if answer == taken)
        moved.discard(pushed)
        taken = after.get(pushed)
    assert not moved


@given(st.data(), rosters.filter(lambda roster: len(roster) > 1))
def test_nobody_in_a_manifest_moves(data: st.DataObject, roster: list[str]) -> None:
    lists = {student: data.draw(wishes) for student in roster}
    fixed = {data.draw(st.integers(0, 9)): "of last week"}
    found, _ = deal(lists, dict(fixed))
    assert not set(fixed) & set(found.values())
