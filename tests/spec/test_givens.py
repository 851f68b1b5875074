"""Givens: values with their shapes, and shapes with facts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.algebra.shapes import Shape, combine, symbol
from solver.errors import Complaint, Mark
from solver.spec.model import GivenSpec, Spec
from solver.spec.nodes import Items, Leaf, Node
from solver.spec.reading import Reading
from solver.spec.values import ValueField

K, M, N = map(symbol, "kmn")
Load = Callable[[str], Spec]
Refuse = Callable[[str], tuple[Complaint, ...]]


def given_of(load: Load, text: str) -> GivenSpec:
    spec = load(f"kind: equations\nforward: {{z: 1}}\ngiven:\n  x: {text}\n")
    return spec.given[0]


@pytest.mark.parametrize(
    ("text", "shape", "value"),
    [
        ("5", (), 5),
        ("[5]", (), 5),
        ("[[5]]", (), 5),
        ("[1, 2]", (2, 1), ((1,), (2,))),
        ("[[1, 2]]", (1, 2), ((1, 2),)),
        ("[[1], [2]]", (2, 1), ((1,), (2,))),
        ("[[1, 2, 3], [4, 5, 6]]", (2, 3), ((1, 2, 3), (4, 5, 6))),
        ("[[[1, 2]], [[3, 4]]]", (2, 1, 2), (((1, 2),), ((3, 4),))),
        ("[[[5]]]", (1, 1, 1), (((5,),),)),
        ("[[[[1], [2]]]]", (1, 1, 2, 1), ((((1,), (2,)),),)),
        ('["3/4", 1e-3]', (2, 1), ((Fraction(3, 4),), (Fraction(1, 1000),))),
        ("{value: [0, 1]}", (2, 1), ((0,), (1,))),
    ],
)
def test_values(load: Load, text: str, shape: Shape, value: Any) -> None:
    found = given_of(load, text)
    assert (found.shape, found.value, found.facts) == (shape, value, frozenset())


def test_values_are_exact(load: Load) -> None:
    value = given_of(load, "[[0.1, 1.702]]").value
    assert value == ((Fraction(1, 10), Fraction(851, 500)),)
    assert all(type(entry) is Fraction for entry in value[0])


@pytest.mark.parametrize(
    ("text", "shape", "facts"),
    [
        ("{shape: [m, n]}", (M, N), ""),
        ("{shape: [m]}", (M, 1), ""),
        ("{shape: n}", (N, 1), ""),
        ("{shape: [1, 1]}", (), ""),
        ("{shape: []}", (), ""),
        ("{shape: [n + 1, 2n-1]}", (combine((1, N), (1, 1)), combine((2, N), (-1, 1))), ""),
        ("{shape: [m+n, 2*k, 3]}", (combine((1, M), (1, N)), combine((2, K)), 3), ""),
        ('{integer: ">= 1"}', (), "integer at_least_1 positive"),
        ('{integer: "> 1"}', (), "integer at_least_2 positive"),
        ('{integer: ">= 0"}', (), "integer at_least_0 nonnegative"),
        ('{integer: ">= -3"}', (), "integer at_least_-3"),
        ('{integer: "< 0"}', (), "integer negative"),
        ("{integer: any}", (), "integer"),
        ('{real: "> 0"}', (), "real positive"),
        ('{real: ">= 0"}', (), "real nonnegative"),
        ('{real: "< 0"}', (), "real negative"),
        ("{real: any}", (), "real"),
        ("{one_hot: [k, 1]}", (K, 1), "one_hot sums_to_1"),
        ("{one_hot: k}", (K, 1), "one_hot sums_to_1"),
        ("{shape: [k, 1], one_hot: true}", (K, 1), "one_hot sums_to_1"),
        ("{shape: [k, 1], one_hot: false}", (K, 1), ""),
        ("{shape: [k, 1], sums_to: 1}", (K, 1), "sums_to_1"),
        ('{shape: [m, n], integer: ">= 0"}', (M, N), "integer at_least_0 nonnegative"),
    ],
)
def test_facts(load: Load, text: str, shape: Shape, facts: str) -> None:
    found = given_of(load, text)
    assert (found.shape, found.value) == (shape, None)
    assert found.facts == frozenset(facts.split())


@pytest.mark.parametrize(
    "text",
    [
        "{value: [0, 1, 0], one_hot: true}",
        "{value: [[0, 1, 0]], one_hot: true}",
        "{value: [[0, 1, 0], [1, 0, 0]], one_hot: true}",  # by rows
        "{value: [[0, 1], [1, 0], [0, 0]], one_hot: true}",  # by columns
        "{value: [[0.25, 0.75], [0.5, 0.5]], sums_to: 1}",
        "{value: 3, integer: '>= 3'}",
        "{value: [-1, -2], real: '< 0'}",
    ],
)
def test_facts_that_values_have(load: Load, text: str) -> None:
    assert given_of(load, text).value is not None


def test_a_local_derivative_may_be_given(load: Load) -> None:
    spec = load('kind: equations\nforward: {z: 1}\ngiven: {"dz2/dz1": 0.005}\n')
    found = spec.given[0]
    assert (found.name, found.value) == ("dz2/dz1", Fraction(1, 200))


def test_marks_point_at_names(load: Load) -> None:
    assert str(given_of(load, "3").mark) == "problem.yaml:4:3"


def test_all_bad_entries_are_complained_about(refuse: Refuse) -> None:
    found = refuse("kind: equations\nforward: {z: 1}\ngiven:\n  x: [[1, a], [b, 2]]\n")
    assert [(c.mark.line, c.mark.column) for c in found] == [(4, 11), (4, 16)]


ARRAYS = st.recursive(
    st.fractions(max_denominator=1000),
    lambda inner: st.lists(inner, min_size=1, max_size=3),
    max_leaves=12,
)


def node_of(array: Any) -> Node:
    if isinstance(array, list):
        return Items(tuple(map(node_of, array)), Mark("x"))
    return Leaf(str(array), Mark("x"))


def sides(array: Any) -> tuple[int, ...] | None:
    """Give the sides of a regular array; None for a ragged one."""
    if not isinstance(array, list):
        return ()
    inner = {sides(part) for part in array}
    first = sides(array[0])
    return (len(array), *first) if len(inner) == 1 and first is not None else None


@given(ARRAYS)
@settings(deadline=None)
def test_ragged_arrays_and_no_others_are_refused(array: Any) -> None:
    reading = Reading()
    found = ValueField().read(node_of(array), reading)
    if sides(array) is None:
        assert found is None
        assert reading.complaints
    else:
        assert found is not None
        assert list(_flat(found[1])) == list(_flat(array))


def _flat(array: Any) -> Any:
    if isinstance(array, list | tuple):
        for part in array:
            yield from _flat(part)
    else:
        yield array
