"""Searches among threshold units against brute force, linear programming and each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from solver.algebra.gates.certificate import Row, certificate
from solver.algebra.gates.domain import Domain, TooMany
from solver.algebra.gates.fewest import fewest_hidden, tried
from solver.algebra.gates.networks import Net, fed, hidden_net, search
from solver.algebra.gates.sharpen import is_right, sharpened
from solver.algebra.gates.weights import is_separable, reachable, separable_count, signed, smallest
from tests.algebra.quick import quick
from tests.gates import brute

LOWS = pytest.mark.parametrize("low", [-1, 0])
THREE = tuple(map(Fraction, (-1, 0, 1)))
XOR = (False, True, True, False)


def cube(inputs: int, low: int) -> tuple[Row, ...]:
    return tuple(tuple(map(Fraction, row)) for row in product((low, 1), repeat=inputs))


def led(inputs: int, low: int) -> tuple[Row, ...]:
    return fed(cube(inputs, low), (), range(inputs), Fraction(0))


def number(function: brute.Function) -> int:
    return sum(1 << r for r, true in enumerate(function) if true)


# --- separability --------------------------------------------------------------------------------
@LOWS
@pytest.mark.parametrize(("inputs", "count"), [(1, 4), (2, 14), (3, 104)])
def test_as_many_functions_are_separable_as_linear_programming_finds(
    inputs: int, count: int, low: int
) -> None:
    rows, found = led(inputs, low), 0
    for function in brute.every(inputs):
        fits = brute.is_separable(function, brute.rows(inputs, low))
        assert is_separable(rows, number(function)) == fits, function
        found += fits
    assert found == count == separable_count(rows)


@given(data=st.data())
@quick(80)
def test_a_certificate_adds_up_or_weights_exist(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 4))
    entries = st.fractions(-3, 3, max_denominator=4)
    rows = tuple(
        tuple(row) for row in data.draw(
            st.lists(st.lists(entries, min_size=width, max_size=width), min_size=1, max_size=9)
        )
    )  # fmt: skip
    found = certificate(rows)
    fits = linprog(
        [0] * width, [[-float(v) for v in row] for row in rows], [-1] * len(rows),
        bounds=(None, None),
    ).success  # fmt: skip
    assert (found is None) == fits
    if found is not None:
        assert min(found) >= 0
        assert sum(found) == 1
        assert [sum(p * row[k] for p, row in zip(found, rows, strict=True))
                for k in range(width)] == [0] * width  # fmt: skip


@LOWS
def test_xor_is_refuted_by_a_quarter_of_each_row(low: int) -> None:
    assert certificate(signed(led(2, low), number(XOR))) == (Fraction(1, 4),) * 4


# --- weights -------------------------------------------------------------------------------------
@LOWS
@pytest.mark.parametrize("values", [(-1, 0, 1), (-2, -1, 1, 3), (0, 2)])
def test_all_weights_of_a_set_are_tried(values: tuple[int, ...], low: int) -> None:
    allowed = tuple(map(Fraction, values))
    domain = Domain(allowed, allowed)
    table = brute.rows(2, low)
    for function in brute.every(2):
        fitting = [w for w in product(values, repeat=3) if brute.computed(w, table) == function]
        found = smallest(led(2, low), number(function), domain)
        assert (found.count if found else 0) == len(fitting)
        if found:
            order = min(fitting, key=lambda w: (sum(map(abs, w)), [-v for v in w]))
            assert found.weights == order
            assert dict(reachable(led(2, low), domain))[number(function)] == found


@LOWS
@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_the_smallest_whole_weights_are_those_of_a_box(inputs: int, low: int) -> None:
    table = brute.rows(inputs, low)
    best: dict[brute.Function, list[brute.Weights]] = {}
    for weights in brute.box(inputs, 3 if inputs == 3 else 5):
        function = brute.computed(weights, table)
        if function is not None:
            best.setdefault(function, []).append(weights)
    for function, fitting in best.items():
        size = min(sum(map(abs, w)) for w in fitting)
        if size > 5 and inputs == 3:
            continue  # the box may hold not all of that size
        found = smallest(led(inputs, low), number(function), Domain())
        assert found is not None
        same = [w for w in fitting if sum(map(abs, w)) == size]
        assert (found.size, found.count) == (size, len(same))
        assert found.weights == max(same)


@given(
    function=st.sampled_from(sorted(brute.thresholds(2, 0.0))),
    margin=st.sampled_from((Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))),
)
@quick(40)
def test_a_margin_is_kept(function: brute.Function, margin: Fraction) -> None:
    table = brute.rows(2, 0.0)
    found = smallest(led(2, 0), number(function), Domain(margin=margin))
    assert found is not None
    assert min(map(abs, brute.sums(tuple(map(float, found.weights)), table))) >= margin
    for weights in brute.box(2, 4):
        if sum(map(abs, weights)) < found.size and brute.computed(weights, table) == function:
            assert min(map(abs, brute.sums(weights, table))) < margin


def test_with_the_margin_0_a_sum_of_0_follows_the_rule() -> None:
    nand = number((True, True, True, False))
    ties = smallest(led(2, -1), nand, Domain(THREE, THREE, margin=Fraction(0), zero=True))
    assert ties is not None
    assert ties.weights == (0, -1, -1)
    assert ties.count == 2
    none = smallest(led(2, -1), nand, Domain(THREE, THREE, margin=Fraction(0), zero=False))
    assert none is not None
    assert none.weights == (1, -1, -1)


def test_halves_put_the_border_between_the_rows() -> None:
    found = smallest(led(2, 0), number((False, False, False, True)), Domain(halves=True))
    assert found is not None
    assert found.weights == (Fraction(-3, 2), 1, 1)


def test_what_cannot_be_listed_is_refused() -> None:
    many = tuple(Fraction(k) for k in range(21))
    with pytest.raises(TooMany):
        smallest(led(4, 0), 1 << 15, Domain((*many, *(-v for v in many[1:])), many))
    with pytest.raises(TooMany):
        reachable(led(4, 0), Domain())


# --- networks ------------------------------------------------------------------------------------
@pytest.mark.parametrize("skip", [False, True])
def test_the_fewest_hidden_units_of_two_inputs(skip: bool) -> None:
    for function in brute.every(2):
        found = fewest_hidden(cube(2, -1), number(function), skip, 3)
        assert found == brute.fewest(function, 2, skip, 2)


def test_xor_needs_two_hidden_units_without_skip_connections_and_one_with() -> None:
    assert fewest_hidden(cube(2, 0), number(XOR), False, 3) == 2
    assert fewest_hidden(cube(2, 0), number(XOR), True, 3) == 1
    assert tried(cube(2, 0), 2) == 1 + 14


@given(st.sampled_from(sorted(set(brute.every(3)) - brute.thresholds(3, 0.0))))
@quick(4)
def test_one_hidden_unit_with_skip_connections_for_three_inputs(function: brute.Function) -> None:
    found = fewest_hidden(cube(3, 0), number(function), True, 3)
    assert (found == 1) == (brute.fewest(function, 3, True, 1) == 1)


def test_parity_of_three_needs_three_hidden_units() -> None:
    parity = number(tuple(sum(row) % 2 == 1 for row in brute.rows(3, 0.0)))
    assert fewest_hidden(cube(3, 0), parity, False, 3) == 3
    assert fewest_hidden(cube(3, 0), parity, True, 3) == 1


@LOWS
@pytest.mark.parametrize("skip", [False, True])
def test_a_network_computes_what_is_wanted_with_the_least_weights(skip: bool, low: int) -> None:
    hidden = 1 if skip else 2
    net = hidden_net(2, hidden, skip, Fraction(low), Domain())
    found = search(cube(2, low), number(XOR), net, (None,) * (hidden + 1))
    assert found is not None
    table = brute.rows(2, low)
    cheap: dict[brute.Function, int] = {}
    for weights in brute.box(2, 2):
        function = brute.computed(weights, table)
        if function is not None:
            cheap[function] = min(cheap.get(function, 99), sum(map(abs, weights)))
    best = 99
    for chosen in product(sorted(cheap), repeat=hidden):
        seen = [(*(row if skip else ()), *(1.0 if unit[r] else float(low) for unit in chosen))
                for r, row in enumerate(table)]  # fmt: skip
        fitting = [w for w in brute.box(len(seen[0]), 4) if brute.computed(w, seen) == XOR]
        cost = sum(cheap[unit] for unit in chosen)
        best = min([best, *(cost + sum(map(abs, w)) for w in fitting)])
    assert found.size == best == sum(abs(w) for unit in found.weights for w in unit)


def test_units_that_cannot_do_it_are_searched_to_an_end() -> None:
    net = Net(((0, 1), (2,)), Fraction(-1), Domain())
    assert search(cube(2, -1), number(XOR), net, (None, None)) is None


def test_all_networks_of_a_set_are_counted() -> None:
    net = Net(((0, 1), (0, 1), (2, 3)), Fraction(-1), Domain(THREE, THREE))
    found = search(cube(2, -1), number(XOR), net, (None,) * 3)
    table = brute.rows(2, -1)
    units = [(w, f) for w in product((-1, 0, 1), repeat=3) if (f := brute.computed(w, table))]
    fitting = 0
    for (_, first), (_, second), (last, _) in product(units, repeat=3):
        seen = [(2.0 * a - 1, 2.0 * b - 1) for a, b in zip(first, second, strict=True)]
        fitting += brute.computed(last, seen) == XOR
    assert found is not None
    assert found.count == fitting > 0


def test_sigmoid_units_get_the_least_factor_that_does() -> None:
    net = hidden_net(2, 2, False, Fraction(0), Domain(halves=True))
    plain = search(cube(2, 0), number(XOR), net, (None,) * 3)
    assert plain is not None
    sharp = sharpened(cube(2, 0), number(XOR), net, plain)
    assert is_right(cube(2, 0), number(XOR), net, sharp.weights)
    factor = max(abs(w) for w in sharp.weights[0]) / max(abs(w) for w in plain.weights[0])
    for smaller in range(1, int(factor)):
        scaled = [tuple(smaller * w for w in unit) for unit in plain.weights[:-1]]
        assert not is_right(cube(2, 0), number(XOR), net, (*scaled, plain.weights[-1]))
