"""The gate kind: the documents' problems, worked out by other means, and what it refuses."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.document.blocks import Diagram, Figure, Table
from solver.document.plots import Regions
from solver.kinds import gate
from solver.kinds._gate import boolean
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick
from tests.gates import brute

GATE = AKind("gate")
shipped, planned, solved, complaints = GATE.shipped, GATE.planned, GATE.solved, GATE.complaints


def column(found: Solved, name: str) -> list[float]:
    return [entry for (entry,) in found.value(name)]


def said(found: Solved, name: str) -> Any:
    return next(step["value"] for step in found.json()["steps"] if step["name"] == name)


# --- the documents -------------------------------------------------------------------------------
def test_000_problem_2_1() -> None:
    found = shipped("adaline-or")
    assert column(found, "s") == [-1, 1, 3, 5]
    assert column(found, "y") == [-1, 1, 1, 1]
    assert said(found, "name") == "OR"


@pytest.mark.parametrize(
    ("stem", "weights", "sums"),
    [
        ("adaline-nand", [1, -1, -1], [3, 1, 1, -1]),
        ("adaline-majority", [0, 1, 1, 1], [-3, -1, -1, 1, -1, 1, 1, 3]),
        ("madaline-xor", [1, -1, -1], [-1, 1, 1, -1]),
    ],
)
def test_000_problems_2_2_to_2_4(stem: str, weights: list[int], sums: list[int]) -> None:
    found = shipped(stem)
    assert column(found, "w") == weights
    assert column(found, "s") == sums
    assert found.value("errors") == 0
    assert found.value("count") == 1


def test_000_problem_2_4_has_the_first_layer_that_is_printed() -> None:
    found = shipped("madaline-xor")
    assert column(found, "s1") == [0.5, 2.5, -1.5, 0.5]
    assert column(found, "s2") == [0.5, -1.5, 2.5, 0.5]


@pytest.mark.parametrize(
    ("stem", "weights", "name"),
    [
        ("adaline-and-from-sums", [-1.5, 1, 1], "AND"),
        ("adaline-nor-from-sums", [-3, -3, -1], "NOR"),
        ("majority-from-sums", [1, 3, 2, 1], "x1 ∨ (x2 ∧ x3)"),
        ("madaline-from-sums", [1, -1, -1], "XOR"),
    ],
)
def test_001_problems_2_1_to_2_4(stem: str, weights: list[float], name: str) -> None:
    found = shipped(stem)
    assert column(found, "w") == weights
    assert said(found, "name") == name


def test_001_problem_2_3_is_not_a_majority_vote() -> None:
    found = shipped("majority-from-sums")
    printed = [-1, -1, -1, 1, 1, 1, 1, 1]  # the document's own column of outputs
    assert column(found, "y") == printed
    votes = [1 if sum(row) > 0 else -1 for row in brute.rows(3, -1)]
    assert found.value("errors") == sum(a != b for a, b in zip(votes, printed, strict=True)) == 1


def network(found: Solved, part: str) -> list[float]:
    """Run the network of a part with the exponential of Python."""
    layers = [
        found.value(f"{part}.{key}") for key in ("w1", "w2") if f"{part}.{key}" in known(found)
    ]
    last = found.value(f"{part}.w")
    outputs = []
    for row in product((0, 1), repeat=2):
        feeds: tuple[float, ...] = row
        if layers:
            feeds = tuple(sigmoid(layer, row) for layer in layers)
        outputs.append(sigmoid(last, feeds))
    return outputs


def sigmoid(weights: list[list[float]], feeds: tuple[float, ...]) -> float:
    total = weights[0][0] + sum(w * x for (w,), x in zip(weights[1:], feeds, strict=True))
    return 1 / (1 + math.exp(-total))


def known(found: Solved) -> set[str]:
    return {step.name for step in found.problem.plan.steps}


@pytest.mark.parametrize(
    ("part", "wanted", "layers", "hidden"),
    [("AND", [0, 0, 0, 1], 1, 0), ("OR", [0, 1, 1, 1], 1, 0),
     ("XOR", [0, 1, 1, 0], 2, 2), ("XNOR", [1, 0, 0, 1], 2, 2)],
)  # fmt: skip
def test_004_problem_2(part: str, wanted: list[int], layers: int, hidden: int) -> None:
    found = shipped("mlp-gates")
    outputs = network(found, part)
    np.testing.assert_allclose(column(found, f"{part}.o"), outputs, rtol=1e-12)
    assert [int(output >= 0.5) for output in outputs] == wanted
    assert found.value(f"{part}.layers") == layers
    assert found.value(f"{part}.hidden") == hidden


def test_004_the_example_of_a_not_gate_is_wrong() -> None:
    found = shipped("mlp-not")
    assert column(found, "y") == [0, 0]  # never 1
    assert found.value("errors") == 1
    assert said(found, "bias") == "0 ≤ w_0 < 1"
    assert r"0 \le w_{\text {0}} < 1" in found.tex()
    for bias, right in ((-0.01, False), (0, True), (0.99, True), (1, False)):
        outputs = [sigmoid([[bias], [-1]], (x,)) for x in (0, 1)]
        assert ([output >= 0.5 for output in outputs] == [True, False]) == right


def test_xor_needs_two_hidden_units_and_one_with_skip_connections() -> None:
    found = shipped("xor-smallest")
    assert [found.value(f"{part}.hidden") for part in "ab"] == [2, 1]
    assert found.value("a.tried") == 15
    assert found.json()["steps"][2]["exact"] == [["1/4"]] * 4
    assert found.value("a.balance") == [[0, 0, 0]]
    assert found.value("a.errors") == found.value("b.errors") == 0


# --- from weights to behaviour -------------------------------------------------------------------
@given(
    weights=st.lists(st.fractions(-3, 3, max_denominator=2), min_size=2, max_size=5),
    bipolar=st.booleans(),
    zero=st.booleans(),
)
@quick(25)
def test_behaviour_equals_plain_python(weights: list[Fraction], bipolar: bool, zero: bool) -> None:
    low = -1 if bipolar else 0
    found = solved(
        f"inputs: {len(weights) - 1}\nvalues: {'bipolar' if bipolar else 'binary'}\n"
        f"zero: {str(zero).lower()}\ngiven: {{w: [{', '.join(map(str, weights))}]}}\n"
        "ask: [s, y, name]\n"
    )
    sums = brute.sums(tuple(map(float, weights)), brute.rows(len(weights) - 1, low))
    assert column(found, "s") == sums
    assert column(found, "y") == [1 if t > 0 or (t == 0 and zero) else low for t in sums]


NAMES = {
    "0000": "always false", "0001": "AND", "0010": "inhibition", "0011": "identity",
    "0100": "inhibition", "0101": "identity", "0110": "XOR", "0111": "OR", "1000": "NOR",
    "1001": "XNOR", "1010": "NOT", "1011": "implication", "1100": "NOT", "1101": "implication",
    "1110": "NAND", "1111": "always true",
}  # fmt: skip


@pytest.mark.parametrize(("bits", "name"), NAMES.items())
def test_every_function_of_two_inputs_has_a_name(bits: str, name: str) -> None:
    form = gate_form(("p", "q"))
    assert form.data([[bit] for bit in map(int, bits)]) == name


def gate_form(inputs: tuple[str, ...]) -> Any:
    from solver.kinds._gate.forms import Function

    return Function(tuple((key, key) for key in inputs))


@pytest.mark.parametrize(
    ("bits", "text"),
    [("1101", "p → q"), ("1011", "q → p"), ("0010", "p ∧ ¬q"), ("0100", "¬p ∧ q"), ("1010", "¬q")],
)
def test_both_directions_of_an_implication_are_told_apart(bits: str, text: str) -> None:
    words = gate_form(("p", "q")).words([[bit] for bit in map(int, bits)])
    assert words[-1].text == text


@pytest.mark.parametrize(
    ("count", "test", "name"),
    [
        (3, lambda n: n >= 2, "majority"),
        (5, lambda n: n <= 2, "minority"),
        (4, lambda n: n >= 2, "at least 2 of 4"),
        (4, lambda n: n <= 2, "at most 2 of 4"),
        (3, lambda n: n % 2 == 1, "XOR"),
        (4, lambda n: n % 2 == 0, "XNOR"),
        (1, lambda n: n == 0, "NOT"),
    ],
)
def test_functions_of_the_number_of_true_inputs(count: int, test: Any, name: str) -> None:
    columns = tuple(test(sum(row)) for row in boolean.rows(count))
    assert boolean.title(columns) == name


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_the_shortest_sum_is_equal_and_none_is_shorter(inputs: int) -> None:
    best = brute.shortest_sums(inputs)
    for function in brute.every(inputs):
        terms = boolean.shortest(function)
        assert tuple(any(boolean.covered(row, term) for term in terms)
                     for row in boolean.rows(inputs)) == function  # fmt: skip
        factors = sum(value is not None for term in terms for value in term)
        assert (len(terms), factors) == best[function]


def test_of_equally_many_products_those_with_fewer_factors_are_taken() -> None:
    function = tuple(bit == "1" for bit in "0000001111111101")
    table = boolean.rows(4)
    every = [term for term in product((False, True, None), repeat=4)
             if all(true or not fits(row, term)
                    for row, true in zip(table, function, strict=True))]  # fmt: skip
    covers = (
        terms for terms in combinations(every, 4)
        if all(any(fits(row, term) for term in terms) == true
               for row, true in zip(table, function, strict=True))
    )  # fmt: skip
    assert factors(boolean.shortest(function)) == min(map(factors, covers)) == 9


def fits(row: tuple[bool, ...], term: tuple[bool | None, ...]) -> bool:
    return all(sign in (None, value) for value, sign in zip(row, term, strict=True))


def factors(terms: Any) -> int:
    return sum(sign is not None for term in terms for sign in term)


@given(st.lists(st.booleans(), min_size=32, max_size=32))
@quick(20)
def test_a_sum_of_five_inputs_is_equal(bits: list[bool]) -> None:
    terms = boolean.shortest(tuple(bits))
    for row, true in zip(boolean.rows(5), bits, strict=True):
        assert any(boolean.covered(row, term) for term in terms) == true


def test_six_inputs_are_worked_through() -> None:
    found = solved("inputs: 6\ngiven: {w: [-1.5, 1, 1, 1, 1, 1, 1]}\nask: [y, name]\n")
    assert said(found, "name") == "at least 2 of 6"
    assert sum(column(found, "y")) == 64 - 7


@pytest.mark.parametrize("zero", [True, False])
def test_a_tie_follows_the_stated_rule(zero: bool) -> None:
    text = f"inputs: 2\nvalues: bipolar\nzero: {str(zero).lower()}\ngiven: {{w: [0, 1, 1]}}\n"
    found = solved(text + "ask: [y]\n")
    assert column(found, "y") == ([-1, 1, 1, 1] if zero else [-1, -1, -1, 1])
    rule = "at least 0" if zero else "more than 0"
    assert rule in found.tex()


def test_a_bias_may_be_given_apart() -> None:
    found = solved("inputs: [p, q]\ngiven: {b: -1.5, w: [1, 1]}\nask: [s, name]\n")
    assert column(found, "s") == [-1.5, -0.5, -0.5, 0.5]
    assert said(found, "name") == "AND"


def test_decimals_that_add_up_to_zero_do_so_on_every_route() -> None:
    found = solved("inputs: 2\ngiven: {w: [-0.3, 0.1, 0.2]}\nask: [y]\n")
    assert column(found, "y") == [0, 0, 0, 1]


# --- from behaviour to weights -------------------------------------------------------------------
@given(
    function=st.sampled_from(sorted(brute.thresholds(2, -1) | brute.thresholds(3, -1))),
    bipolar=st.booleans(),
)
@quick(20)
def test_found_weights_compute_the_table(function: brute.Function, bipolar: bool) -> None:
    low = -1 if bipolar else 0
    inputs = len(function).bit_length() - 1
    table = [1 if true else low for true in function]
    found = solved(
        f"inputs: {inputs}\nvalues: {'bipolar' if bipolar else 'binary'}\ntable: {table}\n"
        "find: weights\nask: [w, y, errors]\n"
    )
    weights = tuple(map(float, column(found, "w")))
    assert brute.computed(weights, brute.rows(inputs, low)) == function
    assert found.value("errors") == 0


def test_a_table_may_come_in_rows_of_any_order() -> None:
    rows = "[[1, 1, 1], [0, 1, 0], [1, 0, 0], [0, 0, 0]]"
    found = solved(f"inputs: 2\ntable: {rows}\nfind: weights\nbias: halves\nask: [w, name]\n")
    assert said(found, "name") == "AND"
    assert column(found, "w") == [-1.5, 1, 1]


@given(weights=st.lists(st.fractions(-5, 5, max_denominator=4), min_size=2, max_size=4))
@quick(15)
def test_weights_follow_from_their_sums(weights: list[Fraction]) -> None:
    table = list(product((Fraction(-1), Fraction(1)), repeat=len(weights) - 1))
    sums = [weights[0] + sum(w * x for w, x in zip(weights[1:], row, strict=True)) for row in table]
    found = solved(
        f"inputs: {len(weights) - 1}\nvalues: bipolar\nfind: weights\n"
        f"where: {{s: [{', '.join(map(str, sums))}]}}\nask: [w, y]\n"
    )
    assert found.solution.exact("w") == [[str(w)] for w in weights]


def test_no_solution_is_an_answer() -> None:
    found = solved(
        "inputs: 2\nfunction: and\nfind: weights\nweights: [0, 1]\nask: [count, separable]\n"
    )
    assert found.value("count") == 0
    assert said(found, "separable") is True
    found = solved("inputs: 2\nfunction: xor\nfind: weights\nask: [separable, conflict]\n")
    assert said(found, "separable") is False
    assert found.solution.exact("conflict") == [["1/4"]] * 4


@given(st.sampled_from(sorted(set(brute.every(3)) - brute.thresholds(3, -1))))
@quick(15)
def test_a_conflict_can_be_added_up(function: brute.Function) -> None:
    table = [int(true) for true in function]
    found = solved(f"inputs: 3\ntable: {table}\nfind: weights\nask: [conflict, balance]\n")
    parts = [Fraction(part) for (part,) in found.solution.exact("conflict")]
    assert min(parts) >= 0
    assert sum(parts) == 1
    rows = [(1, *row) for row in product((0, 1), repeat=3)]
    for k in range(4):
        signed = ((1 if true else -1) * row[k] for true, row in zip(function, rows, strict=True))
        assert sum(part * entry for part, entry in zip(parts, signed, strict=True)) == 0
    assert found.value("balance") == [[0, 0, 0, 0]]


def test_several_units_are_found_together() -> None:
    found = solved(
        "inputs: 2\nvalues: bipolar\nfunction: xnor\nfind: weights\nweights: [-1, 0, 1]\n"
        "units: {y1: [x1, x2], y2: [x1, x2], y: [y1, y2]}\nask: [w1, w2, w, errors, count]\n"
    )
    assert found.value("errors") == 0
    assert found.value("count") > 1
    outputs = [brute.computed(tuple(column(found, key)), brute.rows(2, -1)) for key in ("w1", "w2")]
    assert None not in outputs


def test_a_later_part_may_use_the_weights_of_an_earlier_one() -> None:
    found = solved(
        "inputs: 2\nvalues: bipolar\nparts:\n"
        "  a: {function: nand, find: weights, weights: [-1, 0, 1], ask: [w]}\n"
        "  b: {given: {w: {step: a.w}}, ask: [name]}\n"
    )
    assert said(found, "b.name") == "NAND"
    changed = found.problem.plan.evaluate(overrides={"a.w": [[1], [1], [1]]})
    assert changed.floats("b.y") == [[-1.0], [1.0], [1.0], [1.0]]


@pytest.mark.parametrize("zero", [True, False])
@given(weights=st.lists(st.integers(-3, 3), min_size=3, max_size=3).filter(any))
@quick(10)
def test_the_range_of_the_bias_is_that_of_the_biases_that_do(
    zero: bool, weights: list[int]
) -> None:
    table = list(product((0, 1), repeat=3))
    sums = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in table]
    middle = Fraction(max(sums) * 2 - 1, 2)  # so that some row is true, and some not
    wanted = [int(total > middle) for total in sums]
    found = solved(
        f"inputs: 3\nzero: {str(zero).lower()}\ntable: {wanted}\n"
        f"given: {{w: {[0, *weights]}}}\nask: [bias]\n"
    )
    (low,), (high,) = found.value("bias")
    for bias in (Fraction(k, 4) for k in range(-48, 49)):
        outputs = [int(t + bias > 0 or (zero and t + bias == 0)) for t in sums]
        inside = low <= bias < high if zero else low < bias <= high
        assert (outputs == wanted) == inside, bias
    below, above = ("≤", "<") if zero else ("<", "≤")
    assert said(found, "bias").split(" w_0 ")[0].endswith(below)
    assert said(found, "bias").split(" w_0 ")[1].startswith(above)


@pytest.mark.parametrize("zero", [True, False])
def test_a_sum_of_0_may_be_asked_of_one_side_only(zero: bool) -> None:
    found = solved(
        f"inputs: 2\nzero: {str(zero).lower()}\nfunction: xor\nfind: weights\nask: [conflict]\n"
    )
    world = found.problem.worlds[0]
    shown = gate.exhibits(world.planned, found.solution, "normal")["conflict"]
    (table,) = (block for block in shown if isinstance(block, Table))
    asked = [row[3][0].relation for row in table.rows]  # type: ignore[union-attr]
    true, false = (">=", ">") if zero else (">", ">=")
    assert asked == [false, true, true, false]


def test_every_smaller_hidden_layer_is_tried() -> None:
    found = solved("inputs: 3\nfunction: xor\nfind: network\nask: [hidden, tried]\n")
    functions = len(brute.thresholds(3, -1))  # as many as of 0 and 1
    pairs = sum(1 for _ in combinations(range(functions), 2))
    assert found.value("hidden") == 3
    assert found.value("tried") == 1 + functions + pairs


# --- a batch -------------------------------------------------------------------------------------
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_many_weights_at_once(backend: str) -> None:
    problem = shipped("adaline-or").problem
    batch = np.random.default_rng(0).integers(-3, 4, size=(500, 3, 1))
    found = problem.plan.evaluate({"w": batch.tolist()}, backend=backend)
    for k, weights in enumerate(batch[:, :, 0].tolist()):
        sums = brute.sums(tuple(weights), brute.rows(2, -1))
        assert np.asarray(found["s"][k])[:, 0].tolist() == sums
        assert np.asarray(found["y"][k])[:, 0].tolist() == [1 if t >= 0 else -1 for t in sums]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_batch_of_tables_is_searched_one_by_one(backend: str) -> None:
    plan = planned("inputs: 2\ntable: [0, 0, 0, 1]\nfind: weights\nask: [w, count]\n").plan
    tables = [[[0], [0], [0], [1]], [[0], [1], [1], [1]], [[1], [0], [1], [1]]]
    found = plan.evaluate({"t": tables}, backend=backend)
    for k, table in enumerate(tables):
        weights = tuple(np.asarray(found["w"][k])[:, 0].tolist())
        assert brute.computed(weights, brute.rows(2, 0)) == tuple(bool(t) for (t,) in table)


def test_inputs_of_parts_are_printed_as_the_author_says() -> None:
    tex = solved(
        "inputs: [p, q]\nsymbols: {p: '\\alpha'}\nparts:\n"
        "  a: {given: {w: [1, 1, 1]}, ask: [name]}\n  b: {given: {w: [0, 1, 1]}, ask: [name]}\n"
    ).tex()
    assert tex.count(r"The inputs $\alpha$, $q$ are") == 1  # said once, before the parts
    assert "$p$" not in tex


def test_an_input_that_no_font_has_needs_a_symbol() -> None:
    text = "inputs: [é, 日]\ngiven: {w: [-1, 1, -1]}\nask: [name]\n"
    (found,) = complaints(text)
    assert found.message == "no font has all letters of the name `日`"
    assert r"\delta" in solved(text + "symbols: {日: '\\delta'}\n").tex()


# --- the page ------------------------------------------------------------------------------------
def figures(found: Solved) -> list[Any]:
    world = found.problem.worlds[0]
    shown = gate.figures(world.planned, found.solution)
    return [figure.data for figure in shown if isinstance(figure, Figure)]


def inside(corners: tuple[tuple[float, float], ...], point: tuple[float, float]) -> bool:
    """Tell whether a point is inside a convex polygon."""
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in pairwise((*corners, corners[0]))
    ]
    return all(t > 1e-9 for t in turns) or all(t < -1e-9 for t in turns)


def area(corners: tuple[tuple[float, float], ...]) -> float:
    around = pairwise((*corners, corners[0]))
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in around)) / 2


def test_the_regions_are_those_of_the_network() -> None:
    found = shipped("madaline-xor")
    _, plane = figures(found)
    assert isinstance(plane, Regions)
    low, high = plane.x.low, plane.x.high
    assert low is not None
    assert high is not None
    assert sum(area(a.corners) for a in plane.areas) == pytest.approx((high - low) ** 2)
    rng = np.random.default_rng(1)
    for x, y in rng.uniform(low, high, size=(300, 2)).tolist():
        first = 1 if 0.5 - x + y >= 0 else -1
        second = 1 if 0.5 + x - y >= 0 else -1
        hit = [a.positive for a in plane.areas if inside(a.corners, (x, y))]
        assert hit == [1 - first - second >= 0]
    assert plane.points == ((-1, -1, False), (-1, 1, True), (1, -1, True), (1, 1, False))
    assert len(plane.borders) >= 2


def test_the_regions_of_sigmoid_units_have_curved_borders() -> None:
    found = shipped("mlp-gates")
    world = next(world for world in found.problem.worlds if world.label == "XOR")
    plane = gate.figures(world.planned, found.solution)[1].data
    assert isinstance(plane, Regions)
    layers = [found.value(f"XOR.{key}") for key in ("w1", "w2")]
    rng = np.random.default_rng(2)
    misses = 0
    for x, y in rng.uniform(-0.5, 1.5, size=(300, 2)).tolist():
        feeds = tuple(sigmoid(layer, (x, y)) for layer in layers)
        hit = [a.positive for a in plane.areas if inside(a.corners, (x, y))]
        misses += hit != [sigmoid(found.value("XOR.w"), feeds) >= 0.5]
    assert misses <= 3  # within a strip of a border


def test_the_network_is_drawn_with_its_weights() -> None:
    net = figures(shipped("madaline-xor"))[0]
    assert isinstance(net, Diagram)
    assert [len(layer.units) for layer in net.layers] == [3, 3, 1]
    labels = [getattr(wire.label, "value", None) for wire in net.wires]
    assert labels == [0.5, -1, 1, 0.5, 1, -1, 1, -1, -1]


def test_a_skip_connection_is_drawn_around() -> None:
    found = shipped("xor-smallest")
    world = next(world for world in found.problem.worlds if world.label == "b")
    net = gate.figures(world.planned, found.solution)[0].data
    assert isinstance(net, Diagram)
    assert [len(layer.units) for layer in net.layers] == [3, 1, 1]  # one 1 serves both layers
    assert sum(wire.curved for wire in net.wires) == 3


def tables(found: Solved, room: bool) -> list[Table]:
    world = found.problem.worlds[0]
    return [b for b in gate.statement(world.planned, room) if isinstance(b, Table)]


def test_a_handout_has_a_table_to_fill_in() -> None:
    found = shipped("adaline-or")
    (blank,) = tables(found, room=True)
    assert len(blank.header) == 4
    assert len(blank.rows) == 4
    assert not tables(found, room=False)


def test_a_handout_does_not_show_the_network_that_is_to_be_found() -> None:
    found = shipped("xor-smallest")
    world = found.problem.worlds[0]
    assert not gate.figures(world.planned, None)
    assert not tables(found, room=True)


def test_the_key_substitutes_every_sum() -> None:
    found = shipped("adaline-or")
    shown = gate.exhibits(found.problem.worlds[0].planned, found.solution, "normal")
    (table,) = (block for block in shown["s"] if isinstance(block, Table))
    assert len(table.rows) == 4
    assert r"2 + 2 \cdot (-1) + 1 \cdot (-1)" in found.tex()


def test_a_search_is_not_printed_with_all_its_numbers() -> None:
    tex = shipped("adaline-nand").tex(detail="full")
    assert r"\operatorname{weights}(X, t)" in tex
    assert r"\operatorname{weights}\left(" not in tex


def test_sums_of_many_terms_are_written_with_their_products() -> None:
    tex = solved("inputs: 6\ngiven: {w: [-1.5, 1, 1, -2, 1, 1, 1]}\nask: [y, name]\n").tex()
    assert "-1.5 + 0 + 0 - 0 + 0 + 0 + 0" in tex or "-1.5 + 0 + 0 + 0 + 0 + 0 + 0" in tex
    assert "which is written out below" in tex


# --- what is refused -----------------------------------------------------------------------------
def test_thirty_inputs_are_refused_at_once() -> None:
    start = time.perf_counter()
    (complaint,) = complaints("inputs: 30\ngiven: {w: [1]}\nask: [y]\n")
    assert time.perf_counter() - start < 1
    assert "30 inputs" in complaint.message
    assert complaint.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inputs: 2\nfunction: xor\nfind: weights\nask: [w]", "one unit cannot separate"),
        ("inputs: 2\nfunction: and\nfind: weights\nweights: [0, 1]\nask: [w]", "no weights from"),
        ("inputs: 5\nfunction: and\nfind: weights\nask: [w]", "at most 4 inputs"),
        ("inputs: 4\nfunction: and\nfind: network\nask: [hidden]", "at most 3 inputs"),
        ("inputs: 3\nunit: sigmoid\nfunction: xor\nfind: network\nask: [hidden]", "no proof"),
        ("inputs: 2\ngiven: {w: [1, 2]}\nask: [y]", "`w` has 2 entries"),
        ("inputs: 2\nask: [y]", "are not given"),
        ("inputs: 2\nfind: weights\nwhere: {s: [1, 2, 3, 5]}\nask: [w]", "no solution"),
        ("inputs: 3\nfunction: implies\nfind: weights\nask: [w]", "takes 2 inputs"),
    ],
)
def test_what_cannot_be_is_refused(text: str, message: str) -> None:
    assert any(message in complaint.message for complaint in complaints(text + "\n"))


@pytest.mark.parametrize(
    ("word", "column_of"),
    [("implication", [1, 1, 0, 1]), ("inhibition", [0, 0, 1, 0]), ("equivalence", [1, 0, 0, 1])],
)
def test_functions_have_other_names_too(word: str, column_of: list[int]) -> None:
    found = solved(
        f"inputs: [p, q]\nvalues: binary\nfunction: {word}\nfind: network\nask: [t, y]\n"
    )
    assert column(found, "t") == column(found, "y") == column_of
