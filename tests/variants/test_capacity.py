"""Capacity: counted where there are few keys, estimated from below where there are many."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.plan import Given
from solver.problem import Problem, built
from solver.spec.load import load_text
from solver.variants.candidates import Pool
from solver.variants.capacity import Capacity, capacity_of, estimate, values_of
from solver.variants.draws import capacity

PRODUCT = """\
id: product
kind: formulas
given: {{a: 5, b: 7, spare: 1}}
steps: {{y: {formula}}}
ask: [y]
vary: {{{laws}}}
"""


def pool(formula: str, laws: str, require: str = "") -> Pool:
    found = built(load_text(PRODUCT.format(formula=formula, laws=laws) + require, "p.yaml"))
    assert isinstance(found, Problem)
    own = Pool.of(found, "")
    assert own is not None
    return own


def test_few_keys_are_counted() -> None:
    found = capacity_of(pool("a * b", "a: {integers: [1, 6]}, b: {integers: [1, 8]}"))
    products = {a * b for a, b in product(range(1, 7), range(1, 9))} - {35}  # the example's own
    assert (found.keys, found.exact, found.tried) == (len(products), True, 48)


def test_requirements_leave_fewer() -> None:
    wide = "a: {integers: [1, 6]}, b: {integers: [1, 8]}"
    found = capacity_of(pool("a * b", wide, "require: [y > 20]\n"))
    products = {a * b for a, b in product(range(1, 7), range(1, 9)) if a * b > 20} - {35}
    assert found.keys == len(products)


def test_many_keys_are_estimated_from_below() -> None:
    wide = "a: {integers: [1, 1000]}, b: {integers: [1001, 2000]}"
    found = capacity_of(pool("a + b", wide))
    assert not found.exact
    assert "at least" in found.said
    assert 0.8 * 1999 < found.keys <= 1999


@given(st.integers(1, 60), st.integers(1, 200), st.randoms(use_true_random=False))
def test_an_estimate_is_at_least_what_was_seen(kinds: int, size: int, random: object) -> None:
    choice = random.choice  # type: ignore[attr-defined]
    keys = [bytes([choice(range(kinds))]) for _ in range(size)]
    assert estimate(keys) >= len(set(keys))


def test_the_estimate_by_hand() -> None:
    """Five kinds: three seen once, one twice, one three times: 5 + 3·2 / (2·2)."""
    assert estimate([b"a", b"b", b"c", b"d", b"d", b"e", b"e", b"e"]) == 6


@pytest.mark.parametrize(
    ("value", "law"),
    [
        ("3", "{integers: [-2, 4]}"),
        ("[1, 2]", "{decimals: [0, 1], step: 0.25}"),
        ("[1, 2]", "{choose: [0, 3, 5]}"),
        ("[1, 2]", "{choose: [[1, 2], [2, 3]]}"),
        ("[1, 2, 2, 4]", "{shuffle: true}"),
        ("[1, 0, 2, 4]", "{signs: true}"),
    ],
)
def test_as_many_values_are_listed_as_are_counted(value: str, law: str) -> None:
    text = f"id: p\nkind: formulas\ngiven: {{v: {value}}}\nsteps: {{y: sum(v)}}\n"
    found = built(
        load_text(f"{text}ask: [y]\nvary: {{v: {law}}}\n".replace("sum(v)", "v * 2"), "p")
    )
    assert isinstance(found, Problem)
    (source,) = Pool.of(found, "").sources  # type: ignore[union-attr]
    assert isinstance(source.given, Given)
    listed = values_of(source.law, source.given)
    assert len(listed) == capacity(source.law, source.given)


def test_what_would_help_is_said() -> None:
    found = Capacity(100, True, 200, 150, (("a", 5), ("b", 40)))
    assert found.compared(50) == "enough for 50"
    assert "hardly enough for 80" in found.compared(80)
    assert "too few for 300: let `a` have 6 times as many values (5 now)" in found.compared(300)
    idle = Capacity(100, True, 200, 150, (("a", 5), ("b", 40)), ("a",))
    assert "let `b`" in idle.compared(300)


def test_what_no_answer_depends_on_is_idle() -> None:
    found = capacity_of(pool("a * b", "a: {integers: [1, 6]}, spare: {integers: [1, 3]}"))
    assert found.idle == ("spare",)
    assert found.keys == 5
