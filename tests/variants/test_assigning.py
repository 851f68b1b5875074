"""Who gets what: the same whatever the roster's order, nobody what another has."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import SpecError
from solver.problem import Problem, built, load
from solver.spec.load import load_text
from solver.variants.assigning import Course, Sheet

NETWORK = """id: net
kind: network
title: t
given: {x: [1, 2], W: [[1, 0], [3, 4]], b: [1, 2], k: 2}
forward: {z: W @ x + b, y: relu(z), L: k*sum(y**2)}
ask: [L, dL/dW]
vary: {x: {integers: [-5, 5]}, W: {integers: [-5, 5]}, b: {signs: true}}
require: ["any(z > 0)", "max(abs(dL/dW)) <= 400"]
"""


def course(text: str, salt: str = "salt") -> Course:
    found = built(load_text(text, "t.yaml"))
    assert isinstance(found, Problem)
    return Course.of(found, salt)


CLASS = course(NETWORK)
IDS = [f"s{k}" for k in range(2000)]
SHEETS = CLASS.assigned(IDS)
FEW = CLASS.assigned(IDS[:60])


def drawn(sheet: Sheet) -> list[object]:
    return [dict(item.values) for item in sheet.items]


def test_no_two_of_a_class_share_a_key() -> None:
    assert set(SHEETS) == set(IDS)
    assert len({sheet.items[0].key for sheet in SHEETS.values()}) == len(IDS)
    assert len({sheet.variant for sheet in SHEETS.values()}) == len(IDS)


def test_todays_draws_are_tomorrows() -> None:
    """Literals, on purpose: if they change, students get other numbers than were released."""
    known = {
        "s0": {"x": (-3, -1), "b": (1, 2)},
        "s1": {"x": (0, -4), "b": (1, 2)},
    }
    for student, values in known.items():
        found = CLASS.first(CLASS.families[0], student)
        assert found is not None
        assert values == {n: tuple(row[0] for row in found.drawn[n]) for n in values}


@settings(max_examples=5, deadline=None)
@given(st.permutations(IDS[:60]))
def test_the_order_of_the_roster_moves_nobody(order: list[str]) -> None:
    found = CLASS.assigned(order)
    assert {s: drawn(found[s]) for s in order} == {s: drawn(FEW[s]) for s in order}


def test_a_larger_class_moves_only_who_collides() -> None:
    moved = [s for s in FEW if drawn(FEW[s]) != drawn(SHEETS[s])]
    taken = {sheet.items[0].key for s, sheet in SHEETS.items() if s not in FEW}
    assert all(FEW[s].items[0].key in taken for s in moved)


def test_another_salt_gives_other_numbers() -> None:
    other = course(NETWORK, "pepper").assigned(IDS[:20])
    assert all(drawn(other[s]) != drawn(SHEETS[s]) for s in IDS[:20])


def test_a_further_field_changes_no_other() -> None:
    more = NETWORK.replace("vary: {", "vary: {k: {integers: [2, 3]}, ")
    before, after = course(NETWORK.split("require")[0]), course(more.split("require")[0])
    same = ("x", "W", "b")
    for student in IDS[:40]:
        one, other = (
            before.first(before.families[0], student),
            after.first(after.families[0], student),
        )
        assert one is not None
        assert other is not None
        if one.drawn["x"] == other.drawn["x"]:  # else one was refused and the next was taken
            assert [one.drawn[n] for n in same] == [other.drawn[n] for n in same]


def test_every_requirement_holds_exactly() -> None:
    problem = CLASS.families[0].problem
    for student in IDS[:100]:
        solution = problem.bound(SHEETS[student].items[0].values).solve().solution
        z = [Fraction(row[0]) for row in solution.exact("z")]
        gradient = [abs(Fraction(e)) for row in solution.exact("dL/dW") for e in row]
        assert any(e > 0 for e in z)
        assert all(e != 0 for e in z), "a value on a kink"
        assert max(gradient) <= 400


def test_who_has_numbers_keeps_them() -> None:
    fixed = course(NETWORK, "pepper").assigned(IDS[:5])  # of another salt: drawn otherwise
    again = course(NETWORK)
    again.settled = fixed
    found = again.assigned(IDS[:50])
    assert all(found[s] == fixed[s] for s in fixed)
    assert len({sheet.items[0].key for sheet in found.values()}) == 50


def test_what_is_too_narrow_is_said_with_what_would_help() -> None:
    narrow = NETWORK.replace("{integers: [-5, 5]}", "{signs: true}")
    with pytest.raises(SpecError) as caught:
        course(narrow).assigned(IDS[:300])
    (complaint,) = caught.value.complaints
    assert "of 300 students have no variant of their own" in complaint.message
    assert complaint.hint


def test_a_requirement_that_never_holds_is_named() -> None:
    with pytest.raises(SpecError) as caught:
        course(NETWORK.replace("<= 400", "<= -1")).assigned(IDS[:2])
    (complaint,) = caught.value.complaints
    assert "is not met (100 %)" in complaint.message
    assert complaint.hint == "loosen what line 8 requires, or vary so that it holds more often"


# --- structures, shared draws, banks, overrides --------------------------------------------------
SET = """title: T
salt: s
let: {k: {integers: [1, 50]}, m: 2*k}
problems:
  - {label: "1", file: a.yaml}
  - {label: "2", file: b.yaml}
  - {label: "3", file: c.yaml}
