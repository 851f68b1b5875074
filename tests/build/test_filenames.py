"""File names: safe everywhere, never shared, and no business of other students."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.build.filenames import file_names

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))}
nasty = st.sampled_from(
    ["../../x", "a/b", "CON", "nul.txt", "com1", ".x", "-x", "x.", "", "s17", "S17", "x" * 300]
)
likely = st.text("aAbB17._-/ \\é", max_size=6)
names = st.one_of(st.text(max_size=8), likely, nasty)


def name(student: str) -> str:
    return file_names([student])[student]


@st.composite
def rosters(draw: st.DrawFn) -> list[str]:
    """Ids, and among them the file names of others, also in capitals."""
    ids = draw(st.lists(names, max_size=8))
    taken = [form for student in ids for form in (name(student), name(student).upper())]
    return draw(
        st.permutations([*ids, *draw(st.lists(st.sampled_from(taken or ["a"]), max_size=3))])
    )


@pytest.mark.parametrize("student", ["S17", "s1234567", "007", "jane.doe", "a_b-c", "x" * 80, "_"])
def test_a_harmless_id_is_its_own_name(student: str) -> None:
    assert name(student) == student


def test_todays_names_are_tomorrows() -> None:
    """Literals, on purpose: if they change, a build that is resumed makes everything twice."""
    expected = {
        "../../x": "x-7257b2e4c173",
        "CON": "CON-d3c71573a545",
        "Änne Müller": "Anne_Muller-5b17a2a1bb84",
        "学号": "student-30f59a850078",
        "s17": "s17-7a28034b83ee891a0444f4e2",
        "S17": "S17-d884c193250a3e336945fc9b",
        "b": "b",
    }
    assert file_names(expected) == expected


def test_what_differs_in_case_alone_is_told_apart() -> None:
    found = file_names(["s17", "S17", "S18"])
    assert re.fullmatch(r"s17-[0-9a-f]{24}", found["s17"])
    assert re.fullmatch(r"S17-[0-9a-f]{24}", found["S17"])
    assert found["S18"] == "S18"


def test_an_id_that_looks_like_the_name_of_another_is_given_its_own() -> None:
    literal = name("a/b")
    assert len(set(file_names(["a/b", literal, literal.upper()]).values())) == 3
    assert name(literal) != literal


@given(rosters())
def test_no_two_share_a_file_on_any_system(ids: list[str]) -> None:
    found = file_names(ids)
    assert set(found) == set(ids)
    assert len({stem.casefold() for stem in found.values()}) == len(found)


@given(names)
def test_names_are_safe(student: str) -> None:
    stem = name(student)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", stem)
    assert not stem.endswith(".")
    assert stem.split(".")[0].upper() not in DEVICES
    assert len(stem.encode()) <= 80


@given(rosters(), st.data())
def test_the_order_of_the_roster_does_not_matter(ids: list[str], data: st.DataObject) -> None:
    assert file_names(data.draw(st.permutations(ids))) == file_names(ids)


@given(rosters(), names)
def test_others_matter_only_if_they_differ_in_case_alone(ids: list[str], new: str) -> None:
    before, after = file_names(ids), file_names([*ids, new])
    moved = [student for student, stem in before.items() if after[student] != stem]
    assert all(student.casefold() == new.casefold() != "" for student in moved)