pick: {1: ["1", "2"]}
overrides: {s3: {"3": {x: [7, 8]}}}
"""
SECOND = """kind: network
given: {x: [1, 2], m: 4}
forward: {y: m*x, L: sum(y)}
ask: [L]
vary: {x: {integers: [-50, 50]}}
structures:
  plain: {}
  squared: {forward: {y: m*x, L: sum(y**2)}}
"""


@pytest.fixture
def a_set(tmp_path: Path) -> Course:
    for name, text in (("a", NETWORK), ("b", NETWORK), ("c", SECOND)):
        (tmp_path / f"{name}.yaml").write_text(text.replace("id: net", f"id: {name}"))
    (tmp_path / "set.yaml").write_text(SET)
    return Course.of(load(tmp_path / "set.yaml"))


def test_a_set_shares_draws_and_computes_from_them(a_set: Course) -> None:
    for sheet in a_set.assigned(IDS[:40]).values():
        first, second = sheet.items
        assert 2 * first.values["k"] == second.values["m"]
        assert "m" not in second.drawn


def test_a_student_gets_some_of_a_bank_and_all_else(a_set: Course) -> None:
    labels = [tuple(i.label for i in s.items) for s in a_set.assigned(IDS[:40]).values()]
    assert set(labels) == {("1", "3"), ("2", "3")}


def test_every_structure_comes_up_and_is_kept(a_set: Course) -> None:
    sheets = a_set.assigned(IDS[:40])
    assert {sheet.items[1].structure for sheet in sheets.values()} == {"plain", "squared"}
    assert sheets == a_set.assigned(reversed(IDS[:40]))


def test_an_override_wins(a_set: Course) -> None:
    sheet = a_set.assigned(IDS[:10])["s3"]
    assert sheet.items[1].values["x"] == ((Fraction(7),), (Fraction(8),))


def test_a_requirement_is_met_in_exact_numbers_too() -> None:
    """In doubles 0.1 + 0.2 − 0.3 is not 0."""
    text = """kind: network
given: {x: [1, 2, 3], k: 2}
forward: {s: sum(x), y: k*x, L: sum(y**2)}
ask: [L]
vary: {x: {choose: [0.1, 0.2, -0.3]}, k: {integers: [1, 400]}}
require: [s != 0]
"""
    for sheet in course(text).assigned(IDS[:120]).values():
        assert sum(row[0] for row in sheet.items[0].values["x"]) != 0


def test_keys_of_many_are_those_of_each() -> None:
    pool = CLASS.families[0].forms[0].pool
    assert pool is not None
    values = [SHEETS[student].items[0].values for student in IDS[:30]]
    assert pool.keys_of(values) == [pool.key_of(each) for each in values]
